import os
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.domain.commands import RunAutomaticSending, SendStatement, SwitchAutomatic
from core.domain.events import FolderFound, RunFinished
from core.domain.wording import say
from core.engine.status import Role
from core.errors import SollecitoError
from tests.fake_office import FakeOffice
from tests.fakes import TODAY, fake_status
from tests.tray.eventually import eventually
from tests.tray.test_autostart import a_place
from tray.autostart import Autostart
from tray.icon import LONGEST_NOTICE, LONGEST_TITLE, TrayIcon, cut, label_of, title_of
from tray.menu import Entry

# pystray decides on its backend when it is imported.
os.environ["PYSTRAY_BACKEND"] = "dummy"
import pystray


class ClickableIcon(pystray.Icon):  # type: ignore[misc]  # pystray has no types
    """An icon without a screen, with a loop of its own and a hand that clicks."""

    HAS_NOTIFICATION = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notices: list[tuple[str, str]] = []
        self.menus_set = 0
        self.loop: queue.Queue[Callable[[], None] | None] = queue.Queue()

    def click(self, *path: str) -> None:
        entries = self.menu.items
        for start in path:
            item = next(i for i in entries if i.text.startswith(start))
            entries = item.submenu.items if item.submenu else ()
        assert item.enabled
        self.loop.put(self._handler(item))

    def click_icon(self) -> None:
        self.loop.put(self)

    def _run(self) -> None:
        self._mark_ready()
        while (job := self.loop.get()) is not None:
            job()

    def _stop(self) -> None:
        self.loop.put(None)

    def _notify(self, message: str, title: str | None = None) -> None:
        self.notices.append((title or "", message))

    def _update_menu(self) -> None:
        self.menus_set += 1

    def _update_icon(self) -> None:
        self._icon_valid = True

    def _show(self) -> None:
        pass

    def _hide(self) -> None:
        pass

    def _update_title(self) -> None:
        pass


class SilentIcon(ClickableIcon):
    HAS_NOTIFICATION = False


@dataclass
class Shown:
    office: FakeOffice
    icon: Any
    stop: threading.Event = field(default_factory=threading.Event)
    opened: list[str] = field(default_factory=list)

    def posts(self, command: object) -> None:
        eventually(lambda: command in self.office.posted)


@pytest.fixture
def show() -> Iterator[Callable[..., Shown]]:
    running: list[tuple[Shown, threading.Thread]] = []

    def begin(
        icon_class: Any = ClickableIcon, autostart: Autostart | None = None, **status: Any
    ) -> Shown:
        shown = Shown(FakeOffice(**status), None)
        tray = TrayIcon(
            shown.office,
            shown.opened.append,
            shown.stop,
            icon_class,
            autostart=autostart,
            show_folder=shown.opened.append,
        )
        shown.icon = tray._icon
        # Signals are of the main thread; what they do is tried on a real screen.
        tray._jobs_on_main = lambda job: None  # type: ignore[method-assign]
        thread = threading.Thread(target=tray.run)
        thread.start()
        running.append((shown, thread))
        eventually(lambda: shown.icon.visible and shown.icon.title != "Sollecito")
        return shown

    yield begin
    for shown, thread in running:
        shown.stop.set()
        thread.join(60)
        assert not thread.is_alive()


Show = Callable[..., Shown]


def test_quit_ends_it_and_tells_the_others(show: Show) -> None:
    shown = show()
    shown.icon.click("Quit")
    eventually(shown.stop.is_set)
    eventually(lambda: not shown.icon.visible)


def test_click_on_the_icon_opens_the_page(show: Show) -> None:
    shown = show()
    shown.icon.click_icon()
    eventually(lambda: shown.opened == ["/"])


def test_choosing_posts_the_command(show: Show) -> None:
    shown = show()
    shown.icon.click("Send statement now", "Bianchi", "E-mail")
    shown.posts(SendStatement(("C0001",), "smtp"))
    shown.icon.click("Run now")
    shown.posts(RunAutomaticSending())


def test_folder_and_pages_are_opened_off_the_main_thread(show: Show) -> None:
    shown = show()
    shown.icon.click("Open data folder")
    shown.icon.click("History")
    eventually(lambda: shown.opened == ["/srv/rossi", "/history"])


def test_switching_shows_at_once_in_menu_and_title(show: Show) -> None:
    shown = show()
    shown.icon.click("Automatic sending")
    shown.posts(SwitchAutomatic(enabled=False))
    eventually(lambda: "Automatic sending is off." in shown.icon.title)
    eventually(lambda: shown.icon.menu.items[0].text == "Automatic sending is off.")


def test_icon_changes_with_the_state(show: Show) -> None:
    shown = show()
    before = shown.icon.icon
    shown.office.change(attention=(say("Look here."),))
    eventually(lambda: shown.icon.icon is not before)


def test_menu_is_not_set_anew_for_what_it_does_not_show(show: Show) -> None:
    shown = show(working=True, done=1, total=9)
    times = shown.icon.menus_set
    for done in range(2, 9):
        shown.office.change(done=done, language="en")
    shown.office.change(company="Another S.r.l.")
    eventually(lambda: shown.icon.title.startswith("Another"))
    assert shown.icon.menus_set == times


