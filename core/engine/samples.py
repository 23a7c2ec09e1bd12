"""Statements to look at a design with: the firm's own, else invented ones of that length."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from heapq import nsmallest

from core.domain.bookkeeping import build_ledger
from core.domain.ledger import Item, ItemKind, Ledger, LedgerPart
from core.domain.parties import Customer
from core.domain.statements import Statement, build_statement

SIZES = (1, 12, 200)
"""Lines of the statements that a design is looked at and checked with."""
_TRIED = 12
_NEAR = 0.34

_EXAMPLE = Customer(
    "C0042",
    "Officine Meccaniche Fratelli D’Agostino & Figli S.n.c.",
    address="Via Giuseppe Garibaldi 127/B",
    postcode="25121",
    city="Brescia",
    province="BS",
    vat_number="IT01234560157",
)


def sample_statement(ledger: Ledger, lines: int, day: date) -> Statement:
    """Return a statement of about so many lines, of a customer of the firm's own if it has one."""
    near = nsmallest(
        _TRIED,
        ledger.customers.values(),
        key=lambda customer: abs(len(ledger.account(customer.code).items) - lines),
    )
    for customer in near:
        statement = build_statement(ledger, customer, day)
        if abs(_lines_of(statement) - lines) <= lines * _NEAR:
            return statement
    return example_statement(lines, day)


def example_statement(lines: int, day: date) -> Statement:
    """Return an invented customer's statement of so many lines."""
    items = tuple(_item(place, day) for place in range(1, lines + 1))
    ledger, _ = build_ledger([LedgerPart((_EXAMPLE,), items)], day)
    return build_statement(ledger, _EXAMPLE, day)


def _lines_of(statement: Statement) -> int:
    return sum(len(section.lines) for section in statement.sections)


def _item(place: int, day: date) -> Item:
    due = day + timedelta(days=20 - place * 7 % 160)
    amount = Decimal(place * 7919 % 250_000 + 1_250) / 100
    kind = ItemKind.INVOICE
    if place % 11 == 0:
        kind, amount = ItemKind.CREDIT_NOTE, -amount / 4
    amount = amount.quantize(Decimal("0.01"))
    issued = due - timedelta(days=30)
    return Item(_EXAMPLE.code, kind, f"{place:04}/{issued.year}", issued, due, "EUR", amount)
