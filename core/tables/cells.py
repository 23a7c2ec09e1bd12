"""Cells: amounts, dates and texts as accounting programs and people write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from core.domain.wording import Text, say

Cell = str | float | bool | date | time | timedelta | None
"""What a reader finds in one cell; CSV has only texts."""

T = TypeVar("T")


class Memo(dict[Cell, T | None], Generic[T]):
    """The values of cells by what they say: a file of 64,000 rows repeats them.

    A cell that cannot be read has the value None and its sentence in `wrong`.
    """

    def __init__(self, read: Callable[[Cell], T | Text | None]) -> None:
        """Remember what `read` makes of each cell."""
        super().__init__()
        self.wrong: dict[Cell, Text] = {}
        self._read = read

    def __missing__(self, cell: Cell) -> T | None:
        value = self._read(cell)
        if isinstance(value, Text):
            self.wrong[cell] = value
            value = None
        self[cell] = value
        return value


def read_text(cell: Cell) -> str:
    """Return a cell as text; codes that a spreadsheet keeps as numbers stay whole."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text.isascii():
            text = text.replace("\u00a0", " ")
        # Excel's way of keeping the zeros of a code in a CSV: ="00184"
        return text[2:-1] if text[:2] == '="' and text[-1] == '"' else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t'’")
_MONEY_SIGN = re.compile(r"^(?:€|\$|£|EUR|USD|CHF|GBP)|(?:€|\$|£|EUR|USD|CHF|GBP)$")
_SHAPES = {
    ",": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]*))?|,([0-9]+)"),
    ".": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?|\.([0-9]+)"),
}
_PLAIN = {
    ",": re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3}){0,3},[0-9]{2}"),
    ".": re.compile(r"-?[0-9]{1,9}\.[0-9]{2}"),
}
_MOST_DIGITS = 12
_DECIMALS = 2


def decimal_mark(cells: Iterable[Cell], *, comma: bool) -> str:
    """Decide by vote whether a file writes 1.234,56 or 1,234.56; a tie goes to `comma`."""
    votes = Counter(_vote(cell) for cell in cells if isinstance(cell, str))
    if votes[","] == votes["."]:
        return "," if comma else "."
    return "," if votes[","] > votes["."] else "."


def _vote(text: str) -> str:
    mark = text[-3:-2]
    if mark in {",", "."} and text[-2:].isdecimal():
        return mark
    marks = [char for char in text if char in ",."]
    if not marks:
        return ""
    if len(set(marks)) > 1:
        return marks[-1]
    if len(marks) > 1:  # 1.234.567 can only be thousands
        return "." if marks[0] == "," else ","
    decimals = sum(char.isdecimal() for char in text.rpartition(marks[0])[2])
    return "" if decimals == 3 else marks[0]  # noqa: PLR2004 - 1.234 may be either


def read_amount(cell: Cell, mark: str) -> Decimal | Text | None:
    """Return an amount to the cent, None for an empty cell, a sentence for a wrong one."""
    if isinstance(cell, str):
        if _PLAIN[mark].fullmatch(cell):
            return Decimal(cell.replace(".", "").replace(",", ".") if mark == "," else cell)
        return _written_amount(cell, mark)
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return say("“{cell}” is not an amount.", cell=str(cell))
    return _numeric_amount(cell)


def _written_amount(cell: str, mark: str) -> Decimal | Text | None:
    text = cell.translate(_SPACES)
    if not text:
        return None
    text, negative = _without_sign(_MONEY_SIGN.sub("", text))
    text, inner = _without_sign(_MONEY_SIGN.sub("", text))
    shape = _SHAPES[mark].fullmatch(text)
    if shape is None or (negative and inner):
        return say("“{cell}” is not an amount.", cell=cell.strip())
    whole = (shape[1] or "0").replace(".", "").replace(",", "")
    decimals = (shape[2] or shape[3] or "").ljust(_DECIMALS, "0")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        return say("“{cell}” is not an amount.", cell=cell.strip())
    if decimals[_DECIMALS:].strip("0"):
        return say("“{cell}” has more than two decimals.", cell=cell.strip())
    amount = Decimal(f"{whole}.{decimals[:_DECIMALS]}")
    return -amount if negative or inner else amount


def _without_sign(text: str) -> tuple[str, bool]:
    """Take the sign off: before, behind, or as parentheses."""
    if text[:1] == "(" and text[-1:] == ")":
        return text[1:-1], True
    if text[:1] in {"-", "−"}:
        return text[1:], True
    if text[-1:] in {"-", "−"}:
        return text[:-1], True
    return text.removeprefix("+"), False


def _numeric_amount(cell: float) -> Decimal | Text:
    if not abs(cell) < 10**_MOST_DIGITS:
        return say("“{cell}” is not an amount.", cell=str(cell))
    amount = Decimal(f"{cell:.2f}")
    # Sums in spreadsheets leave 0.30000000000000004 behind; that is 0.30.
    if abs(float(amount) - cell) > max(1e-7, abs(cell) * 1e-12):
        return say("“{cell}” has more than two decimals.", cell=str(cell))
    return amount


_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?:[ ,]+[0-9:. ]+)?")
_YEAR_FIRST = re.compile(
    r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ][0-9:.,]*(?:Z|[+-][0-9:]+)?|[+-][0-9:]+|Z)?"
)
_YEARS = range(1950, 2150)
_NEW_CENTURY = 70
_MONTHS = 12
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = date(1899, 12, 30)


def is_month_first(cells: Iterable[Cell]) -> bool:
    """Decide by vote whether a file writes the 31st of December as 12/31, as Americans do."""
    votes = Counter(_day_vote(cell) for cell in cells if isinstance(cell, str))
    return votes["month"] > votes["day"]


def _day_vote(cell: str) -> str:
    shape = _DAY_FIRST.fullmatch(cell.strip())
    if shape is None:
        return ""
    first, second = int(shape[1]) > _MONTHS, int(shape[3]) > _MONTHS
    return "" if first == second else "day" if first else "month"


def read_date(cell: Cell, *, month_first: bool = False) -> date | Text | None:
    """Return a date, None for an empty cell, a sentence for one that is no date."""
    if isinstance(cell, str):
        return _written_date(cell, month_first=month_first)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    elif isinstance(cell, float | int) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        # A date cell without a date format: days since the end of 1899.
        cell = _SERIAL_ZERO + timedelta(days=int(cell))
    if isinstance(cell, date) and cell.year in _YEARS:
        return cell
    return say("“{cell}” is not a date.", cell=str(cell))


def _written_date(cell: str, *, month_first: bool) -> date | Text | None:
    text = cell.replace("\u00a0", " ").strip()
    if not text:
        return None
    if shape := _DAY_FIRST.fullmatch(text):
        day, month, year = int(shape[1]), int(shape[3]), int(shape[4])
        if month_first:
            day, month = month, day
        if len(shape[4]) == 2:  # noqa: PLR2004 - a year of two digits
            year += 2000 if year < _NEW_CENTURY else 1900
    elif shape := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(shape[1]), int(shape[3]), int(shape[4])
    else:
        return say("“{cell}” is not a date.", cell=text)
    try:
        found = date(year, month, day)
    except ValueError:
        return say("There is no day “{cell}”.", cell=text)
    return found if year in _YEARS else say("There is no day “{cell}”.", cell=text)
