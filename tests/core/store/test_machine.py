"""What one PC remembers for itself."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from core.errors import SettingsInvalid
from core.store.machine import read_machine, remember


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SOLLECITO_DATA", "SOLLECITO_ROLE", "SOLLECITO_MACHINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SOLLECITO_LANGUAGE", "it")
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path / "pc"))
    return tmp_path / "pc"


def test_a_new_pc_has_its_own_name_and_no_data_folder(configuration: Path) -> None:
    machine = read_machine()
    assert (machine.name, machine.data_folder, machine.role) == (socket.gethostname(), None, "")
    assert machine.language == "it"
    assert machine.plugins_folder == configuration / "plugins"


def test_what_it_is_told_it_remembers(tmp_path: Path) -> None:
    remember(data_folder=tmp_path, role="client", language="en", machine="CASSA")
    machine = read_machine()
    assert (machine.data_folder, machine.role) == (tmp_path, "client")
    assert (machine.language, machine.name) == ("en", "CASSA")


def test_what_it_is_not_told_stays_and_none_forgets(tmp_path: Path) -> None:
    remember(data_folder=tmp_path, role="client")
    remember(role=None)
    assert (read_machine().data_folder, read_machine().role) == (tmp_path, "")


def test_a_persons_comments_stay(configuration: Path) -> None:
    configuration.mkdir()
    (configuration / "pc.toml").write_text('# cassa\nrole = "client"\n', "utf-8")
    remember(language="en")
    assert (configuration / "pc.toml").read_text("utf-8").startswith('# cassa\nrole = "client"\n')


def test_the_environment_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(data_folder=tmp_path, role="client", machine="CASSA")
    monkeypatch.setenv("SOLLECITO_DATA", str(tmp_path / "other"))
    monkeypatch.setenv("SOLLECITO_ROLE", "server")
    monkeypatch.setenv("SOLLECITO_MACHINE", "UFFICIO")
    machine = read_machine()
    assert (machine.data_folder, machine.role) == (tmp_path / "other", "server")
    assert machine.name == "UFFICIO"


def test_a_role_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLLECITO_ROLE", "boss")
    with pytest.raises(SettingsInvalid, match="“boss” is no role"):
        read_machine()


def test_a_file_that_cannot_be_read_is_an_error(configuration: Path) -> None:
    configuration.mkdir()
    (configuration / "pc.toml").write_text("role = ", "utf-8")
    with pytest.raises(SettingsInvalid, match=r"pc\.toml"):
        read_machine()


def test_a_pc_remembers_nothing_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="mood"):
        remember(mood="gentle")
