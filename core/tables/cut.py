"""Files still being written: the last cell of a text that ends in the middle of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.domain.wording import say
from core.errors import FileUnreadable
from core.tables.cells import Cell, read_text
from core.tables.columns import Header
from core.tables.vocabulary import Field

_AMOUNTS = (Field.AMOUNT, Field.PAID, Field.RESIDUAL)
_DATES = (Field.DOCUMENT_DATE, Field.DUE_DATE, Field.PAYMENT_DATE)
_DIGITS = re.compile("[0-9]+")

_MANY = 3
"""So many filled cells make an empty one below them strange."""

Shape = tuple[int, int]


class StillWritten(FileUnreadable):
    """A text that ends in the middle of a line."""

    def __init__(self, file: str) -> None:
        super().__init__(
            say("“{file}” ends in the middle of a line: it is still being written.", file=file),
            say("If this stays so, export the file again."),
        )


def is_cut(header: Header, rows: Sequence[Sequence[Cell]], mark: str) -> bool:
    """Whether the last cell of the last row shows less than every other of its column.

    1.234,5 below amounts with two decimals, 31/12/20 below years of four digits: half of a cell
    reads as another amount or day. A cell like the others is whole, as far as anyone can see.
    """
    last = rows[-1] if rows else ()
    column = len(last) - 1
    field = next((one for one, place in header.columns.items() if place == column), None)
    if field not in (*_AMOUNTS, *_DATES):
        return False
    text = read_text(last[column])
    others = [read_text(row[column]) for row in rows[:-1] if len(row) > column]
    if not text:
        return len(others) >= _MANY and all(others)
    measure = _decimals(mark) if field in _AMOUNTS else _date_parts
    shapes = [measure(other) for other in others if other]
    return bool(shapes) and measure(text) < min(shapes)


def _decimals(mark: str) -> Callable[[str], Shape]:
    def measure(text: str) -> Shape:
        _, _, decimals = text.partition(mark)
        return 1, sum(char.isdecimal() for char in decimals)

    return measure


def _date_parts(text: str) -> Shape:
    """Return how many numbers a date has, and how many digits the last of them."""
    numbers = _DIGITS.findall(text)
    return len(numbers), len(numbers[-1]) if numbers else 0
