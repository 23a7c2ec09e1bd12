"""Payments: the rows of a table of money received."""

from __future__ import annotations

from collections.abc import Iterator

from core.domain.ledger import Payment
from core.domain.wording import say
from core.tables.cells import Cell
from core.tables.table import FILL_IT_IN, Table, Where
from core.tables.vocabulary import Field

_FIELDS = (
    *(Field.PAYMENT_ID, Field.CUSTOMER, Field.NAME, Field.PAYMENT_DATE, Field.CURRENCY),
    *(Field.AMOUNT, Field.NUMBER, Field.INSTALMENT),
)


def read_payments(table: Table) -> tuple[Payment, ...]:
    """Read the rows; what cannot be read is left out and reported in the table's problems."""
    return tuple(_read_all(table))


def _read_all(table: Table) -> Iterator[Payment]:
    has_codes = Field.CUSTOMER in table.header.columns
    for line, cells in table.pick(_FIELDS):
        payment = _read(table, line, cells, has_codes=has_codes)
        if payment is not None:
            yield payment


def _read(table: Table, line: int, cells: tuple[Cell, ...], *, has_codes: bool) -> Payment | None:
    identity, code, name, day_cell, currency, amount_cell, number, part = cells
    texts = table.texts
    customer = texts[code if has_codes else name] or ""
    day, amount = table.dates[day_cell], table.amounts[amount_cell]
    unit = table.currencies[currency] or ""
    if day is None and table.is_idle(line):
        return None
    if table.any_wrong:
        checked = (
            (Field.PAYMENT_DATE, table.dates, day_cell),
            (Field.CURRENCY, table.currencies, currency),
            (Field.AMOUNT, table.amounts, amount_cell),
        )
        if table.has_wrong(Where(line, customer), checked):
            return None
    if not customer or day is None or amount is None:
        column = Field.CUSTOMER if has_codes else Field.NAME
        if not customer:
            table.report(Where(line), say("The row names no customer."), FILL_IT_IN, column=column)
        elif day is None:
            what = say("The row has no date.")
            table.report(Where(line, customer), what, FILL_IT_IN, column=Field.PAYMENT_DATE)
        else:
            what = say("The row has no amount.")
            table.report(Where(line, customer), what, FILL_IT_IN, column=Field.AMOUNT)
        return None
    return Payment(
        *(texts[identity] or "", customer, day, unit, amount, texts[number] or ""),
        *(texts[part] or "", table.file, line),
    )
