"""Where Windows allows no long path; run by the Windows Python of tests/windows."""

from datetime import date
from pathlib import Path

import pytest

from core.files import MAX_FOLDER, MAX_PATH
from core.store.settings_file import change_settings
from tests.commands import Command
from tests.firms import CUSTOMERS, items_table

pytestmark = pytest.mark.only_on("windows", "no path is longer than 259 characters")

TODAY = date(2026, 11, 24)
CODES = ("X" * 300, "Y" * 33, "Rossi: figli? " * 20 + "x", "AUX")


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose own path is short."""
    return tmp_path_factory.mktemp("p")


def folder_of(root: Path, length: int) -> Path:
    return root / ("d" * (length - len(str(root)) - 1))


def test_in_the_longest_folder_every_statement_finds_its_place(
    sollecito: Command, root: Path
) -> None:
    data = folder_of(root, MAX_FOLDER)
    assert sollecito("init", "--data", data, "--company", "Rossi").code == 0
    sender = {"email.via": "outbox", "email.sender": "a@rossi.example"}
    change_settings(data / "sollecito.toml", {"automatic.enabled": True, **sender})
    rows = "".join(f"{code};Rossi;conti{n}@x.example\n" for n, code in enumerate(CODES))
    (data / "ledger" / "clienti.csv").write_text(CUSTOMERS + rows, "utf-8")
    (data / "ledger" / "partite.csv").write_text(items_table(CODES, TODAY), "utf-8")
    assert sollecito("auto", "--on", TODAY, "--data", data).json["sent"] == len(CODES)
    made = [path for path in data.rglob("*") if path.is_file()]
    assert len([path for path in made if path.suffix == ".eml"]) == len(CODES)
    assert len([path for path in made if path.suffix == ".pdf"]) == len(CODES)
    # The receipts of a certified sending are a little longer than its statement.
    assert max(len(str(path)) for path in made) <= MAX_PATH - len(" 1234abcd avvenuta-consegna")


def test_a_folder_that_is_too_long_is_refused_before_anything_is_made(
    sollecito: Command, root: Path
) -> None:
    data = folder_of(root, MAX_FOLDER + 1)
    answer = sollecito("init", "--data", data, "--company", "Rossi")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        f"The path “{data}” is too long for Windows.",
        "Take a folder of at most 110 characters.",
    ]
    assert not data.exists()
