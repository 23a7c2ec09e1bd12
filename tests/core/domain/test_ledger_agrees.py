"""Whole firms, read from files of every format, against answers computed elsewhere."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from core.domain.balances import Balance, build_balances
from core.domain.ledger import Ledger
from core.domain.statements import build_statement
from core.engine.loading import LoadedLedger, load_ledger
from plugins.readers import csv_tables, spreadsheets
from tests.conftest import make_firm
from tests.plugins.readers.workbooks import WRITERS, Value

TABLES = ("customers", "items", "payments")
ENCODINGS = {"it": ("cp1252", ";"), "en": ("utf-8-sig", ",")}
AMOUNTS = ("Importo", "Pagato", "Residuo", "Amount", "Paid", "Open amount")
NUMBERS = ("CAP", "Postcode", "Rata", "Instalment")
READERS = [*csv_tables.ledger_readers(), *spreadsheets.ledger_readers()]

Made = Callable[[int, str, int], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    firms: dict[tuple[int, str, int], Path] = {}

    def make(customers: int, dialect: str, seed: int) -> Path:
        known = (customers, dialect, seed)
        if known not in firms:
            folder = tmp_path_factory.mktemp("firm")
            firms[known] = make_firm(folder, customers=customers, dialect=dialect, seed=seed)
        return firms[known]

    return make


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir()
    (tmp_path / ".sollecito").touch()
    return tmp_path


def load(data: Path) -> LoadedLedger:
    loaded = load_ledger(data, READERS)
    assert loaded.whole
    assert not loaded.problems
    return loaded


def as_of(firm: Path) -> date:
    return date.fromisoformat(json.loads((firm / "firm.json").read_text("utf-8"))["as_of"])


def answers(firm: Path) -> Iterator[dict[str, str]]:
    with (firm / "answers.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def as_answer(customer: str, balance: Balance) -> dict[str, str]:
    current, d1_30, d31_60, d61_90, d90_plus = map(str, balance.aging.buckets)
    return {
        "customer": customer,
        "currency": balance.currency,
        "outstanding": str(balance.outstanding),
        "overdue_gross": str(balance.overdue_gross),
        "overdue_net": str(balance.overdue_net),
        "current": current,
        "d1_30": d1_30,
        "d31_60": d31_60,
        "d61_90": d61_90,
        "d90_plus": d90_plus,
        "credits": str(balance.credits),
        "open_items": str(balance.open_items),
        "oldest_due": str(balance.oldest_due or ""),
    }


def all_balances(ledger: Ledger, day: date) -> Iterator[dict[str, str]]:
    for customer in ledger.customers:
        for balance in build_balances(ledger, customer, day).values():
            yield as_answer(customer, balance)


def assert_agrees(ledger: Ledger, firm: Path) -> None:
    assert list(all_balances(ledger, as_of(firm))) == list(answers(firm))


def rows_of(firm: Path, table: str, dialect: str) -> list[list[Value]]:
    """Read a table and give its cells the types that a spreadsheet would."""
    encoding, delimiter = ENCODINGS[dialect]
    with (firm / f"{table}.csv").open(encoding=encoding, newline="") as file:
        headings, *rows = csv.reader(file, delimiter=delimiter)
    typed = [
        [typed_cell(heading, cell, dialect) for heading, cell in zip(headings, row, strict=True)]
        for row in rows
    ]
    return [list(headings), *typed]


def typed_cell(heading: str, cell: str, dialect: str) -> Value:
    if not cell:
        return None
    if "Dat" in heading or "date" in heading:
        if dialect == "it":
            day, month, year = cell.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(cell)
    if heading in AMOUNTS:
        plain = cell.replace(".", "").replace(",", ".") if dialect == "it" else cell
        return float(plain)
    if heading in NUMBERS and cell.isdecimal():
        return float(cell)
    return cell


@pytest.mark.parametrize("dialect", ["it", "en"])
@pytest.mark.parametrize(("customers", "seed"), [(100, 1), (100, 2), (100, 3), (1000, 4)])
def test_a_firm_read_from_csv_owes_to_the_cent_what_it_should(
    made: Made, data: Path, customers: int, dialect: str, seed: int
) -> None:
    firm = made(customers, dialect, seed)
    for table in TABLES:
        shutil.copy(firm / f"{table}.csv", data / "ledger")
    assert_agrees(load(data).ledger, firm)


@pytest.mark.parametrize("ending", list(WRITERS))
@pytest.mark.parametrize("dialect", ["it", "en"])
def test_a_firm_read_from_workbooks_owes_the_same(
    made: Made, data: Path, dialect: str, ending: str
) -> None:
    firm = made(100, dialect, 1)
    for table in TABLES:
        WRITERS[ending](
            data / "ledger" / f"{table}.{ending}", {"Foglio1": rows_of(firm, table, dialect)}
        )
    assert_agrees(load(data).ledger, firm)


@pytest.mark.parametrize("ending", list(WRITERS))
def test_one_workbook_may_hold_the_whole_firm(made: Made, data: Path, ending: str) -> None:
    firm = made(100, "it", 1)
    sheets = {table: rows_of(firm, table, "it") for table in TABLES}
    WRITERS[ending](data / "ledger" / f"tutto.{ending}", sheets)
    assert_agrees(load(data).ledger, firm)


def test_a_large_firm_read_from_a_workbook_owes_the_same(made: Made, data: Path) -> None:
    firm = made(1000, "it", 4)
    for table in TABLES:
        WRITERS["xlsx"](data / "ledger" / f"{table}.xlsx", {"Foglio1": rows_of(firm, table, "it")})
    assert_agrees(load(data).ledger, firm)


@pytest.mark.parametrize("dialect", ["it", "en"])
@pytest.mark.parametrize("table", ["items", "payments"])
def test_items_alone_and_payments_as_well_say_the_same(
    made: Made, data: Path, dialect: str, table: str
) -> None:
    firm = made(100, dialect, 2)
    encoding, delimiter = ENCODINGS[dialect]
    residual = "Residuo" if dialect == "it" else "Open amount"
    with (firm / "items.csv").open(encoding=encoding, newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    for row in rows:
        del row[residual]
    with (data / "ledger" / "items.csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    shutil.copy(firm / "customers.csv", data / "ledger")
    if table == "payments":
        shutil.copy(firm / "payments.csv", data / "ledger")
        assert_agrees(load(data).ledger, firm)
        return
    # Without payments nobody knows of money not yet allocated; invoices are the same.
    found = {
        (row["customer"], row["currency"]): row
        for row in all_balances(load(data).ledger, as_of(firm))
    }
    for answer in answers(firm):
        balance = found[answer["customer"], answer["currency"]]
        assert balance["overdue_gross"] == answer["overdue_gross"]
        assert balance["open_items"] == answer["open_items"]


def test_every_statement_adds_up_to_the_answer(made: Made, data: Path) -> None:
    firm = made(100, "it", 3)
    for table in TABLES:
        shutil.copy(firm / f"{table}.csv", data / "ledger")
    ledger = load(data).ledger
    for answer in answers(firm):
        statement = build_statement(ledger, ledger.customers[answer["customer"]], as_of(firm))
        sections = {section.currency: section for section in statement.sections}
        section = sections.get(answer["currency"])
        shown = str(section.lines[-1].running_balance) if section else "0.00"
        assert shown == answer["outstanding"]


def test_contacts_arrive_as_they_were_written(made: Made, data: Path) -> None:
    firm = made(100, "it", 1)
    for table in TABLES:
        shutil.copy(firm / f"{table}.csv", data / "ledger")
    counts = json.loads((firm / "firm.json").read_text("utf-8"))["counts"]
    customers = load(data).ledger.customers.values()
    assert sum(bool(one.emails) for one in customers) == counts["with_email"]
    assert sum(bool(one.fax) for one in customers) == counts["with_fax"]
    assert sum(bool(one.pec) for one in customers) == counts["with_pec"]
    assert {one.postcode for one in customers if one.city == "Roma"} == {"00184"}
