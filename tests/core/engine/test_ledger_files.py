import os
import socket
from pathlib import Path

import pytest

from core.domain.problems import Severity
from core.engine.ledger_files import find_files, is_readable
from core.engine.loading import load_ledger
from core.errors import FolderMissing
from plugins.readers import csv_tables

READERS = list(csv_tables.ledger_readers())
ITEMS = "Codice cliente;Numero;Data;Scadenza;Importo\nC1;1;01/02/2026;01/03/2026;10,00\n"

ON_POSIX = pytest.mark.only_on("unix", "pipes and links among the files")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    folder = tmp_path / "firm"
    (folder / "ledger").mkdir(parents=True)
    (folder / ".sollecito").touch()
    (folder / "ledger" / "items.csv").write_text(ITEMS, "utf-8")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        *("items.bak", "items.csv.old", "Incassi.XLSB", "incassi.numbers", "incassi.dbf"),
        *("items.csv~", "items.xlsx.2026", "2025/items.csv.bak"),
    ],
)
def test_a_table_that_no_reader_wants_is_noted(firm: Path, name: str) -> None:
    path = firm / "ledger" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", "utf-8")
    loaded = load_ledger(firm, READERS)
    [note] = loaded.problems
    assert (note.file, note.severity) == (f"ledger/{name}", Severity.NOTE)
    assert str(note.what) == f"“ledger/{name}” is not read."
    assert loaded.whole
    assert loaded.open_items == 1


@pytest.mark.parametrize(
    "name", ["fattura.pdf", "IT01_1.xml", "IT01_1.xml.p7m", "logo.png", "FATTURE", "Thumbs.db"]
)
def test_other_files_are_passed_over_in_silence(firm: Path, name: str) -> None:
    (firm / "ledger" / name).write_text("x", "utf-8")
    assert not load_ledger(firm, READERS).problems


@ON_POSIX
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_no_file_is_noted_and_never_opened(
    firm: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(firm / "ledger")  # the path of a socket must be short
    if kind == "pipe":
        os.mkfifo("incassi.csv")
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("incassi.csv")
    loaded = load_ledger(firm, READERS)
    assert loaded.files == ("ledger/items.csv",)
    assert [str(problem.what) for problem in loaded.problems] == [
        "“ledger/incassi.csv” is not read."
    ]


@ON_POSIX
def test_a_link_that_leads_nowhere_is_left_to_who_opens_it(firm: Path) -> None:
    (firm / "ledger" / "items.csv").unlink()
    (firm / "ledger" / "items.csv").symlink_to(firm / "gone.csv")
    [file] = find_files(firm)
    assert is_readable(file)
    assert not load_ledger(firm, READERS).whole


def test_a_folder_is_named_without_detours(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(firm / "ledger")
    assert [file.name for file in find_files(Path(".."))] == ["ledger/items.csv"]
    with pytest.raises(FolderMissing) as error:
        list(find_files(Path("../other/../gone")))
    assert str(error.value) == f"The data folder “{firm / 'gone'}” is not there."