def test_menu_is_said_anew_in_another_language(show: Show) -> None:
    shown = show()
    times = shown.icon.menus_set
    shown.office.change(language="it")
    eventually(lambda: shown.icon.menus_set > times)


def test_run_that_ended_is_told(show: Show) -> None:
    shown = show()
    shown.office.publish(RunFinished(TODAY, sent=3, failed=1))
    told = [("Statements of 24/11/2026", "Sent: 3. Failed: 1.")]
    eventually(lambda: shown.icon.notices == told)


def test_a_click_on_what_is_told_opens_its_page(show: Show) -> None:
    shown = show()
    shown.office.publish(RunFinished(TODAY, sent=3, unknown=1))
    eventually(lambda: shown.icon.notices)
    shown.icon.loop.put(shown.icon.on_notice_clicked)
    eventually(lambda: shown.opened == ["/history?state=unknown"])


def test_what_could_not_be_done_is_told_with_its_hint(show: Show) -> None:
    shown = show()
    refusal = SollecitoError(say("The history cannot be written."), say("Free some space."))
    shown.office.answers[RunAutomaticSending] = refusal
    shown.icon.click("Run now")
    told = [("The history cannot be written.", "Free some space.")]
    eventually(lambda: shown.icon.notices == told)


def test_why_an_entry_is_disabled_does_not_cover_the_screen() -> None:
    entry = Entry(say("Fax"), note=say("No fax server is set. Enter its name in the settings."))
    assert label_of(entry, "en") == "Fax – No fax server is set. Enter its name in…"


def test_long_notice_is_cut_to_what_windows_shows(show: Show) -> None:
    shown = show()
    shown.office.answers[RunAutomaticSending] = SollecitoError(say("t" * 300), say("h" * 300))
    shown.icon.click("Run now")
    (title, body), *_ = eventually(lambda: shown.icon.notices)
    assert (len(title), len(body)) == (63, LONGEST_NOTICE)


def test_notice_of_one_sentence_has_the_programs_name_above_it(show: Show) -> None:
    shown = show()
    shown.office.publish(FolderFound())
    eventually(lambda: shown.icon.notices == [("Sollecito", "The data folder is back")])


def test_bar_without_notifications_is_not_asked_for_any(show: Show) -> None:
    shown = show(SilentIcon)
    shown.office.publish(RunFinished(TODAY, sent=3))
    shown.icon.click("History")
    eventually(lambda: shown.opened == ["/history"])
    assert shown.icon.notices == []


class BrokenIcon(ClickableIcon):
    """A bar that fails before its loop begins."""

    def _run(self) -> None:
        raise OSError("no session bus")


def test_failing_loop_leaves_no_thread_behind() -> None:
    tray = TrayIcon(FakeOffice(), print, threading.Event(), BrokenIcon)
    with pytest.raises(OSError, match="session bus"):
        tray.run()
    setup = tray._icon._setup_thread
    eventually(lambda: not setup.is_alive())


def test_answer_that_was_given_up_is_no_error(show: Show) -> None:
    shown = show()
    cancelled: Future[None] = Future()
    cancelled.cancel()
    shown.office.post = lambda command: cancelled  # type: ignore[method-assign]
    shown.icon.click("Run now")
    shown.icon.click("History")
    eventually(lambda: shown.opened)
    assert shown.icon.notices == []


def test_client_reads_why_it_cannot_switch(show: Show) -> None:
    shown = show(role=Role.CLIENT, server="UFFICIO1")
    item = next(i for i in shown.icon.menu.items if i.text.startswith("Automatic"))
    assert item.text == "Automatic sending – done by UFFICIO1"
    assert not item.enabled


def test_start_with_the_computer_is_switched_and_ticked(show: Show, tmp_path: Path) -> None:
    autostart = Autostart(a_place(tmp_path), ("/opt/sollecito",))
    shown = show(autostart=autostart)
    shown.icon.click("Start with the computer")
    eventually(lambda: autostart.on)
    eventually(lambda: shown.icon.menu.items[-2].checked)
    autostart.switch(on=False)
    eventually(lambda: not shown.icon.menu.items[-2].checked)


def test_start_that_the_system_refuses_is_told(show: Show, tmp_path: Path) -> None:
    (tmp_path / "autostart").touch()
    shown = show(autostart=Autostart(a_place(tmp_path), ("/opt/sollecito",)))
    shown.icon.click("Start with the computer")
    (title, body), *_ = eventually(lambda: shown.icon.notices)
    assert title.startswith("What starts with the computer")
    assert body == "Perhaps whoever looks after this PC has forbidden it."


def test_tooltip_says_who_what_and_how_much() -> None:
    expected = "Ferramenta Rossi S.r.l.: 4 statements are due today. EUR 6,153.75 overdue."
    assert title_of(fake_status()) == expected


def test_tooltip_fits_into_what_windows_allows() -> None:
    assert len(title_of(fake_status(company="A" * 200))) == LONGEST_TITLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("12345", "12345"), ("123456", "1234…"), ("123 56", "123…"), ("12😀😀", "12😀…")],
)
def test_cut_text_ends_in_dots_and_counts_as_windows_does(text: str, expected: str) -> None:
    assert cut(text, 5) == expected
