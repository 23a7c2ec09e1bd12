from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core.domain.wording import say
from tray.pages.export import Cell, Column, Export, write_csv, write_xlsx

NOON = datetime.fromisoformat("2026-11-24T12:05:00+01:00")


def one_row(*cells: Cell) -> Export:
    return Export("list", [Column(say("Customer")) for _ in cells], [cells])


def csv_cell(cell: Cell, language: str) -> str:
    return write_csv(one_row(cell), language).decode("utf-8-sig").splitlines()[1].strip('"')


def xlsx_cell(cell: Cell) -> Any:
    sheet = load_workbook(BytesIO(write_xlsx(one_row(cell, "end"), "it"))).active
    assert sheet is not None
    return sheet["A2"]


@pytest.mark.parametrize(
    ("cell", "italian", "english"),
    [
        (Decimal("-1234.5"), "-1234,50", "-1234.50"),
        (date(2026, 3, 1), "01/03/2026", "01/03/2026"),
        (NOON, "24/11/2026 12:05", "24/11/2026 12:05"),
        (7, "7", "7"),
        (None, "", ""),
        ("00184", "00184", "00184"),
    ],
)
def test_csv_is_written_as_the_excel_of_the_language_reads_it(
    cell: Cell, italian: str, english: str
) -> None:
    assert csv_cell(cell, "it") == italian
    assert csv_cell(cell, "en") == english


@pytest.mark.parametrize("name", ["=1+1", "+39 02", "-x", "@SUM(A1)"])
def test_name_that_looks_like_a_formula_stays_text(name: str) -> None:
    assert csv_cell(name, "it") == f"'{name}"
    found = xlsx_cell(name)
    assert (found.value, found.data_type) == (name, "s")


def test_italian_excel_finds_columns_and_accents() -> None:
    written = write_csv(one_row("Caffè", "à"), "it")
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").splitlines() == ["Cliente;Cliente", "Caffè;à"]


def test_workbook_holds_amounts_and_dates_as_numbers() -> None:
    assert xlsx_cell(Decimal("1234.50")).value == 1234.5
    assert xlsx_cell(date(2026, 3, 1)).value == datetime(2026, 3, 1)  # noqa: DTZ001 - no zone in Excel
    assert xlsx_cell(NOON).value == datetime(2026, 11, 24, 12, 5)  # noqa: DTZ001 - no zone in Excel
    assert xlsx_cell("00184").value == "00184"


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("storico 2026-11-24", "storico 2026-11-24"), ("a/b:c", "a-b-c"), ("x" * 40, "x" * 31)],
)
def test_a_sheet_is_called_as_its_list(name: str, sheet: str) -> None:
    book = load_workbook(BytesIO(write_xlsx(Export(name, [Column(say("Customer"))], []), "it")))
    assert book.sheetnames == [sheet]
