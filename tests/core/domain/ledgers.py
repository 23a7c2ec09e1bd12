"""Ledgers in a few words, for tests of the domain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from core.domain.balances import build_balances
from core.domain.bookkeeping import build_ledger
from core.domain.ledger import Item, ItemKind, Ledger, LedgerPart, Payment
from core.domain.money import to_cents
from core.domain.parties import Customer
from core.domain.problems import Problem

TODAY = date(2026, 11, 24)
ROSSI = Customer("C1", "Rossi S.r.l.")
EMPTY_TABLE: tuple[Payment, ...] = ()


def days(number: int) -> date:
    """Return the day so many days after today."""
    return TODAY + timedelta(number)


def invoice(
    amount: str | int,
    number: str = "1",
    *,
    due: int = 0,
    dated: int = -100,
    left: str | int | None = None,
    paid: str | int | None = None,
    **other: str,
) -> Item:
    """Make an invoice; days are counted from today."""
    return Item(
        customer=other.get("customer", "C1"),
        kind=ItemKind.INVOICE,
        number=number,
        document_date=days(dated),
        due_date=days(due),
        currency=other.get("currency", "EUR"),
        amount=to_cents(Decimal(amount)),
        instalment=other.get("instalment", ""),
        paid=None if paid is None else to_cents(Decimal(paid)),
        residual=None if left is None else to_cents(Decimal(left)),
        file=other.get("file", "items.csv"),
        customer_name=other.get("name", ""),
    )


def credit_note(amount: str | int, number: str = "NC1", *, dated: int = -100) -> Item:
    """Make a credit note of a positive amount."""
    note = invoice(f"-{amount}", number, dated=dated, due=dated)
    return note._replace(kind=ItemKind.CREDIT_NOTE)


def payment(
    amount: str | int, number: str = "", *, dated: int = -1, instalment: str = "", **other: str
) -> Payment:
    """Make a payment; without a number it is not allocated."""
    return Payment(
        payment_id=other.get("payment_id", "P1"),
        customer=other.get("customer", "C1"),
        date=days(dated),
        currency=other.get("currency", "EUR"),
        amount=to_cents(Decimal(amount)),
        number=number,
        instalment=instalment,
        file=other.get("file", "payments.csv"),
    )


def books(
    items: Iterable[Item] = (),
    payments: Iterable[Payment] | None = None,
    customers: Iterable[Customer] = (ROSSI,),
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Build a ledger; payments None: there is no payments table."""
    part = LedgerPart(tuple(customers), tuple(items), tuple(payments or ()), payments is not None)
    return build_ledger([part])


def ledger(
    items: Iterable[Item] = (),
    payments: Iterable[Payment] | None = None,
    customers: Iterable[Customer] = (ROSSI,),
) -> Ledger:
    """Build a ledger, whatever is wrong with it."""
    return books(items, payments, customers)[0]


def allocations(of: Ledger) -> list[list[Decimal]]:
    return [[one.amount for one in own] for own in of.account("C1").allocations]


def outstanding(of: Ledger, customer: str = "C1", currency: str = "EUR") -> Decimal:
    return build_balances(of, customer, TODAY)[currency].outstanding
