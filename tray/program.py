"""The running program: the engine with watcher, clock and pages, and the icon on a screen."""

from __future__ import annotations

import logging
import threading
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.domain.commands import (
    CheckDate,
    FollowSendings,
    ReloadLedger,
    ReloadPlugins,
    ReloadSettings,
)
from core.domain.wording import say
from core.engine.engine import Engine
from core.errors import SollecitoError
from core.texts import tell
from tray.autostart import Autostart
from tray.clock import Ticker
from tray.folder_look import PLUGINS
from tray.headless import run_headless
from tray.icon import run_icon
from tray.pages.server import Door, Pages
from tray.pages.welcome import is_first_start
from tray.single_instance import SingleInstance
from tray.watcher import Changed, Watcher
from tray.windows_session import listening

log = logging.getLogger(__name__)

_GLANCE = 0.5
"""Seconds between two looks at whether somebody has asked the program to end."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the program shows itself."""

    headless: bool = False
    browser: bool = True
    port: int = 0
    autostart: Autostart | None = None
    """Whether it starts with the computer, to be shown and switched."""
    door: Door | None = None
    """What the pages come behind, if it is open already."""


def run_program(
    engine: Engine,
    plugins: Path,
    look: Appearance,
    instance: SingleInstance,
    tell_address: Callable[[str], None],
) -> None:
    """Run until a person quits or the system ends it; `tell_address` hears where the page is."""
    stop = threading.Event()
    ticker = Ticker(lambda: _tick(engine))
    # Outermost: at shut-down Windows waits until all the rest has ended.
    session = listening(
        tell(
            say("Sollecito is still at work on a statement; it ends after that."),
            engine.firm.parts.language,
        ),
        stop.set,
        ticker.tick_now,
    )
    with session, ExitStack() as running:
        # There from the start, so that the first file dropped in is seen at once.
        plugins.mkdir(parents=True, exist_ok=True)
        watchers = _watchers(engine, plugins)
        engine.start()
        running.callback(engine.stop)
        _read_all(engine)
        # Each address opens once: the next start needs a new one.
        first = "/welcome" if is_first_start(engine.firm.parts.folder) else "/"
        pages = Pages(
            engine,
            look.port,
            lambda: instance.publish(pages.launch_url("/")),
            autostart=look.autostart,
            door=look.door,
        )
        pages.start()
        running.callback(pages.stop)
        instance.publish(pages.launch_url(first))
        tell_address(pages.launch_url(first))
        for part in watchers:
            part.start()
            running.callback(part.stop)
        ticker.start()
        running.callback(ticker.stop)
        asked = Ticker(lambda: stop.set() if instance.asked_to_end else None, interval=_GLANCE)
        asked.start()
        running.callback(asked.stop)
        if look.browser and not look.headless:
            _open(pages, first)
        _show(engine, pages, stop, look)


def _show(engine: Engine, pages: Pages, stop: threading.Event, look: Appearance) -> None:
    """Show the icon until a person quits; without a screen, wait for the system's signal."""
    if not look.headless:
        try:
            open_page = partial(_open, pages)
            run_icon(engine, open_page, stop, autostart=look.autostart)
        except SollecitoError as error:
            log.warning("no tray icon: %s", error)
        else:
            return
    run_headless(engine, stop)


def _open(pages: Pages, path: str) -> None:
    webbrowser.open(pages.launch_url(path))


def _watchers(engine: Engine, plugins: Path) -> tuple[Watcher, ...]:
    """Watch the data folder and this PC's plugins folder; what changes goes to the engine."""
    folder = engine.firm.parts.folder
    again = partial(_read_all, engine)
    return (
        Watcher(folder, partial(_changed, engine), again, again),
        Watcher(plugins, lambda _: _post(engine, ReloadPlugins()), layout=PLUGINS),
    )


def _changed(engine: Engine, changed: Changed) -> None:
    if changed.settings or changed.designs:
        _post(engine, ReloadSettings())
    if changed.ledger:
        _post(engine, ReloadLedger())


def _read_all(engine: Engine) -> None:
    _post(engine, ReloadSettings())
    _post(engine, ReloadLedger())


def _tick(engine: Engine) -> None:
    _post(engine, CheckDate())
    _post(engine, FollowSendings())


def _post(
    engine: Engine,
    command: CheckDate | FollowSendings | ReloadLedger | ReloadPlugins | ReloadSettings,
) -> None:
    """Hand a command over and let its errors go where they show: to the status."""
    engine.post(command)
