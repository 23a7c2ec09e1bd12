"""The icon in the bar: shows the menu with pystray and hands on what is chosen."""

from __future__ import annotations

import importlib
import logging
import queue
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any

from core.domain.events import Event
from core.engine.office import Office
from core.engine.status import Status
from core.errors import SollecitoError
from core.texts import tell
from tray.autostart import Autostart, AutostartRefused
from tray.desktop import PATIENCE, find_backend
from tray.headless import on_end_signal
from tray.icon_backends import USUAL_SIZE, load_icon_class
from tray.icon_image import IconState, draw_icon, icon_state
from tray.menu import (
    Action,
    Entry,
    Open,
    OpenFolder,
    Quit,
    SwitchAutostart,
    build_menu,
    figures,
    headline,
)
from tray.notices import Notice, notice_of, notice_of_error
from tray.opening import open_folder
from tray.pages.setting_places import tell_in_words

_log = logging.getLogger(__name__)

_GLANCE = 0.5
"""Seconds between two looks at the status; menus are not set anew more often."""
LONGEST_TITLE = 127
LONGEST_NOTICE = 255
LONGEST_NOTICE_TITLE = 63
"""Units of UTF-16: Windows raises beyond the first and cuts at the others."""
LONGEST_NOTE = 40
"""Of why an entry is disabled."""


def run_icon(
    office: Office,
    open_page: Callable[[str], None],
    stop: threading.Event,
    *,
    autostart: Autostart | None = None,
    patience: float = PATIENCE,
) -> None:
    """Show the icon until Quit is chosen or `stop` is set; call it on the main thread.

    `open_page` takes the path of a page, such as "/plan". Raises TrayUnavailable if there is
    no screen, or none that shows icons within `patience` seconds: at log-in the bar may
    come later. The caller then goes on without an icon.
    """
    with on_end_signal(stop.set):
        icon_class = load_icon_class(find_backend(stop, patience))
        TrayIcon(office, open_page, stop, icon_class, autostart=autostart).run()


