"""The Windows Python, opened once; and the programs that stand for others there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import need
from tests.windows.installation import Built, build_everything
from tests.windows.windows_python import HERE, WindowsPython, missing, usual_folder, windows_path
from tests.windows.wine_desktop import WineDesktop


@pytest.fixture(scope="session")
def windows() -> Iterator[WindowsPython]:
    """Return a Windows Python that nobody else uses meanwhile."""
    absent = missing()
    need(present=not absent, what=absent)
    python = WindowsPython(usual_folder())
    python.open()
    try:
        yield python
    finally:
        python.close()


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where the stand-ins write what they were told."""
    return tmp_path / "told.jsonl"


@pytest.fixture
def desktop(windows: WindowsPython) -> Iterator[WineDesktop]:
    """Return a desktop with a task bar, on a screen that nobody sees."""
    with WineDesktop(windows) as desktop:
        yield desktop


def deliver(
    windows: WindowsPython, channel: str, env: dict[str, str] | None = None, **wish: Any
) -> Any:
    """Deliver by a channel on Windows; return what `deliver.py` prints."""
    script = windows_path(HERE / "deliver.py")
    answer = windows.run(script, channel, json.dumps(wish), env=env)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def read_told(path: Path) -> list[Any]:
    """Return what a stand-in was told."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@contextmanager
def installed_outlook(windows: WindowsPython) -> Iterator[None]:
    """Install an Outlook that is not open."""
    script = windows_path(HERE / "fake_outlook.py")
    assert windows.run(script, "install").returncode == 0
    try:
        yield
    finally:
        windows.run(script, "remove")


@contextmanager
def open_outlook(windows: WindowsPython, told: Path, **env: str) -> Iterator[None]:
    """Install an Outlook and open it."""
    end = told.with_name("end")
    words = (windows_path(HERE / "fake_outlook.py"), windows_path(told), windows_path(end))
    with installed_outlook(windows), windows.start(*words, env=env) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "open\n"
            yield
        finally:
            end.touch()


@contextmanager
def new_outlook(windows: WindowsPython) -> Iterator[None]:
    """Put the entry there that the new Outlook has, without a program behind it."""
    (local,) = (windows.folder / "prefix" / "drive_c" / "users").glob("*/AppData/Local")
    entry = local / "Microsoft" / "WindowsApps" / "olk.exe"
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.touch()
    try:
        yield
    finally:
        entry.unlink()


@contextmanager
def prefers_new_outlook(windows: WindowsPython) -> Iterator[None]:
    """Put the switch “New Outlook” on."""
    key = r"HKCU\Software\Microsoft\Office\16.0\Outlook\Preferences"
    windows.wine("reg", "add", key, "/v", "UseNewOutlook", "/t", "REG_DWORD", "/d", "1", "/f")
    try:
        yield
    finally:
        windows.wine("reg", "delete", key, "/f")


@pytest.fixture(scope="session")
def built(windows: WindowsPython, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the installer, once for all tests."""
    return build_everything(windows, tmp_path_factory.mktemp("installer"))
