"""Items: the rows of a table of invoices and credit notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.ledger import Item, ItemKind
from core.domain.money import ZERO
from core.domain.problems import Severity
from core.domain.wording import say
from core.tables.cells import Cell, Memo
from core.tables.kinds import is_settled, read_kind
from core.tables.table import FILL_IT_IN, Table, Where
from core.tables.vocabulary import Field

_FIELDS = (
    *(Field.CUSTOMER, Field.NAME, Field.KIND, Field.NUMBER, Field.DOCUMENT_DATE),
    *(Field.INSTALMENT, Field.DUE_DATE, Field.CURRENCY, Field.AMOUNT, Field.PAID, Field.RESIDUAL),
    *(Field.STATE, Field.PAYMENT_DATE),
)


def read_items(table: Table) -> tuple[Item, ...]:
    """Read the rows; what cannot be read is left out and reported in the table's problems."""
    columns = table.header.columns
    reader = _Items(
        table,
        Memo(read_kind),
        Memo(is_settled),
        has_codes=Field.CUSTOMER in columns,
        days_tell=not {Field.PAID, Field.RESIDUAL, Field.STATE} & columns.keys(),
    )
    items = tuple(reader.read_all())
    if Field.PAYMENT_DATE in columns and reader.days_tell:
        table.report(
            Where(table.first_line - 1),
            say("Only the day of payment tells what was paid."),
            say("A document with such a day counts as paid in full."),
            column=Field.PAYMENT_DATE,
            severity=Severity.NOTE,
        )
    if Field.DUE_DATE in columns:
        for item in items:
            if item.due_date_assumed:
                _note_assumed(table, item)
    else:
        table.report(
            Where(table.first_line - 1),
            say("The table has no column of due dates."),
            say("Every document counts as due on its date; add the column if that is wrong."),
            severity=Severity.NOTE,
        )
    return items


def _note_assumed(table: Table, item: Item) -> None:
    table.report(
        Where(item.line, item.customer),
        say("Document {number} has no due date.", number=item.number),
        say("It counts as due on its date, {day}.", day=item.document_date),
        column=Field.DUE_DATE,
        severity=Severity.NOTE,
    )


@dataclass(frozen=True, slots=True)
class _Items:
    table: Table
    kinds: Memo[ItemKind]
    settled: Memo[bool]
    has_codes: bool
    days_tell: bool
    """Whether nothing but the day of payment tells what is left."""

    def read_all(self) -> Iterator[Item]:
        for line, cells in self.table.pick(_FIELDS):
            item = self._read(line, cells)
            if item is not None:
                yield item

    def _read(self, line: int, cells: tuple[Cell, ...]) -> Item | None:
        code, name, kind_cell, number, issued, part, due, currency, amount, paid, left, *rest = (
            cells
        )
        table = self.table
        texts, dates, amounts = table.texts, table.dates, table.amounts
        title = texts[name] or ""
        customer = (texts[code] or "") if self.has_codes else title
        document = texts[number] or ""
        due_date = dates[due]
        day = dates[issued] or due_date
        value = _amount(amounts[amount], amounts[paid], amounts[left])
        unit = table.currencies[currency] or ""
        if not document and day is None and table.is_idle(line):
            return None
        if table.any_wrong and self._is_wrong(Where(line, customer), cells):
            return None
        if not customer or day is None or value is None:
            self._report_gap(Where(line, customer), day)
            return None
        kind = self.kinds[kind_cell] or self._kind_by_sign(Where(line, customer), kind_cell, value)
        if kind is None:
            return None
        item = Item(
            *(customer, kind, document, day, due_date or day, unit, value, texts[part] or ""),
            *(amounts[paid], amounts[left], table.file, line, due_date is None, title),
        )
        if self._is_settled(*rest):
            item = item._replace(residual=ZERO)
        return item if kind is ItemKind.INVOICE and value >= ZERO else _as_credit(item)

    def _is_wrong(self, where: Where, cells: tuple[Cell, ...]) -> bool:
        table = self.table
        _, _, _, _, issued, _, due, currency, amount, paid, left, _, paid_on = cells
        return table.has_wrong(
            where,
            (
                (Field.DOCUMENT_DATE, table.dates, issued),
                (Field.DUE_DATE, table.dates, due),
                (Field.CURRENCY, table.currencies, currency),
                (Field.AMOUNT, table.amounts, amount),
                (Field.PAID, table.amounts, paid),
                (Field.RESIDUAL, table.amounts, left),
                (Field.PAYMENT_DATE, table.dates, paid_on),
            ),
        )

    def _is_settled(self, state: Cell, paid_on: Cell) -> bool:
        """Whether nothing is left: a state says so, or a day of payment where nothing else does."""
        by_day = self.days_tell and self.table.dates[paid_on] is not None
        return bool(self.settled[state]) or by_day

    def _report_gap(self, where: Where, day: date | None) -> None:
        if not where.customer:
            column = Field.CUSTOMER if self.has_codes else Field.NAME
            self.table.report(where, say("The row names no customer."), FILL_IT_IN, column=column)
        elif day is None:
            what = say("The row has no date.")
            self.table.report(where, what, FILL_IT_IN, column=Field.DOCUMENT_DATE)
        else:
            what = say("The row has no amount.")
            self.table.report(where, what, FILL_IT_IN, column=Field.AMOUNT)

    def _kind_by_sign(self, where: Where, cell: Cell, amount: Decimal) -> ItemKind | None:
        """Tell the kind by the amount's sign.

        Another kind of document is left out, but not one that lowers what is owed.
        """
        what = self.kinds.wrong.get(cell)
        kind = ItemKind.INVOICE if amount >= ZERO else ItemKind.CREDIT_NOTE
        if what is None:
            return kind
        if kind is ItemKind.INVOICE:
            hint = say("The row is left out until the cell is corrected.")
            self.table.report(where, what, hint, column=Field.KIND)
            return None
        hint = say("The amount is negative: it counts as a credit note.")
        self.table.report(where, what, hint, column=Field.KIND, severity=Severity.NOTE)
        return kind


def _amount(amount: Decimal | None, paid: Decimal | None, left: Decimal | None) -> Decimal | None:
    """Return the amount; a table may have only what was paid and what is left."""
    if amount is not None or left is None:
        return amount
    return left + (paid or ZERO)


def _as_credit(item: Item) -> Item:
    """Return the item as a credit note, below zero whichever way round the file writes it."""
    paid, left = item.paid, item.residual
    return item._replace(
        kind=ItemKind.CREDIT_NOTE,
        amount=-abs(item.amount),
        paid=None if paid is None else -abs(paid),
        residual=None if left is None else -abs(left),
        due_date_assumed=False,
    )
