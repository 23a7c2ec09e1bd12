"""What starts with the computer on a PC that knows no data folder yet."""

import sys
from pathlib import Path

import pytest

from core.errors import FolderMissing
from tray.cli.starting import run


@pytest.fixture(autouse=True)
def new_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path / "pc"))
    monkeypatch.delenv("SOLLECITO_DATA", raising=False)


def test_without_a_console_it_ends_without_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    run(no_browser=True, wait_for_data=True)
    with pytest.raises(FolderMissing):
        run(no_browser=True)


def test_at_a_console_it_says_what_is_missing() -> None:
    with pytest.raises(FolderMissing):
        run(no_browser=True, wait_for_data=True)
