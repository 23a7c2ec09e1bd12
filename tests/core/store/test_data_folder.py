"""The data folder: made once, known again, and never mistaken when it is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import FolderMissing, FolderTaken
from core.store.data_folder import (
    check_data_folder,
    file_system_of,
    firm_mark,
    give_mark,
    is_remote,
    make_data_folder,
    read_server,
    set_server,
    settle_seconds,
)
from core.store.settings import read_settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "dati"
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    return folder


def test_a_new_folder_has_everything_and_its_pc_is_the_server(data: Path) -> None:
    check_data_folder(data)
    names = {found.name for found in data.iterdir()}
    assert names == {"ledger", "designs", "archive", "history", ".sollecito", "sollecito.toml"}
    assert read_settings(data / "sollecito.toml").company.name == "Ferramenta Rossi S.r.l."
    assert read_server(data) == "PC1"


@pytest.mark.parametrize("name", [".sollecito", "sollecito.toml"])
def test_a_folder_that_is_one_already_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(FolderTaken):
        make_data_folder(tmp_path, "Rossi", "PC2", "it")
    assert [found.name for found in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_a_folder_with_other_files_can_become_one(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "clienti.csv").write_text("codice", "utf-8")
    make_data_folder(tmp_path, "Rossi", "PC1", "en")
    assert (tmp_path / "ledger" / "clienti.csv").read_text("utf-8") == "codice"


def test_a_folder_that_is_away_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="is not there"):
        check_data_folder(tmp_path / "away")


def test_the_empty_place_of_a_share_that_is_away_is_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="is not a data folder"):
        check_data_folder(tmp_path)


def test_another_pc_can_be_made_the_server(data: Path) -> None:
    set_server(data, 'PC "2"')
    assert read_server(data) == 'PC "2"'
    check_data_folder(data)


@pytest.mark.parametrize("content", ["", "server = 3", "server = ", "?"])
def test_a_marker_without_a_server_names_none(data: Path, content: str) -> None:
    (data / ".sollecito").write_text(content, "utf-8")
    assert read_server(data) == ""


def test_each_firm_has_a_mark_of_its_own_that_outlives_a_change_of_server(
    data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "altra"
    make_data_folder(other, "Ferramenta Rossi S.r.l.", "PC1", "it")
    mark = firm_mark(data)
    assert mark
    assert mark != firm_mark(other)
    set_server(data, "PC2")
    give_mark(data)
    assert (read_server(data), firm_mark(data)) == ("PC2", mark)


def test_a_folder_of_an_earlier_version_is_given_a_mark_once(data: Path) -> None:
    (data / ".sollecito").write_text('server = "PC1"\n', "utf-8")
    assert firm_mark(data) == ""
    give_mark(data)
    mark = firm_mark(data)
    give_mark(data)
    assert mark
    assert (read_server(data), firm_mark(data)) == ("PC1", mark)


def test_a_marker_that_cannot_be_read_is_left_as_it_is(data: Path) -> None:
    (data / ".sollecito").write_text("server = ", "utf-8")
    give_mark(data)
    assert (data / ".sollecito").read_text("utf-8") == "server = "


MOUNTS = """/dev/sda / ext4 rw 0 0
//nas/firm /mnt/firm cifs rw 0 0
/dev/sdb /mnt/firm/local ext4 rw 0 0
nas:/x /mnt/my\\040share nfs4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/anna", "ext4"),
        ("/mnt/firm", "cifs"),
        ("/mnt/firm/ledger", "cifs"),
        ("/mnt/firms", "ext4"),
        ("/mnt/firm/local/x", "ext4"),
        ("/mnt/my share/x", "nfs4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_nothing_needs_to_settle_on_a_local_disk(data: Path) -> None:
    assert not is_remote(data)
    assert settle_seconds(data) == 0


def test_a_share_is_given_time_to_settle(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.data_folder.is_remote", lambda _: True)
    assert settle_seconds(data) == 30
