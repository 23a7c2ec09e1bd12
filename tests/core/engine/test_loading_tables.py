"""Files of which a part can be used: what the loader makes of the rest."""

from datetime import date
from pathlib import Path

import pytest

from core.domain.problems import Severity
from core.engine.loading import LoadedLedger, load_ledger
from core.tables.mapping import TableMapping
from core.tables.vocabulary import Field, TableKind
from plugins.readers import csv_tables, spreadsheets
from tests.plugins.readers.workbooks import Value, write_xlsx

READERS = [*csv_tables.ledger_readers(), *spreadsheets.ledger_readers()]
ITEMS: list[list[Value]] = [
    ["Codice cliente", "Numero", "Data", "Scadenza", "Importo"],
    ["C1", "1", date(2026, 2, 1), date(2026, 3, 1), 100.0],
]
MONEY: list[list[Value]] = [["Chi", "Quando", "Quanto"], ["C1", date(2026, 4, 1), 40.0]]
MAPPING = TableMapping(
    TableKind.PAYMENTS,
    ("Chi", "Quando", "Quanto"),
    (Field.CUSTOMER, Field.PAYMENT_DATE, Field.AMOUNT),
)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir()
    (tmp_path / ".sollecito").touch()
    return tmp_path


def load(firm: Path, *mappings: TableMapping) -> LoadedLedger:
    return load_ledger(firm, READERS, mappings)


def test_a_sheet_that_nobody_knows_holds_the_workbook_back_and_may_be_explained(
    firm: Path,
) -> None:
    write_xlsx(firm / "ledger" / "all.xlsx", {"Partite": ITEMS, "Soldi": MONEY})
    loaded = load(firm)
    assert not loaded.whole
    assert list(loaded.unknown) == ["ledger/all.xlsx [Soldi]"]
    assert [problem.file for problem in loaded.problems] == ["ledger/all.xlsx [Soldi]"]
    explained = load(firm, MAPPING)
    assert explained.whole
    assert (explained.open_items, explained.payments, explained.problems) == (1, 1, ())


def test_a_text_that_nobody_knows_is_noted_and_may_be_explained(firm: Path) -> None:
    (firm / "ledger" / "soldi.txt").write_text("Chi;Quando;Quanto\nC1;01/04/2026;40,00\n", "utf-8")
    loaded = load(firm)
    assert loaded.whole
    assert [problem.severity for problem in loaded.problems] == [Severity.NOTE]
    assert list(loaded.unknown) == ["ledger/soldi.txt"]
    assert load(firm, MAPPING).payments == 1
