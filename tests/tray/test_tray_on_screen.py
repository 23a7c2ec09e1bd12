import contextlib
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.servers.desktop import MOMENT, Desktop
from tests.tray.eventually import eventually

ROOT = Path(__file__).parents[2]
CLASS = "icon_program.py"
TITLE = "Ferramenta Rossi"

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("screen")]


class Program:
    """The icon's test program on a desktop, and what it has written down."""

    def __init__(self, desktop: Desktop, folder: Path, **env: str) -> None:
        self.desktop = desktop
        self.log = folder / "log.jsonl"
        self.log.touch()
        desktop.env.update(env)
        self.running = desktop.start(
            sys.executable, "-m", "tests.tray.icon_program", str(self.log), cwd=ROOT
        )

    def wrote(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def writes(self, what: str, value: str, seconds: float = 60) -> None:
        eventually(lambda: {what: value} in self.wrote(), f"{what} {value}", seconds)

    def open_menu(self, *steps: tuple[str, ...]) -> None:
        self.desktop.open_menu(CLASS, TITLE, *steps)

    def click_opens(self, class_name: str, path: str) -> None:
        """Click the icon until the page opens: a bar that settles in may lose a click."""
        eventually(lambda: self._opens(class_name, path), f"opened {path}", 120)

    def choose(self, *keys: str) -> None:
        self.desktop.keys(*keys)
        self.desktop.unfolds(CLASS, 0)

    def _opens(self, class_name: str, path: str) -> bool:
        self.desktop.click(self.desktop.icon(class_name, TITLE), 1)
        with contextlib.suppress(AssertionError):
            self.writes("opened", path, seconds=MOMENT)
            return True
        return False


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path) as desktop:
        yield desktop


@pytest.fixture
def desktop_without_bus(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path, bus=False) as desktop:
        yield desktop


def test_menu_sends_switches_and_quits(desktop: Desktop, tmp_path: Path) -> None:
    need(present=Path("/usr/lib/python3/dist-packages/gi").exists(), what="GTK for Python")
    program = Program(desktop, tmp_path)
    program.open_menu()
    program.choose("Down", "Down", "Down", "Return")
    program.writes("posted", "SwitchAutomatic(enabled=False)")

    program.open_menu(("Down", "Down", "Right"), ("Right",))
    program.choose("Return")
    program.writes("posted", "send C0005 by smtp")

    program.click_opens(CLASS, "/")

    program.open_menu()
    program.choose("Up", "Return")
    program.writes("ended", "")
    assert program.running.wait(60) == 0


def test_a_click_on_a_notification_opens_its_page(desktop: Desktop, tmp_path: Path) -> None:
    need(present=Path("/usr/lib/python3/dist-packages/gi").exists(), what="GTK for Python")
    desktop.start_notifications()
    program = Program(desktop, tmp_path, NOTICE="yes")
    desktop.click(desktop.notification())
    program.writes("opened", "/history?state=unknown")
    program.running.send_signal(signal.SIGTERM)
    assert program.running.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_asked_to(desktop: Desktop, tmp_path: Path, number: int) -> None:
    program = Program(desktop, tmp_path)
    desktop.icon(CLASS, TITLE)
    program.running.send_signal(number)
    program.writes("ended", "")
    assert program.running.wait(60) == 0


def test_without_menus_a_click_opens_the_page(desktop_without_bus: Desktop, tmp_path: Path) -> None:
    program = Program(desktop_without_bus, tmp_path)
    program.click_opens("sollecito", "/")
    program.running.send_signal(signal.SIGTERM)
    program.writes("ended", "")
    assert program.running.wait(60) == 0


def test_screen_without_a_bar_is_refused_in_words(tmp_path: Path) -> None:
    with Desktop(tmp_path, bar=False) as desktop:
        program = Program(desktop, tmp_path, PATIENCE="0.5")
        program.writes("refused", "No bar on this screen shows icons.")
        assert program.running.wait(60) == 2
