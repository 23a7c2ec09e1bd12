"""The receivables ledger: every customer's items and payments at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from core.domain.parties import Customer


class ItemKind(StrEnum):
    """What kind of document an item comes from."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Item(NamedTuple):
    """One instalment of an invoice, or a credit note, as the items table has it.

    A named tuple, not a dataclass: 66,000 of them are made at each reading, in less than
    half the time.
    """

    customer: str
    kind: ItemKind
    number: str
    document_date: date
    due_date: date
    currency: str
    amount: Decimal
    """Positive for invoices, negative for credit notes."""
    instalment: str = ""
    paid: Decimal | None = None
    residual: Decimal | None = None
    """Left to pay when the table was written; None if the table does not say."""
    file: str = ""
    line: int = 0
    due_date_assumed: bool = False
    customer_name: str = ""

    def days_overdue(self, as_of: date) -> int:
        """Return the days past the due date; 0 on the due date itself and before."""
        return max(0, (as_of - self.due_date).days)


class Payment(NamedTuple):
    """One allocation of money received; without a number it is not yet allocated."""

    payment_id: str
    customer: str
    date: date
    currency: str
    amount: Decimal
    number: str = ""
    instalment: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """What one file contributed to the ledger."""

    customers: tuple[Customer, ...] = ()
    items: tuple[Item, ...] = ()
    payments: tuple[Payment, ...] = ()
    has_payments: bool = False
    """Whether the file holds a payments table, be it empty."""
    payments_lost: frozenset[str] = frozenset()
    """Codes of customers of whose payments one could not be read."""
    documents_lost: frozenset[str] = frozenset()
    """Numbers of the documents that such payments name."""
    item_headings: frozenset[tuple[str, ...]] = frozenset()
    """The line of headings of each table of items: two exports of one kind share it."""


class OpenItem(NamedTuple):
    """An item on a certain date, with what is left to pay of it."""

    item: Item
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """Everything the ledger holds of one customer."""

    items: tuple[Item, ...] = ()
    allocations: tuple[tuple[Payment, ...], ...] = ()
    """For each item, in the same order, the payments allocated to it."""
    unallocated: tuple[Payment, ...] = ()


EMPTY_ACCOUNT = Account()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All customers and their accounts; made by `core.domain.bookkeeping.build_ledger`."""

    customers: Mapping[str, Customer] = field(default_factory=dict)
    """By code, in the order of the codes."""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    has_payments: bool = False
    written_on: date | None = None
    """The day that the figures are good for; None if there are none."""

    def account(self, customer: str) -> Account:
        """Return the customer's account, empty if it has none."""
        return self.accounts.get(customer, EMPTY_ACCOUNT)


def has_shrunk(before: int, now: int) -> bool:
    """Whether more than half of the open items are gone."""
    return now * 2 < before
