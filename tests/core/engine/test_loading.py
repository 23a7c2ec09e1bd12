import gc
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from core.domain.ledger import has_shrunk
from core.domain.problems import Problem, Severity
from core.domain.wording import say
from core.engine.loading import LoadedLedger, load_ledger
from core.errors import FileUnreadable, FolderMissing
from core.readers import Reader, ReadFile
from core.tables.reading import read_table

CUSTOMERS = "Codice;Ragione sociale;E-mail\nC1;Rossi;info@rossi.example\n"
ITEMS = "Codice cliente;Numero;Data;Scadenza;Importo\nC1;1;01/02/2026;01/03/2026;10,00\n"
PAYMENTS = "Id incasso;Codice cliente;Data incasso;Importo;Numero documento\n"
LONG_AGO = date(2026, 1, 15)


class PlainTables(Reader):
    """Reads tables separated by semicolons; may be told to do something meanwhile."""

    name = "plain"
    patterns: ClassVar[tuple[str, ...]] = ("*.csv",)

    def __init__(self, meanwhile: Callable[[Path], None] = lambda _: None) -> None:
        self.meanwhile = meanwhile
        self.seen: list[str] = []

    def read(self, path: Path, file: str) -> ReadFile:
        self.seen.append(file)
        text = path.read_text("utf-8")
        self.meanwhile(path)
        if not text:
            raise FileUnreadable(say("“{file}” is empty.", file=file))
        return read_table([line.split(";") for line in text.splitlines()], file)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    folder = tmp_path / "firm"
    (folder / "ledger").mkdir(parents=True)
    (folder / ".sollecito").touch()
    return folder


def put(firm: Path, name: str, text: str, day: date | None = None) -> Path:
    path = firm / "ledger" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if day is not None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (noon, noon))
    return path


def load(firm: Path, reader: Reader | None = None) -> LoadedLedger:
    return load_ledger(firm, [reader or PlainTables()])


def file_problem(loaded: LoadedLedger) -> Problem:
    [problem] = [p for p in loaded.problems if p.severity is Severity.FILE]
    return problem


def test_files_are_read_at_any_depth_and_in_the_same_order(firm: Path) -> None:
    put(firm, "b.csv", ITEMS)
    put(firm, "2026/novembre/a.csv", CUSTOMERS)
    put(firm, "A.CSV", PAYMENTS)
    loaded = load(firm)
    assert loaded.files == ("ledger/A.CSV", "ledger/b.csv", "ledger/2026/novembre/a.csv")
    assert loaded.whole
    assert not loaded.problems
    assert loaded.ledger.customers["C1"].emails == ("info@rossi.example",)
    assert loaded.ledger.has_payments
    assert loaded.open_items == 1


@pytest.mark.parametrize(
    "name",
    [
        *("~$items.csv", ".~lock.items.csv", ".hidden.csv", ".trash/items.csv", "items.csv.tmp"),
        *("items.csv.part", "items.pdf", "items.csv.crdownload"),
    ],
)
def test_what_is_no_ledger_file_is_passed_over(firm: Path, name: str) -> None:
    put(firm, name, "x")
    assert load(firm).files == ()


def test_the_first_reader_that_wants_a_file_has_it(firm: Path) -> None:
    put(firm, "items.csv", ITEMS)
    first, second = PlainTables(), PlainTables()
    load_ledger(firm, [first, second])
    assert (first.seen, second.seen) == (["ledger/items.csv"], [])


def test_an_empty_ledger_folder_is_an_empty_ledger_and_noted(firm: Path) -> None:
    loaded = load(firm)
    assert loaded.whole
    [note] = loaded.problems
    assert note.severity is Severity.NOTE
    assert str(note.what) == "The ledger folder holds no table yet."


@pytest.mark.parametrize("missing", ["", ".sollecito", "ledger"])
def test_an_absent_share_is_not_an_empty_ledger(firm: Path, missing: str) -> None:
    put(firm, "items.csv", ITEMS)
    path = firm / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(FolderMissing) as error:
        load(firm)
    assert str(error.value) == f"The data folder “{firm}” is not there."
    assert error.value.hint is not None


def test_a_file_that_cannot_be_used_makes_the_ledger_incomplete(firm: Path) -> None:
    put(firm, "a.csv", "")
    put(firm, "b.csv", ITEMS)
    loaded = load(firm)
    assert not loaded.whole
    assert str(file_problem(loaded).what) == "“ledger/a.csv” is empty."
    assert loaded.open_items == 1