class TrayIcon:
    """One icon and the thread that paints it; the main thread belongs to the system's loop."""

    def __init__(
        self,
        office: Office,
        open_page: Callable[[str], None],
        stop: threading.Event,
        icon_class: Any,
        *,
        autostart: Autostart | None = None,
        show_folder: Callable[[str], None] = open_folder,
    ) -> None:
        """Make the icon from the status as it is, not yet visible."""
        self._office = office
        self._open_page = open_page
        self._autostart = autostart
        self._show_folder = show_folder
        self._stop = stop
        self._ended = threading.Event()
        self._jobs: queue.Queue[Callable[[], None]] = queue.Queue()
        status = office.status
        self._status: Status | None = None
        self._language = status.language
        self._starts = self._starts_now()
        self._entries = build_menu(status, autostart=self._starts)
        self._drawn: tuple[IconState, int] = icon_state(status)
        self._icon = icon_class(
            "sollecito",
            draw_icon(*self._drawn),
            "Sollecito",
            to_pystray(self._entries, status.language, self._choose),
        )
        self._noticed = "/"
        self._icon.on_notice_clicked = lambda: self._choose(Open(self._noticed))

    def run(self) -> None:
        """Show the icon until the end."""
        self._office.subscribe(self._hear)
        with ExitStack() as signals:
            # GTK takes Ctrl-C for itself when its loop begins, so ours is set from there.
            self._jobs_on_main(lambda: signals.enter_context(on_end_signal(self._stop.set)))
            try:
                self._icon.run(setup=self._paint)
            finally:
                self._ended.set()
                # If the loop never began, the painter waits for it and the process never ends.
                self._icon._Icon__queue.put("over")  # noqa: SLF001

    def _jobs_on_main(self, job: Callable[[], object]) -> None:
        """Do something on the main thread once the system's loop is ready."""
        ready = self._icon._mark_ready  # noqa: SLF001 - the one call all backends make there

        def mark_ready() -> None:
            job()
            ready()

        self._icon._mark_ready = mark_ready  # noqa: SLF001

    def _paint(self, icon: Any) -> None:
        """Keep the icon as the status is; runs on pystray's own second thread."""
        if self._ended.is_set():
            return
        icon.visible = True
        while not self._stop.is_set() and not self._ended.is_set():
            self._refresh(icon)
            try:
                self._jobs.get(timeout=_GLANCE)()
            except queue.Empty:
                continue
        if not self._ended.is_set():
            icon.visible = False
            icon.stop()

    def _refresh(self, icon: Any) -> None:
        status = self._office.status
        self._draw(icon, icon_state(status))
        starts = self._starts_now()
        if status is self._status and starts == self._starts:
            return
        self._status, self._starts = status, starts
        icon.title = title_of(status)
        entries = build_menu(status, autostart=starts)
        # Seldom: on Windows it destroys a menu that is open, on GTK it closes it.
        if (entries, status.language) != (self._entries, self._language):
            self._entries, self._language = entries, status.language
            icon.menu = to_pystray(entries, status.language, self._choose)

    def _draw(self, icon: Any, drawn: tuple[IconState, int]) -> None:
        size = getattr(icon, "size", USUAL_SIZE)
        if drawn != self._drawn or size != icon.icon.width:
            self._drawn = drawn
            icon.icon = draw_icon(*drawn, size)

    def _choose(self, action: Action) -> None:
        """Hand on what was chosen; runs on the main thread, so it does no work."""
        match action:
            case Open(path):
                self._jobs.put(lambda: self._open_page(path))
            case OpenFolder():
                self._jobs.put(lambda: self._show_folder(self._office.status.folder))
            case SwitchAutostart(enabled):
                self._jobs.put(lambda: self._switch_autostart(enabled))
            case Quit():
                self._stop.set()
            case _:
                self._office.post(action).add_done_callback(self._answered)

    def _starts_now(self) -> bool | None:
        # Asked each time: the page and the system's own settings change it, too.
        return self._autostart.on if self._autostart else None

    def _switch_autostart(self, on: bool) -> None:  # noqa: FBT001 - as the menu's entry says
        try:
            if self._autostart:
                self._autostart.switch(on=on)
        except AutostartRefused as error:
            self._say(notice_of_error(error))

    def _answered(self, answer: Future[Any]) -> None:
        error = None if answer.cancelled() else answer.exception()
        if isinstance(error, SollecitoError):
            self._jobs.put(lambda: self._say(notice_of_error(error)))

    def _hear(self, event: Event) -> None:
        notice = notice_of(event, self._office.status)
        if notice is not None:
            self._jobs.put(lambda: self._say(notice))

    def _say(self, notice: Notice) -> None:
        language = self._office.status.language
        title = tell_in_words(notice.title, language)
        body = " ".join(tell_in_words(sentence, language) for sentence in notice.sentences)
        if not self._icon.HAS_NOTIFICATION:
            _log.info("%s. %s", title, body)
            return
        self._noticed = notice.page
        if not body:
            # Without a body Windows shows nothing.
            title, body = "Sollecito", title
        self._icon.notify(cut(body, LONGEST_NOTICE), cut(title, LONGEST_NOTICE_TITLE))


def to_pystray(entries: Iterable[Entry], language: str, choose: Callable[[Action], None]) -> Any:
    """Return the entries as a menu of pystray's, said in a language."""
    pystray = importlib.import_module("pystray")
    items = (
        pystray.Menu.SEPARATOR if entry.label is None else _item(pystray, entry, language, choose)
        for entry in entries
    )
    return pystray.Menu(*items)


def title_of(status: Status) -> str:
    """Return the tooltip: who, what goes out today, what is overdue."""
    sentences = (tell(text, status.language) for text in (headline(status), figures(status)))
    return cut(f"{status.company}: {' '.join(sentences)}", LONGEST_TITLE)


def cut(text: str, longest: int) -> str:
    """Shorten a text to so many units of UTF-16, in which Windows counts."""
    if _units(text) <= longest:
        return text
    text = text[:longest]
    while _units(text) >= longest:
        text = text[:-1]
    return text.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _item(pystray: Any, entry: Entry, language: str, choose: Callable[[Action], None]) -> Any:
    def act(icon: Any, item: Any) -> None:
        del icon, item
        if entry.action is not None:
            choose(entry.action)

    children = to_pystray(entry.children, language, choose) if entry.children else None
    return pystray.MenuItem(
        label_of(entry, language),
        children or act,
        checked=None if entry.checked is None else lambda _: bool(entry.checked),
        default=entry.default,
        enabled=entry.enabled,
    )


def label_of(entry: Entry, language: str) -> str:
    """Return an entry's label, and after it why it is disabled."""
    label = "" if entry.label is None else tell_in_words(entry.label, language)
    if entry.note is not None:
        # A sub-menu must not cover the screen; the customer's page says the whole.
        label = f"{label} – {cut(tell_in_words(entry.note, language), LONGEST_NOTE)}"
    # On Windows one & underlines the next letter.
    return label.replace("&", "&&") if sys.platform == "win32" else label
