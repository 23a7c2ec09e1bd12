"""What Windows does differently with files; run by the Windows Python of tests/windows."""

import threading
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger
from core.errors import FileUnwritable
from core.files import (
    MAX_PATH,
    keep_durably,
    remove_unchanged,
    safe_folder,
    safe_name,
    write_durably,
)
from tests.firms import make_firm_of
from tests.open_elsewhere import READING, open_elsewhere
from tray.single_instance import SingleInstance

pytestmark = pytest.mark.only_on("windows", "what Windows does differently with files")

NAMES = (
    *("AUX", "con", "nul.pdf", "COM1", "lpt9.txt", "CONIN$", "prn .x"),
    *(
        "Rossi: figli?",
        'a<b>c"d|e*f',
        "C:\\temp",
        "..\\..\\x",
        "fine.",
        "fine ",
        "a/b",
        "tab\there",
    ),
    *("Łódź", "株式会社", "e\u0301", "100%", "x" * 300),
)


@pytest.mark.parametrize("name", NAMES)
def test_safe_name_is_one_that_windows_takes(tmp_path: Path, name: str) -> None:
    path = tmp_path / safe_name(name)
    path.write_bytes(b"pdf")
    assert path.read_bytes() == b"pdf"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_codes_that_differ_in_case_have_folders_of_their_own(tmp_path: Path) -> None:
    for code in ("ROSSI", "rossi", "Rossi"):
        folder = safe_folder(tmp_path, code)
        folder.mkdir()
        (folder / "code.txt").write_text(code)
    assert sorted(path.read_text() for path in tmp_path.rglob("code.txt")) == [
        "ROSSI", "Rossi", "rossi",
    ]  # fmt: skip


def test_file_that_is_read_for_a_moment_is_replaced_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "sollecito.toml"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        closing = threading.Timer(0.1, reader.close)
        closing.start()
        write_durably(path, b"new")
        closing.join()
    assert path.read_bytes() == b"new"


def test_file_that_stays_open_is_named_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "sollecito.toml"
    path.write_bytes(b"old")
    with path.open("rb"), pytest.raises(FileUnwritable, match="is open in another program"):
        write_durably(path, b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["sollecito.toml"]
    assert path.read_bytes() == b"old"


def test_archived_statement_that_is_open_does_not_stop_the_next_one(tmp_path: Path) -> None:
    kept = keep_durably(tmp_path / "x.pdf", b"one", root=tmp_path)
    with kept.open("rb"):
        other = keep_durably(tmp_path / "x.pdf", b"two", root=tmp_path)
    assert (kept.read_bytes(), other.read_bytes()) == (b"one", b"two")


def test_archived_statement_that_is_open_is_not_taken_back_and_named(tmp_path: Path) -> None:
    kept = keep_durably(tmp_path / "x.pdf", b"one", root=tmp_path)
    with open_elsewhere(kept, READING), pytest.raises(FileUnwritable, match="open in another"):
        remove_unchanged(kept, lambda content: content == b"one")
    assert kept.read_bytes() == b"one"
    assert remove_unchanged(kept, lambda content: content == b"one") is None


def test_table_that_another_program_locks_keeps_the_ledger_as_it_was(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path / "firm")
    firm.engine.post(ReloadLedger()).result()
    before = firm.engine.status.ledger.open_items
    firm.write("partite.csv", (firm.folder / "ledger" / "partite.csv").read_text("utf-8") + "\n")
    with open_elsewhere(firm.folder / "ledger" / "partite.csv"):
        assert not firm.engine.post(ReloadLedger()).result()
    status = firm.engine.status
    assert status.ledger.open_items == before
    assert any("cannot be opened" in str(problem.what) for problem in status.problems)
    assert firm.engine.post(ReloadLedger()).result()


def test_folder_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "Ditta").mkdir()
    names = (tmp_path / "Ditta", str(tmp_path / "DITTA").swapcase(), f"{tmp_path}/x/../ditta/")
    (tmp_path / "x").mkdir()
    first, *others = (SingleInstance(Path(name), tmp_path / "state") for name in names)
    assert first.acquire()
    assert [other.acquire() for other in others] == [False, False]
    first.release()


def test_path_that_is_too_long_for_other_programs_is_refused_not_made(tmp_path: Path) -> None:
    fits = MAX_PATH - len(str(tmp_path / "x")) + 1
    write_durably(tmp_path / ("x" * fits), b"")
    with pytest.raises(FileUnwritable, match="too long for Windows"):
        write_durably(tmp_path / ("y" * (fits + 1)), b"")
    with pytest.raises(FileUnwritable, match="too long for Windows"):
        keep_durably(tmp_path / ("y" * fits) / "y", b"", root=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x" * fits]
