"""Currencies by their ISO 4217 code, or the sign or name that people write instead."""

from __future__ import annotations

from functools import cache

from babel.numbers import list_currencies

from core.domain.wording import Text, say
from core.tables.cells import Cell, read_text

_SIGNS = {"€": "EUR", "EURO": "EUR", "$": "USD", "£": "GBP"}


def read_currency(cell: Cell) -> str | Text:
    """Return the code, empty for an empty cell, a sentence for a currency that is none."""
    text = read_text(cell).upper()
    code = _SIGNS.get(text, text)
    if code and code not in _codes():
        return say("“{cell}” is not the code of a currency.", cell=text)
    return code


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())
