"""The tray icon in Wine's task bar, used by mouse; what it does shows in the firm's files."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from core.domain.commands import ReloadLedger
from core.engine.status import Status
from core.store.data_folder import make_data_folder
from core.store.settings import read_settings
from core.store.settings_file import change_settings
from tests.firms import customers_table, items_table
from tests.tray.eventually import eventually
from tests.windows.windows_python import HERE, WindowsPython, windows_path
from tests.windows.wine_desktop import ICON, LONG, WineDesktop
from tray.bootstrap import open_engine
from tray.clock import SystemClock
from tray.icon_image import IconState
from tray.menu import Entry, build_menu

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

CODES = ("ROSSI", "BIANCHI", "VERDI")
COMPANY = "Ferramenta “Łódź” 🔩 & Figli " * 8
"""Longer than Windows lets a tooltip be, and not only of letters that count once there."""
BROWSER = f"""#!{sys.executable}
import os, sys
with open(os.environ["SOLLECITO_OPENED"], "a") as opened:
    print(sys.argv[1], file=opened)
"""


@dataclass
class Running:
    """The program on Wine's desktop."""

    desktop: WineDesktop
    program: Any
    folder: Path
    pc: Path
    env: Mapping[str, str]

    def choose(self, *labels: str) -> None:
        """Click down to an entry of the menu, as a person finds it."""
        path = way(build_menu(self.status(), autostart=False), *labels)
        self.desktop.open_menu()
        self.desktop.choose(*path)

    def status(self) -> Status:
        """Read the firm's folder here; the menu has the same rows there."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOLLECITO_CONFIG_DIR", str(self.pc.with_name("pc-here")))
            patch.setenv("SOLLECITO_MACHINE", "PC1")
            engine = open_engine(self.folder)
            engine.post(ReloadLedger(remember=False)).result()
            status = engine.status
            engine.stop()
        return status

    def opened(self) -> list[str]:
        told = self.pc / "opened"
        return told.read_text().splitlines() if told.exists() else []


def way(entries: Sequence[Entry], *labels: str) -> list[tuple[int, str]]:
    """Return each menu's row and rows on the way to an entry."""
    found = []
    for label in labels:
        rows = "".join("-" if entry.label is None else "." for entry in entries)
        at = next(n for n, e in enumerate(entries) if e.enabled and str(e.label).startswith(label))
        found.append((at, rows))
        entries = entries[at].children
    return found