def test_a_wrong_row_leaves_the_ledger_whole(firm: Path) -> None:
    put(firm, "items.csv", ITEMS + "C1;2;boh;boh;1,00\n")
    loaded = load(firm)
    assert loaded.whole
    assert [problem.line for problem in loaded.problems] == [3, 3]


def test_a_file_that_vanishes_meanwhile_makes_the_ledger_incomplete(firm: Path) -> None:
    put(firm, "items.csv", ITEMS)
    loaded = load(firm, PlainTables(meanwhile=Path.unlink))
    # The reason is told in the system's own words.
    assert str(file_problem(loaded).what).startswith("“ledger/items.csv” cannot be opened: ")
    assert not loaded.whole


def test_a_file_that_changes_meanwhile_is_read_again(firm: Path) -> None:
    put(firm, "items.csv", ITEMS)
    more = ITEMS + "C1;2;01/02/2026;01/03/2026;10,00\n"

    def change_once(path: Path) -> None:
        if path.read_text("utf-8") != more:
            path.write_text(more, "utf-8")

    reader = PlainTables(meanwhile=change_once)
    loaded = load(firm, reader)
    assert (loaded.whole, loaded.open_items, len(reader.seen)) == (True, 2, 2)


def test_a_file_that_never_rests_makes_the_ledger_incomplete(firm: Path) -> None:
    put(firm, "items.csv", ITEMS)

    def grow(path: Path) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")

    loaded = load(firm, PlainTables(meanwhile=grow))
    assert str(file_problem(loaded).what) == "“ledger/items.csv” changes while it is read."
    assert not loaded.whole


@pytest.mark.parametrize("change", ["content", "name", "nothing"])
def test_the_fingerprint_is_another_as_soon_as_one_byte_is(firm: Path, change: str) -> None:
    path = put(firm, "items.csv", ITEMS, LONG_AGO)
    before = load(firm).fingerprint
    if change == "content":
        put(firm, "items.csv", ITEMS.replace("10,00", "20,00"), LONG_AGO)
    elif change == "name":
        path.rename(path.with_name("other.csv"))
    assert (load(firm).fingerprint != before) is (change != "nothing")


@pytest.mark.parametrize(
    ("items", "payments_day", "day"),
    [
        (ITEMS, 10, 10),
        (ITEMS, 20, 15),
        (ITEMS.replace("Importo", "Residuo"), 10, 15),
        (ITEMS.replace("Importo", "Residuo"), 20, 15),
    ],
)
def test_the_ledger_is_as_old_as_its_figures(
    firm: Path, items: str, payments_day: int, day: int
) -> None:
    put(firm, "items.csv", items, LONG_AGO)
    put(firm, "payments.csv", PAYMENTS, date(2026, 1, payments_day))
    put(firm, "customers.csv", CUSTOMERS, date(2026, 2, 1))
    assert load(firm).ledger.written_on == date(2026, 1, day)


@pytest.mark.parametrize(
    ("older", "newer", "whole"),
    [
        (ITEMS, ITEMS, False),
        (ITEMS, ITEMS.replace(";1;", ";2;"), False),
        (ITEMS.replace("10,00", "0,00"), ITEMS.replace(";1;", ";2;"), True),
        (ITEMS, ITEMS.replace("Importo", "Totale"), True),
    ],
)
@pytest.mark.parametrize("names", ["ab", "ba"])
def test_an_older_export_beside_a_newer_one_holds_everything_back(
    firm: Path, older: str, newer: str, whole: bool, names: str
) -> None:
    put(firm, f"{names[0]}.csv", older, LONG_AGO)
    put(firm, f"{names[1]}.csv", newer, date(2026, 2, 15))
    loaded = load(firm)
    assert loaded.whole is whole
    if not whole:
        assert file_problem(loaded).file == f"ledger/{names[0]}.csv"


def test_customers_alone_have_no_age(firm: Path) -> None:
    put(firm, "customers.csv", CUSTOMERS)
    assert load(firm).ledger.written_on is None


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(firm: Path, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    load(firm)
    now = gc.isenabled()
    (gc.enable if was_enabled else gc.disable)()
    assert now is enabled


@pytest.mark.parametrize(
    ("before", "now", "shrunk"),
    [(0, 0, False), (10, 10, False), (10, 5, False), (10, 4, True), (1, 0, True), (0, 9, False)],
)
def test_a_ledger_that_loses_more_than_half_has_shrunk(before: int, now: int, shrunk: bool) -> None:
    assert has_shrunk(before, now) is shrunk
