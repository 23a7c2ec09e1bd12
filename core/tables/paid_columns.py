"""Columns that tell what was paid: by yes or no, or under a heading that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.tables.cells import Cell, read_text
from core.tables.columns import Header
from core.tables.kinds import NO, YES
from core.tables.vocabulary import Field, TableKind
from core.tables.words import key, words

_TOLD = {Field.PAID, Field.RESIDUAL, Field.STATE, Field.PAYMENT_DATE}
_OF_PAYING = (
    *("pagat", "incassat", "saldat", "versat", "accont", "residu", "riscoss", "ricevut"),
    *("scopert", "insolut", "rimanen", "restant", "paid", "unpaid", "settled", "outstanding"),
    *("bezahlt", "offen"),
)
"""How words begin that tell what was paid or what is left."""
_YES_OR_NO = YES | NO
_OF_TIME = frozenset({"giorni", "data", "tage", "datum"})
_ENGLISH_TIMES = ("days", "date")


def unread_payment(header: Header) -> str:
    """Return the heading that seems to tell what was paid, where no known column does.

    Empty where there is none: such a table would ask for what customers have paid.
    """
    if header.kind is not TableKind.ITEMS or _TOLD & header.columns.keys():
        return ""
    known = set(header.columns.values())
    for place, heading in enumerate(header.headings):
        said = words(heading)
        if place not in known and _speaks_of_paying(said):
            return heading
    return ""


def with_state(header: Header, rows: Sequence[Sequence[Cell]]) -> Header:
    """Return the header with “paid” as a state where its column says yes or no, not how much."""
    place = header.columns.get(Field.PAID)
    if header.kind is not TableKind.ITEMS or place is None or Field.STATE in header.columns:
        return header
    cells = (key(read_text(row[place])) for row in rows if place < len(row))
    filled = (said for said in cells if said)
    first = next(filled, None)
    if first not in _YES_OR_NO or not all(one in _YES_OR_NO for one in filled):
        return header
    columns = dict(header.columns)
    columns[Field.STATE] = columns.pop(Field.PAID)
    return replace(header, columns=columns)


def _speaks_of_paying(said: Sequence[str]) -> bool:
    # `SettledDate` is one word.
    of_time = any(word in _OF_TIME or word.endswith(_ENGLISH_TIMES) for word in said)
    return not of_time and any(word.startswith(_OF_PAYING) for word in said)
