from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.wording import Text
from core.tables.cells import (
    Cell,
    Memo,
    decimal_mark,
    is_month_first,
    read_amount,
    read_date,
    read_text,
)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1.234", "1234.00"),
        ("1'234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("€ 12,00", "12.00"),
        ("12,00 EUR", "12.00"),
        ("12,5", "12.50"),
        ("12", "12.00"),
        (",50", "0.50"),
        ("12,500", "12.50"),
        ("-12,00", "-12.00"),
        ("−12,00", "-12.00"),
        ("12,00-", "-12.00"),
        ("(12,00)", "-12.00"),
        ("-€ 12,00", "-12.00"),
        ("€ -12,00", "-12.00"),
        ("+12,00", "12.00"),
        ("1.234.567.890,12", "1234567890.12"),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: str, amount: str) -> None:
    assert read_amount(cell, ",") == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "amount"), [("1,234.56", "1234.56"), ("1234.5", "1234.50"), ("1,234", "1234.00")]
)
def test_a_file_with_decimal_points_is_read_so(cell: str, amount: str) -> None:
    assert read_amount(cell, ".") == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("abc", "“abc” is not an amount."),
        ("12,34,56", "“12,34,56” is not an amount."),
        ("12.34", "“12.34” is not an amount."),
        ("--12", "“--12” is not an amount."),
        ("(-12)", "“(-12)” is not an amount."),
        ("1e5", "“1e5” is not an amount."),
        ("NaN", "“NaN” is not an amount."),
        ("-", "“-” is not an amount."),
        ("١٢", "“١٢” is not an amount."),
        ("1234567890123", "“1234567890123” is not an amount."),
        ("12,345", "“12,345” has more than two decimals."),
        (float("nan"), "“nan” is not an amount."),
        (float("inf"), "“inf” is not an amount."),
        (True, "“True” is not an amount."),
        (12.345, "“12.345” has more than two decimals."),
        (date(2026, 1, 1), "“2026-01-01” is not an amount."),
    ],
)
def test_what_is_no_amount_is_said(cell: Cell, sentence: str) -> None:
    assert str(read_amount(cell, ",")) == sentence


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", None])
def test_an_empty_cell_is_no_amount_and_no_mistake(cell: Cell) -> None:
    assert read_amount(cell, ",") is None


@pytest.mark.parametrize(
    ("cell", "amount"),
    [(0.1 + 0.2, "0.30"), (1234.56, "1234.56"), (-5, "-5.00"), (99999999.99, "99999999.99")],
)
def test_numbers_of_spreadsheets_become_exact(cell: float, amount: str) -> None:
    assert str(read_amount(cell, ",")) == amount


@given(st.decimals(-(10**9), 10**9, places=2))
def test_an_amount_written_either_way_is_read_back(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    italian = english.translate(str.maketrans(",.", ".,"))
    assert read_amount(english, ".") == read_amount(italian, ",") == amount
    assert read_amount(float(amount), ",") == amount


@pytest.mark.parametrize(
    ("cells", "comma", "mark"),
    [
        (["1.234,56", "12,00"], False, ","),
        (["1,234.56", "12.00"], True, "."),
        (["1.234", "5.678"], True, ","),
        (["1.234", "5.678"], False, "."),
        (["1.234", "5.6"], True, "."),
        (["1.234.567"], False, ","),
        (["1,234.5"], True, "."),
        (["12,00", "13,00", "14.00"], False, ","),
        ([12.5, 1], True, ","),
        ([], False, "."),
    ],
)
def test_a_file_votes_on_its_decimal_mark_and_a_tie_goes_by_language(
    cells: list[Cell], comma: bool, mark: str
) -> None:
    assert decimal_mark(cells, comma=comma) == mark


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("31-12-2026", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("31/12/26", date(2026, 12, 31)),
        ("31/12/99", date(1999, 12, 31)),
        ("31/12/2026 00:00:00", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("2026-12-31T10:20:30", date(2026, 12, 31)),
        ("2026-12-31T10:20:30+01:00", date(2026, 12, 31)),
        ("2026-12-31 10:20:30", date(2026, 12, 31)),
        ("20261231", date(2026, 12, 31)),
        ("29/02/2028", date(2028, 2, 29)),
        (datetime(2026, 12, 31, 10, 20), date(2026, 12, 31)),  # noqa: DTZ001 - as calamine has it
        (date(2026, 12, 31), date(2026, 12, 31)),
        (46387.0, date(2026, 12, 31)),
    ],
)
def test_dates_are_read_as_people_write_them(cell: Cell, day: date) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("31/02/2026", "There is no day “31/02/2026”."),
        ("29/02/2026", "There is no day “29/02/2026”."),
        ("00/00/0000", "There is no day “00/00/0000”."),
        ("12/31/2026", "There is no day “12/31/2026”."),
        ("01/01/0206", "There is no day “01/01/0206”."),
        ("2026-13-01", "There is no day “2026-13-01”."),
        ("domani", "“domani” is not a date."),
        ("31/12-2026", "“31/12-2026” is not a date."),
        (12.5, "“12.5” is not a date."),
        (True, "“True” is not a date."),
    ],
)
def test_a_day_that_does_not_exist_is_said(cell: Cell, sentence: str) -> None:
    assert str(read_date(cell)) == sentence


@pytest.mark.parametrize(
    ("cells", "month_first"),
    [
        (["1/26/2013", "2/1/2013"], True),
        (["26/1/2013", "2/1/2013"], False),
        (["1/26/2013", "26/1/2013"], False),
        (["2/1/2013"], False),
        (["2013-01-26", "boh"], False),
    ],
)
def test_a_file_votes_on_the_order_of_day_and_month(cells: list[Cell], month_first: bool) -> None:
    assert is_month_first(cells) is month_first
    assert read_date("2/1/2013", month_first=True) == date(2013, 2, 1)


@given(st.dates(date(1950, 1, 1), date(2149, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert read_date(f"{day:%d/%m/%Y}") == read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  00184 ", "00184"),
        ('="00184"', "00184"),
        (123.0, "123"),
        (12.5, "12.5"),
        (None, ""),
        ("S.r.l.\u00a0Rossi", "S.r.l. Rossi"),
        (True, "yes"),
    ],
)
def test_codes_stay_text(cell: Cell, text: str) -> None:
    assert read_text(cell) == text


def test_a_memo_knows_the_cells_that_are_wrong() -> None:
    memo = Memo(read_date)
    assert [memo["31/02/2026"], memo[""], memo["01/02/2026"]] == [None, None, date(2026, 2, 1)]
    assert memo.wrong == {"31/02/2026": Text("There is no day “{cell}”.", {"cell": "31/02/2026"})}
