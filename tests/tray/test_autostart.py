from pathlib import Path

import pytest

from tests.commands import Command
from tray import autostart_entries as entries
from tray.autostart import (
    Autostart,
    AutostartRefused,
    EntryFile,
    own_options,
    own_program,
    usual_place,
)

HERE = ("/opt/here/sollecito",)
THERE = ("/opt/there/python", "-m", "tray")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def a_place(folder: Path) -> EntryFile:
    path = folder / "autostart" / "sollecito.desktop"
    return EntryFile(path, entries.to_desktop_entry, entries.from_desktop_entry)


def test_it_is_off_until_it_is_switched_on_and_after_it_is_switched_off(tmp_path: Path) -> None:
    autostart = Autostart(a_place(tmp_path), HERE, ("--data", "/srv/ditta"))
    assert not autostart.on
    autostart.switch(on=True)
    assert autostart.on
    assert autostart.words == (
        *HERE,
        "run",
        "--no-browser",
        "--wait-for-data",
        "--data",
        "/srv/ditta",
    )
    autostart.switch(on=False)
    autostart.switch(on=False)
    assert not autostart.on


def test_program_that_moved_is_found_where_it_is_now(tmp_path: Path) -> None:
    Autostart(a_place(tmp_path), HERE, ("--data", "/srv/ditta")).switch(on=True)
    moved = Autostart(a_place(tmp_path), THERE)
    moved.repair()
    assert moved.words == (*THERE, "run", "--no-browser", "--wait-for-data", "--data", "/srv/ditta")


def test_nothing_is_put_there_that_a_person_has_not_asked_for(tmp_path: Path) -> None:
    autostart = Autostart(a_place(tmp_path), HERE)
    autostart.repair()
    assert not autostart.on
    assert not list(tmp_path.iterdir())


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "autostart").touch()
    with pytest.raises(AutostartRefused, match="could not be changed"):
        Autostart(a_place(tmp_path), HERE).switch(on=True)


@pytest.mark.only_on("linux", "where XDG desktops look")
def test_desktops_look_in_the_users_configuration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert usual_place().name == str(home / ".config/autostart/sollecito.desktop")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "c"))
    assert usual_place().name == str(home / "c/autostart/sollecito.desktop")


def test_this_very_program_can_be_started() -> None:
    assert Path(own_program()[0]).exists()


def test_folder_that_this_pc_remembers_is_not_named(
    tmp_path: Path, sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_options(folder) == ()
    assert own_options(None) == ()
    other = tmp_path / "other"
    assert own_options(other, tmp_path / "p") == (
        *("--data", str(other)),
        *("--plugins", str(tmp_path / "p")),
    )
    monkeypatch.setenv("SOLLECITO_DATA", str(folder))
    assert own_options(folder) == ("--data", str(folder))


@pytest.mark.only_on("linux", "the entry is a file")
def test_command_switches_it_on_and_off_and_shows_it(home: Path, sollecito: Command) -> None:
    assert sollecito("autostart").json["on"] is False
    shown = sollecito("autostart", "on", "--data", home / "firm").json
    assert shown["on"] is True
    assert shown["command"].endswith(f"run --no-browser --wait-for-data --data {home / 'firm'}")
    assert "Exec=" in Path(shown["place"]).read_text()
    assert sollecito("autostart", "off").json["on"] is False
    assert not Path(shown["place"]).exists()
