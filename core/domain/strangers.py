"""Strangers: codes that items or payments name and the customers table does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.domain.allocation import loosely
from core.domain.ledger import Item, ItemKind, Payment
from core.domain.parties import Customer
from core.domain.problems import Problem
from core.domain.wording import say

Row = Item | Payment


def introduce_strangers(
    customers: dict[str, Customer],
    items: Sequence[Item],
    payments: Sequence[Payment],
    problems: list[Problem],
) -> frozenset[str]:
    """Give strangers an account without an address; return those whom only payments name.

    A code that the customers table writes a little differently is probably that customer: who
    may have paid more than the account shows is doubted.
    """
    rows: Sequence[Row] = (*items, *payments)
    firsts: dict[str, Row] = {}
    for row in rows:
        if row.customer not in customers:
            firsts.setdefault(row.customer, row)
    alike = _by_spelling(customers) if firsts else {}
    anyone_known = bool(customers)
    for code, row in firsts.items():
        name = code if isinstance(row, Payment) else row.customer_name or code
        customers[code] = Customer(code, name, row.currency)
        if anyone_known:
            problems.append(_stranger(row, alike.get(loosely(code), ())))
    for code in _paid_under_another(alike, firsts, rows):
        customers[code] = replace(customers[code], doubtful=True)
    return frozenset(code for code, row in firsts.items() if isinstance(row, Payment))


def _by_spelling(customers: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the codes of the customers table by what they are without zeros and capitals."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code in customers:
        codes[loosely(code)].append(code)
    return codes


def _paid_under_another(
    alike: Mapping[str, Sequence[str]], strangers: Mapping[str, Row], rows: Iterable[Row]
) -> set[str]:
    """Return the customers to whom a stranger's payments or credit notes may belong."""
    if not alike:
        return set()
    paying = {
        row.customer
        for row in rows
        if row.customer in strangers
        and (isinstance(row, Payment) or row.kind is ItemKind.CREDIT_NOTE)
    }
    return {near for code in paying for near in alike.get(loosely(code), ())}


def _stranger(row: Row, near: Sequence[str]) -> Problem:
    return Problem(
        file=row.file,
        line=row.line,
        customer=row.customer,
        what=say("Customer {code} is not in the customers table.", code=row.customer),
        hint=say("Write {near}, as the customers table does, or add the customer.", near=near[0])
        if near
        else say("Add the customer; until then nothing can be sent to it."),
    )
