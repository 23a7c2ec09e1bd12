"""What Windows does differently with files; run by the Windows Python of tests/windows."""

import threading
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger
from core.errors import FileUnwritable
from core.files import keep_durably, safe_folder, safe_name, write_durably
from tests.firms import make_firm_of

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


def test_table_that_another_program_locks_keeps_the_ledger_as_it_was(tmp_path: Path) -> None:
    import win32con  # noqa: PLC0415 - only on Windows
    import win32file  # noqa: PLC0415

    firm = make_firm_of(tmp_path / "firm")
    firm.engine.post(ReloadLedger()).result()
    before = firm.engine.status.ledger.open_items
    firm.write("partite.csv", (firm.folder / "ledger" / "partite.csv").read_text("utf-8") + "\n")
    path = str(firm.folder / "ledger" / "partite.csv")
    locked = win32file.CreateFile(
        path, win32con.GENERIC_READ, 0, None, win32con.OPEN_EXISTING, 0, None
    )
    assert not firm.engine.post(ReloadLedger()).result()
    status = firm.engine.status
    assert status.ledger.open_items == before
    assert any("cannot be opened" in str(problem.what) for problem in status.problems)
    locked.Close()
    assert firm.engine.post(ReloadLedger()).result()
