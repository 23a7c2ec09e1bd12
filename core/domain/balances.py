"""Balances: what a customer owes in each currency on a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.aging import NO_AGING, Aging, bucket_of
from core.domain.ledger import Account, Item, ItemKind, Ledger, OpenItem, Payment
from core.domain.money import ZERO


@dataclass(frozen=True, slots=True)
class Balance:
    """What one customer owes in one currency; currencies are never added."""

    currency: str
    aging: Aging = NO_AGING
    credits: Decimal = ZERO
    """Open credit notes and unallocated payments: negative, never aged."""
    open_items: int = 0
    oldest_due: date | None = None

    @property
    def overdue_gross(self) -> Decimal:
        """Return what is past its due date, before credits."""
        return self.aging.overdue

    @property
    def overdue_net(self) -> Decimal:
        """Return what is past its due date less the credits, never below zero."""
        return max(ZERO, self.overdue_gross + self.credits)

    @property
    def outstanding(self) -> Decimal:
        """Return everything owed, due or not, less the credits."""
        return self.aging.current + self.overdue_gross + self.credits


def open_amount(
    item: Item, allocations: Iterable[Payment], as_of: date, *, payments_known: bool
) -> Decimal:
    """Return what is left to pay of an item on a date; the smallest figure if some disagree.

    Contract, section 2. For a credit note the smallest figure is the largest credit: in
    doubt the firm asks for less.
    """
    upto = later = ZERO
    for payment in allocations:
        if payment.date <= as_of:
            upto += payment.amount
        else:
            later += payment.amount
    by_allocations = item.amount - upto
    if item.residual is None and item.paid is None:
        return by_allocations
    figures = [by_allocations] if payments_known else []
    if item.paid is not None:
        figures.append(item.amount - item.paid + later)
    if item.residual is not None:
        figures.append(item.residual + later)
        if item.kind is ItemKind.INVOICE:
            # Not more than it was made out for. A credit note may be used up in part.
            figures.append(by_allocations)
    return min(figures)


def open_items(account: Account, as_of: date, *, payments_known: bool) -> Iterator[OpenItem]:
    """Yield the items dated up to the date that are not settled."""
    for item, allocations in zip(account.items, account.allocations, strict=True):
        if item.document_date <= as_of:
            amount = open_amount(item, allocations, as_of, payments_known=payments_known)
            if item.kind is ItemKind.CREDIT_NOTE:
                amount = min(amount, ZERO)
            if amount:
                yield OpenItem(item, amount)


def still_open(ledger: Ledger) -> list[Item]:
    """Return the items with something left after everything known, whatever the date."""
    return [
        entry.item
        for account in ledger.accounts.values()
        for entry in open_items(account, date.max, payments_known=ledger.has_payments)
    ]


def build_balances(ledger: Ledger, customer: str, as_of: date) -> Mapping[str, Balance]:
    """Return the customer's balance in each currency it has had documents in.

    A customer without any has one of zeros in its own currency.
    """
    account = ledger.account(customer)
    entries = open_items(account, as_of, payments_known=ledger.has_payments)
    own = ledger.customers.get(customer)
    return sum_up(account, entries, as_of, currency=own.currency if own else "")


def sum_up(
    account: Account, entries: Iterable[OpenItem], as_of: date, *, currency: str = ""
) -> Mapping[str, Balance]:
    """Sum an account's open items and unallocated payments by currency.

    A currency that had documents up to the date, and `currency`, have a balance of zeros.
    """
    sums: dict[str, _Sums] = {currency: _Sums()} if currency else {}
    for item in account.items:
        if item.currency not in sums and item.document_date <= as_of:
            sums[item.currency] = _Sums()
    for entry in entries:
        sums[entry.item.currency].add(entry, as_of)
    for payment in account.unallocated:
        if payment.date <= as_of:
            sums.setdefault(payment.currency, _Sums()).credits -= payment.amount
    return {unit: total.balance(unit) for unit, total in sorted(sums.items())}


class _Sums:
    """Running sums of one currency."""

    __slots__ = ("buckets", "count", "credits", "oldest")

    def __init__(self) -> None:
        self.buckets = [ZERO] * 5
        self.credits = ZERO
        self.count = 0
        self.oldest: date | None = None

    def add(self, entry: OpenItem, as_of: date) -> None:
        item, amount = entry
        self.count += 1
        # What was paid beyond an invoice is the customer's credit, not a negative bucket.
        if item.kind is ItemKind.CREDIT_NOTE or amount < 0:
            self.credits += amount
            return
        self.buckets[bucket_of(item.days_overdue(as_of))] += amount
        if self.oldest is None or item.due_date < self.oldest:
            self.oldest = item.due_date

    def balance(self, currency: str) -> Balance:
        return Balance(currency, Aging(*self.buckets), self.credits, self.count, self.oldest)
