"""Columns: the line of headings tells what a table holds and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.tables.cells import Cell
from core.tables.vocabulary import PLAIN_DATES, VOCABULARY, Field, TableKind
from core.tables.words import key, words

COMMA_LANGUAGES = frozenset({"it", "de", "nl"})
"""Where people write 1.234,56."""


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised line of headings."""

    kind: TableKind
    columns: Mapping[Field, int]
    headings: tuple[str, ...]
    comma: bool
    """Whether its language writes amounts with a decimal comma."""

    def heading(self, field: Field) -> str:
        """Return the heading as the file has it; empty without such a column."""
        index = self.columns.get(field)
        return "" if index is None else self.headings[index]


@dataclass(frozen=True, slots=True)
class _Name:
    """One synonym: whose it is, how sure, in which language."""

    field: Field
    rank: int
    language: str


def _names(kind: TableKind) -> Mapping[str, _Name]:
    names: dict[str, _Name] = {}
    for field, languages in VOCABULARY[kind].items():
        for language, synonyms in languages.items():
            for rank, synonym in enumerate(synonyms):
                names.setdefault(key(synonym), _Name(field, rank, language))
    return names


_NAMES = {kind: _names(kind) for kind in TableKind}

_SURE_OF_CUSTOMERS = {
    *(Field.VAT_NUMBER, Field.TAX_CODE, Field.ADDRESS, Field.POSTCODE, Field.CITY, Field.COUNTRY),
    *(Field.PHONE, Field.FAX, Field.EMAILS, Field.PEC, Field.TERMS, Field.AUTOMATIC),
    *(Field.PERIOD, Field.LANGUAGE),
}
_NOT_OF_CUSTOMERS = {Field.NUMBER, Field.DOCUMENT_DATE, Field.DUE_DATE, Field.AMOUNT, Field.PAID}
"""Beside a code and a name these tell of documents: such a table is another one, not understood."""


def recognise(cells: Sequence[Cell]) -> Header | None:
    """Recognise a line of headings, or return None if it is none."""
    headings = tuple(cell.strip() if isinstance(cell, str) else "" for cell in cells)
    if sum(map(bool, headings)) < 2:  # noqa: PLR2004 - one cell is a title, not a table
        return None
    spelt = [words(heading) for heading in headings]
    for kind, is_one in (
        (TableKind.PAYMENTS, _is_payments),
        (TableKind.ITEMS, _is_items),
        (TableKind.CUSTOMERS, _is_customers),
    ):
        found = _match(spelt, kind)
        columns = {name.field: index for index, name in found.items()}
        if is_one(columns, spelt):
            return Header(kind, columns, headings, _writes_commas(found))
    return None


def suggest_fields(headings: Sequence[str], kind: TableKind) -> tuple[Field | None, ...]:
    """Return what the columns of a table of that kind probably hold, as far as words tell."""
    found = _match([words(heading) for heading in headings], kind)
    return tuple(found[place].field if place in found else None for place in range(len(headings)))


def _match(spelt: Sequence[Sequence[str]], kind: TableKind) -> Mapping[int, _Name]:
    """Return the name of each column: exact headings first, then the longest beginnings.

    If two columns claim one field, the surer heading has it.
    """
    names = _NAMES[kind]
    taken: dict[Field, tuple[int, _Name]] = {}
    exact = [(index, names.get("".join(heading))) for index, heading in enumerate(spelt)]
    begun = [(index, _beginning(heading, names)) for index, heading in enumerate(spelt)]
    for candidates in (exact, begun):
        sure = {index: name for index, name in candidates if name is not None}
        for index, name in sorted(sure.items(), key=lambda pair: pair[1].rank):
            if all(index != column for column, _ in taken.values()):
                taken.setdefault(name.field, (index, name))
    return dict(taken.values())


def _beginning(heading: Sequence[str], names: Mapping[str, _Name]) -> _Name | None:
    """Find the longest synonym a heading begins with.

    One word is not enough: “Data ultimo incasso” is not the document's date. Unless what
    follows is a currency or a number: “Importo EUR”, “E-mail 1”.
    """
    for length in range(len(heading) - 1, 0, -1):
        rest = heading[length:]
        if length > 1 or all(word in {"eur", "euro"} or word.isdecimal() for word in rest):
            name = names.get("".join(heading[:length]))
            if name is not None:
                return name
    return None


def _writes_commas(found: Mapping[int, _Name]) -> bool:
    comma = sum(name.language in COMMA_LANGUAGES for name in found.values())
    return comma * 2 > len(found)


def _is_payments(columns: Mapping[Field, int], spelt: Sequence[Sequence[str]]) -> bool:
    if not {Field.PAYMENT_DATE, Field.AMOUNT} <= columns.keys() or not _has_customer(columns):
        return False
    other = {name.field for name in _match(spelt, TableKind.ITEMS).values()}
    if other & {Field.DUE_DATE, Field.RESIDUAL}:
        return False
    plain = "".join(spelt[columns[Field.PAYMENT_DATE]]) in PLAIN_DATES
    return Field.PAYMENT_ID in columns or not (plain or Field.DOCUMENT_DATE in other)


def _is_items(columns: Mapping[Field, int], _: Sequence[Sequence[str]]) -> bool:
    return (
        _has_customer(columns)
        and bool({Field.AMOUNT, Field.RESIDUAL} & columns.keys())
        and bool({Field.NUMBER, Field.DUE_DATE} & columns.keys())
    )


def _is_customers(columns: Mapping[Field, int], spelt: Sequence[Sequence[str]]) -> bool:
    if not _has_customer(columns):
        return False
    items, payments = (_match(spelt, kind) for kind in (TableKind.ITEMS, TableKind.PAYMENTS))
    documents = {name.field for name in items.values()}
    paid_on = [place for place, name in payments.items() if name.field is Field.PAYMENT_DATE]
    # “Scadenza” alone may be how many days a customer has.
    of_an_item = {Field.DUE_DATE, Field.NUMBER} <= documents
    if of_an_item or any("".join(spelt[place]) not in PLAIN_DATES for place in paid_on):
        return False
    both = {Field.CUSTOMER, Field.NAME} <= columns.keys() and not documents & _NOT_OF_CUSTOMERS
    return both or bool(_SURE_OF_CUSTOMERS & columns.keys())


def _has_customer(columns: Mapping[Field, int]) -> bool:
    return Field.CUSTOMER in columns or Field.NAME in columns
