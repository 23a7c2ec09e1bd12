"""Disagreements: figures of one document that cannot all be right."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from core.domain.ledger import Item, Payment
from core.domain.money import ZERO
from core.domain.problems import Problem
from core.domain.wording import Text, say


def find_disagreement(
    item: Item, allocations: Iterable[Payment], *, payments_known: bool
) -> Problem | None:
    """Report the first two figures of an item that contradict each other.

    Which of them counts is decided by `core.domain.balances.open_amount`.
    """
    if item.residual is None and (item.paid is None or not payments_known):
        return None
    if payments_known:
        return _against_payments(item, sum((p.amount for p in allocations), ZERO))
    if item.paid is not None:
        return _of_residual(item, item.amount - item.paid)
    return _against_amount(item)


def _against_payments(item: Item, received: Decimal) -> Problem | None:
    found = _of_residual(item, item.amount - received)
    if found is not None or item.paid is None or item.paid == received:
        return found
    return _problem(
        item,
        say(
            "Document {number}: what was paid is {paid}, by the payments it is {received}.",
            number=item.number,
            paid=item.paid,
            received=received,
        ),
    )


def _of_residual(item: Item, expected: Decimal) -> Problem | None:
    if item.residual is None or item.residual == expected:
        return None
    return _problem(
        item,
        say(
            "Document {number}: the open amount is {residual}, by the payments it is {expected}.",
            number=item.number,
            residual=item.residual,
            expected=expected,
        ),
    )


def _against_amount(item: Item) -> Problem | None:
    """Nothing is open beyond what a document was made out for, be it a credit."""
    if item.residual is None or abs(item.residual) <= abs(item.amount):
        return None
    return _problem(
        item,
        say(
            "Document {number}: the open amount is {residual}, but its amount is {amount}.",
            number=item.number,
            residual=item.residual,
            amount=item.amount,
        ),
    )


def _problem(item: Item, what: Text) -> Problem:
    hint = say("The smaller amount counts until both agree.")
    return Problem(item.file, what, hint, line=item.line, customer=item.customer)
