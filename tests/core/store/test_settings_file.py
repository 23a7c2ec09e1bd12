"""The program changes the settings file as a careful person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import FileUnwritable, SettingsInvalid
from core.store.settings_file import change_settings

FILE = """# la nostra ditta
[company]
name = "Rossi"   # non cambiare
[automatic]   # attenzione
period_days = 10
enabled = false
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sollecito.toml"
    path.write_bytes(FILE.encode())
    return path


def test_one_setting_changes_and_everything_else_stays(path: Path) -> None:
    settings = change_settings(path, {"automatic.enabled": True})
    assert settings.automatic.enabled
    assert path.read_bytes().decode() == FILE.replace("enabled = false", "enabled = true")


def test_a_table_that_is_not_there_is_added(path: Path) -> None:
    settings = change_settings(path, {"email.via": "outbox", "email.text.it": "Gentile"})
    assert settings.email.via == "outbox"
    assert settings.email.text_in("it") == "Gentile"
    assert path.read_text("utf-8").startswith(FILE)


def test_a_setting_can_be_taken_out(path: Path) -> None:
    assert change_settings(path, {"automatic.period_days": None}).automatic.period_days == 10
    assert "period_days" not in path.read_text("utf-8")


def test_line_ends_of_windows_stay(path: Path) -> None:
    path.write_bytes(FILE.replace("\n", "\r\n").encode())
    change_settings(path, {"automatic.enabled": True})
    assert path.read_bytes() == FILE.replace("false", "true").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("changes", [{"automatic.enabled": 3}, {"automatic.mood": "gentle"}])
def test_a_wrong_change_is_refused_and_nothing_written(
    path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(SettingsInvalid):
        change_settings(path, changes)
    assert path.read_bytes() == FILE.encode()


def test_a_file_that_is_wrong_already_is_not_touched(path: Path) -> None:
    path.write_text("[company", "utf-8")
    with pytest.raises(SettingsInvalid, match="Line 1 "):
        change_settings(path, {"automatic.enabled": True})
    assert path.read_text("utf-8") == "[company"


def test_a_setting_that_is_wrong_is_mended(path: Path) -> None:
    path.write_text(FILE.replace("period_days = ", "period_days = 'abc' #"), "utf-8")
    with pytest.raises(SettingsInvalid):
        change_settings(path, {"automatic.enabled": True})
    assert change_settings(path, {"automatic.period_days": 20}).automatic.period_days == 20


def test_a_file_that_is_away_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        change_settings(tmp_path / "sollecito.toml", {"automatic.enabled": True})
    assert list(tmp_path.iterdir()) == []


def test_a_change_that_changes_nothing_leaves_the_file_alone(path: Path) -> None:
    before = path.stat().st_ino
    change_settings(path, {"automatic.enabled": False})
    assert path.stat().st_ino == before


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(FileUnwritable):
        change_settings(path, {"automatic.enabled": True})
    assert path.read_bytes() == FILE.encode()
    assert [found.name for found in path.parent.iterdir()] == [path.name]
