"""The real program on a screen of its own, from the click on its icon to what a person sees."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.store.machine import read_machine
from core.store.settings import read_settings
from tests.conftest import need
from tests.servers.desktop import Desktop
from tests.tray.eventually import eventually

ROOT = Path(__file__).parents[2]
CLASS = "__main__.py"
TITLE = "Ferramenta Rossi"
LONG = 60.0
"""Seconds; other tests may want the machine as well."""

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("screen")]


class Computer:
    """A PC with a desktop, on which a browser writes down what it is to open."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self.desktop = desktop
        self.home = home
        self.opened = home / "opened"
        browser = home / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" >> "{self.opened}"\n')
        browser.chmod(0o700)
        self.configuration = home / "pc"
        desktop.env |= {
            "BROWSER": f"{browser} %s",
            "SOLLECITO_CONFIG_DIR": str(self.configuration),
            "SOLLECITO_LANGUAGE": "en",
        }
        desktop.env.pop("SOLLECITO_DATA", None)

    def run(self, *words: str) -> None:
        self.program = self.desktop.start(sys.executable, "-m", "tray", *words, cwd=ROOT)

    def next_address(self, number: int) -> str:
        """Wait until the browser was told so many addresses, and return the last of them."""
        return eventually(lambda: self._told(number), f"address {number}", LONG)

    def quit(self) -> None:
        self.desktop.ask(sys.executable, "-m", "tray", "quit")
        assert self.program.wait(LONG) == 0

    def _told(self, number: int) -> str:
        told = self.opened.read_text().split() if self.opened.exists() else []
        return told[number - 1] if len(told) >= number else ""


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    with Desktop(tmp_path) as desktop:
        yield Computer(desktop, tmp_path)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    window = chromium.new_context(locale="en").new_page()
    window.set_default_timeout(LONG * 1000)
    yield window
    window.context.close()


def test_first_click_ever_asks_for_the_folder_and_leads_on_to_the_firm(
    computer: Computer, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.run("run")
    page.goto(computer.next_address(1))
    expect(page.get_by_role("heading", level=1)).to_have_text("Where is the firm’s folder?")
    folder = tmp_path / "Ferramenta"
    page.get_by_label("Name of the firm").fill("Ferramenta Rossi")
    page.get_by_role("textbox", name="Folder").first.fill(str(folder))
    page.get_by_role("button", name="Make the folder").click()
    expect(page.get_by_text("This PC is the server")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who writes?", timeout=LONG * 1000)
    assert page.get_by_label("Name of the firm").input_value() == "Ferramenta Rossi"
    assert read_settings(folder / "sollecito.toml").company.name == "Ferramenta Rossi"
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(computer.configuration))
    monkeypatch.delenv("SOLLECITO_DATA", raising=False)
    assert read_machine().data_folder == folder
    computer.quit()


def test_second_click_shows_the_same_question(computer: Computer, page: Page) -> None:
    computer.run("run")
    computer.next_address(1)
    second = computer.desktop.start(sys.executable, "-m", "tray", "run", cwd=ROOT)
    page.goto(computer.next_address(2))
    expect(page.get_by_role("heading", level=1)).to_have_text("Where is the firm’s folder?")
    assert second.wait(LONG) == 0
    computer.quit()


@pytest.mark.parametrize("option", ["--headless", "--no-browser"])
def test_who_cannot_be_shown_a_page_is_told_what_to_type(computer: Computer, option: str) -> None:
    computer.run("run", option)
    assert computer.program.wait(LONG) == 2
    assert not computer.opened.exists()


def test_where_there_is_no_screen_it_is_a_sentence(computer: Computer) -> None:
    computer.desktop.env.pop("DISPLAY")
    computer.run("run")
    assert computer.program.wait(LONG) == 2
    assert not computer.opened.exists()


def test_from_the_icon_by_its_menu_and_a_page_to_a_sent_statement(
    computer: Computer, page: Page, tmp_path: Path
) -> None:
    need(present=Path("/usr/lib/python3/dist-packages/gi").exists(), what="GTK for Python")
    folder, desktop = tmp_path / "firm", computer.desktop
    computer.run("demo", "--data", str(folder))
    computer.next_address(1)
    desktop.open_menu(CLASS, TITLE, ("Down", "Down", "Right"), ("Right",))
    # The last entry of a customer: its page.
    desktop.keys("Up", "Return")
    page.goto(computer.next_address(2))
    customer = page.url.rpartition("/")[2]
    # It was due and has left by itself; now it is sent by hand.
    expect(page.locator("#sent tbody tr")).to_have_count(1, timeout=LONG * 1000)
    before = {*(folder / "outbox").glob(f"* {customer}*.eml")}
    page.get_by_role("link", name="E-mail as files…").click()
    page.locator("button.main").click()
    expect(page.locator("#outcome h1")).to_contain_text("Written as a file", timeout=LONG * 1000)
    [written] = {*(folder / "outbox").glob(f"* {customer}*.eml")} - before
    page.goto(page.url.rpartition("/errands")[0] + f"/history?customer={customer}")
    expect(page.locator("tbody tr").first).to_contain_text(written.name)
    computer.quit()
