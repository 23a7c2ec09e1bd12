"""Mappings: what a person says the columns of a table mean whose headings nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.wording import Text, say
from core.tables.cells import Cell, read_text
from core.tables.columns import Header
from core.tables.vocabulary import Field, TableKind

PREAMBLE = 30
"""How many lines may stand above the headings."""
_NEEDS: dict[TableKind, tuple[tuple[frozenset[Field], Text], ...]] = {
    TableKind.CUSTOMERS: (),
    TableKind.ITEMS: (
        (frozenset({Field.AMOUNT, Field.RESIDUAL}), say("Say which column holds the amount.")),
        (
            frozenset({Field.NUMBER, Field.DUE_DATE}),
            say("Say which column holds the document number or the due date."),
        ),
    ),
    TableKind.PAYMENTS: (
        (frozenset({Field.PAYMENT_DATE}), say("Say which column holds the payment date.")),
        (frozenset({Field.AMOUNT}), say("Say which column holds the amount.")),
    ),
}


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What each column of tables with these headings holds; None: it is left out."""

    kind: TableKind
    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]

    def header(self) -> Header:
        """Return the headings as recognised; amounts may have a decimal comma."""
        columns = {field: place for place, field in enumerate(self.fields) if field is not None}
        return Header(self.kind, columns, self.headings, comma=True)


def headings_in(row: Sequence[Cell]) -> tuple[str, ...]:
    """Return a row as headings, without the empty cells at its end."""
    texts = [read_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def likely_headings(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Return which of the first rows looks most like headings: the first of the fullest ones."""
    best, most = None, 1
    for index, row in enumerate(rows[: PREAMBLE + 1]):
        filled = sum(bool(text) for text in headings_in(row))
        if filled > most:
            best, most = index, filled
    return best


def find_headings(rows: Sequence[Sequence[Cell]], mapping: TableMapping) -> int | None:
    """Return which of the first rows has exactly the headings of a mapping."""
    for index, row in enumerate(rows[: PREAMBLE + 1]):
        if headings_in(row) == mapping.headings:
            return index
    return None


def faults_of(mapping: TableMapping) -> Iterator[Text]:
    """Say what is missing or said twice before a table can be read so."""
    known = {field for field in mapping.fields if field is not None}
    if not known & {Field.CUSTOMER, Field.NAME}:
        yield say("Say which column holds the customer’s code or name.")
    for alternatives, sentence in _NEEDS[mapping.kind]:
        if not known & alternatives:
            yield sentence
    counts = Counter(field for field in mapping.fields if field is not None)
    for field, count in counts.items():
        if count > 1:
            places = [
                h for h, f in zip(mapping.headings, mapping.fields, strict=True) if f is field
            ]
            yield say("Two columns cannot hold the same: {columns}.", columns=", ".join(places))