@pytest.fixture(scope="module")
def running(windows: WindowsPython, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start the program on a firm whose customers owe, e-mail as files, automatic sending on."""
    base = tmp_path_factory.mktemp("tray")
    folder, pc = base / "firm", base / "pc"
    make_data_folder(folder, COMPANY, "PC1", "it")
    settings = {
        "automatic.enabled": True,
        "automatic.minimum_amount": "5000.00",
        "email.via": "outbox",
        "email.sender": "amministrazione@rossi.example",
    }
    change_settings(folder / "sollecito.toml", settings)
    (folder / "ledger" / "clienti.csv").write_text(customers_table(CODES), "utf-8")
    items = items_table(CODES, SystemClock().today())
    (folder / "ledger" / "partite.csv").write_text(items, "utf-8")
    env = browser(base / "browser", pc) | {
        "SOLLECITO_CONFIG_DIR": windows_path(pc),
        "SOLLECITO_MACHINE": "PC1",
        "SOLLECITO_LANGUAGE": "en",
    }
    with WineDesktop(windows) as desktop:
        words = ("-m", "tray", "run", "--data", windows_path(folder), "--no-browser")
        program = desktop.start(*words, env=env)
        yield Running(desktop, program, folder, pc, env)


def browser(folder: Path, pc: Path) -> dict[str, str]:
    """Return the environment in which Wine finds a browser that writes down what it is to open."""
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(BROWSER)
    program.chmod(0o755)
    pc.mkdir()
    return {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "SOLLECITO_OPENED": str(pc / "opened"),
    }


def test_click_on_the_icon_opens_the_page(running: Running) -> None:
    running.desktop.shows(IconState.IDLE)
    running.desktop.click(ICON)
    address = eventually(running.opened, "the page", LONG)[-1]
    assert "Ferramenta “Łódź”" in page_at(address)


def test_tick_of_automatic_sending_turns_it_off_and_on(running: Running) -> None:
    toml = running.folder / "sollecito.toml"
    running.choose("Automatic sending")
    running.desktop.shows(IconState.PAUSED)
    assert not read_settings(toml).automatic.enabled
    running.choose("Automatic sending")
    running.desktop.shows(IconState.IDLE)
    assert read_settings(toml).automatic.enabled


def test_what_needs_a_person_is_counted_on_the_icon(running: Running) -> None:
    toml = running.folder / "sollecito.toml"
    right = toml.read_bytes()
    toml.write_bytes(right + b"\nnonsense")
    running.desktop.shows(IconState.ATTENTION, 1)
    toml.write_bytes(right)
    running.desktop.shows(IconState.IDLE)


def test_menu_that_stands_open_stays_so_while_the_figures_change(running: Running) -> None:
    toml = running.folder / "sollecito.toml"
    running.desktop.open_menu()
    (menu,) = running.desktop.menus()
    change_settings(toml, {"automatic.enabled": False})
    running.desktop.shows(IconState.PAUSED)
    assert running.desktop.menus() == [menu]
    running.desktop.close_menu()
    running.choose("Automatic sending")
    running.desktop.shows(IconState.IDLE)


def test_statement_is_sent_to_whom_and_by_what_was_clicked(running: Running) -> None:
    running.choose("Send statement now", "Bianchi", "E-mail as files")
    (message,) = eventually(lambda: list((running.folder / "outbox").glob("*.eml")), "mail", LONG)
    assert b"conti@bianchi.example" in message.read_bytes()
    eventually(running.desktop.notices, "the notification", LONG)


def test_click_on_the_notification_opens_the_page_it_is_about(running: Running) -> None:
    """Wine's task bar hears no such click, so another program says it as Windows does."""
    before = len(running.opened())
    running.desktop.start(windows_path(HERE / "notice_click.py"))
    opened = eventually(lambda: running.opened()[before:], "the page", LONG)
    assert "<title>Bianchi" in page_at(opened[-1])


def test_start_with_the_computer_enters_the_program_for_this_user(
    running: Running, windows: WindowsPython
) -> None:
    command = ("-m", "tray", "autostart")
    running.choose("Start with the computer")
    eventually(lambda: json.loads(windows.run(*command).stdout)["on"], "the entry", LONG)
    running.choose("Start with the computer")
    eventually(lambda: not json.loads(windows.run(*command).stdout)["on"], "no entry", LONG)


def test_icon_comes_back_with_a_new_task_bar(running: Running) -> None:
    running.desktop.shows(IconState.IDLE)
    running.desktop.start(windows_path(HERE / "taskbar.py"), "ended")
    running.desktop.shows(None)
    running.desktop.start(windows_path(HERE / "taskbar.py"), "created")
    running.desktop.shows(IconState.IDLE)
    running.desktop.open_menu()
    running.desktop.close_menu()


def test_second_start_opens_the_page_of_the_first(running: Running, windows: WindowsPython) -> None:
    before = len(running.opened())
    words = ("-m", "tray", "run", "--data", windows_path(running.folder))
    answer = windows.run(*words, env=running.env)
    assert "running already" in answer.stdout
    opened = eventually(lambda: running.opened()[before:], "the page", LONG)
    assert opened[-1] in answer.stdout
    assert "Ferramenta “Łódź”" in page_at(opened[-1])


def test_quit_ends_it(running: Running) -> None:
    running.choose("Quit")
    eventually(lambda: not list((running.pc / "running").glob("*.json")), "the end", LONG)


def page_at(address: str) -> str:
    """Open an address as a browser does."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(address, timeout=LONG) as page:
        text: str = page.read().decode()
    return text
