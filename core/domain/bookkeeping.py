"""Bookkeeping: the parts that files contribute become one ledger, payments allocated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.domain.ledger import Account, Item, Ledger, LedgerPart, Payment
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.problems import Problem, Severity
from core.domain.wording import say


def build_ledger(
    parts: Iterable[LedgerPart], written_on: date | None = None
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Join the parts into a ledger; what contradicts itself is reported."""
    customers: dict[str, Customer] = {}
    items: list[Item] = []
    payments: list[Payment] = []
    has_payments = False
    problems: list[Problem] = []
    for part in parts:
        for customer in part.customers:
            _add_customer(customers, customer, problems)
        items += part.items
        payments += part.payments
        has_payments = has_payments or part.has_payments
    _introduce_unknown(customers, items, payments, problems)
    accounts = _build_accounts(items, payments, problems, has_payments=has_payments)
    ordered = {code: customers[code] for code in sorted(customers)}
    return Ledger(ordered, accounts, has_payments, written_on), tuple(problems)


def _add_customer(customers: dict[str, Customer], new: Customer, problems: list[Problem]) -> None:
    known = customers.get(new.code)
    if known is None:
        customers[new.code] = new
        return
    differs = (known.name, known.emails) != (new.name, new.emails)
    if differs:
        customers[new.code] = replace(known, doubtful=True)
    problems.append(
        Problem(
            file=new.file,
            line=new.line,
            customer=new.code,
            what=say("Customer code {code} appears twice.", code=new.code),
            hint=say("The first row counts. Give one of the two another code.")
            if not differs
            else say("Nothing is sent to this customer by itself until one row is corrected."),
        )
    )


def _introduce_unknown(
    customers: dict[str, Customer],
    items: Iterable[Item],
    payments: Iterable[Payment],
    problems: list[Problem],
) -> None:
    """Give customers that only items or payments name an account, without an address."""
    anyone_known = bool(customers)
    rows: list[Item | Payment] = [*items, *payments]
    for row in rows:
        if row.customer in customers:
            continue
        name = row.customer_name if isinstance(row, Item) else ""
        customers[row.customer] = Customer(row.customer, name or row.customer, row.currency)
        if anyone_known:
            problems.append(
                Problem(
                    file=row.file,
                    line=row.line,
                    customer=row.customer,
                    what=say("Customer {code} is not in the customers table.", code=row.customer),
                    hint=say("Add the customer; until then nothing can be sent to it."),
                )
            )


def _build_accounts(
    items: Sequence[Item],
    payments: Sequence[Payment],
    problems: list[Problem],
    *,
    has_payments: bool,
) -> dict[str, Account]:
    """Group everything by customer and allocate the payments to their items."""
    items_of: defaultdict[str, list[Item]] = defaultdict(list)
    payments_of: defaultdict[str, list[Payment]] = defaultdict(list)
    for item in items:
        items_of[item.customer].append(item)
    for payment in payments:
        payments_of[payment.customer].append(payment)
    return {
        customer: _build_account(
            _without_repeats(items_of.get(customer, []), problems),
            payments_of.get(customer, []),
            problems,
            has_payments=has_payments,
        )
        for customer in items_of.keys() | payments_of.keys()
    }


def _without_repeats(items: Iterable[Item], problems: list[Problem]) -> list[Item]:
    """Leave out an item that is there already: the firm asks for an amount once."""
    kept: dict[tuple[object, ...], Item] = {}
    for item in items:
        # Without an instalment's number, its due date tells it from the others.
        part = item.instalment or item.due_date
        key = (item.kind, item.number, item.document_date, part)
        first = kept.setdefault(key, item)
        if first is not item:
            problems.append(
                Problem(
                    file=item.file,
                    line=item.line,
                    customer=item.customer,
                    what=say("Document {number} appears twice.", number=item.number),
                    hint=say(
                        "Only the first counts: {file}, line {line}. Remove one of the two.",
                        file=first.file,
                        line=first.line,
                    ),
                )
            )
    return list(kept.values())


def _build_account(
    items: Sequence[Item],
    payments: Iterable[Payment],
    problems: list[Problem],
    *,
    has_payments: bool,
) -> Account:
    allocations: list[list[Payment]] = [[] for _ in items]
    unallocated: list[Payment] = []
    places = _places(items)
    for payment in payments:
        if not payment.number:
            unallocated.append(payment)
            continue
        found = places.get((payment.number, payment.instalment, payment.currency)) or places.get(
            (payment.number, "", payment.currency)
        )
        if found is None:
            _report_homeless(payment, items, unallocated, problems)
        else:
            _allocate(payment, found, items, allocations)
    if has_payments:
        for item, own in zip(items, allocations, strict=True):
            _report_disagreement(item, own, problems)
    else:
        for item in items:
            _report_paid(item, problems)
    return Account(tuple(items), tuple(map(tuple, allocations)), tuple(unallocated))


def _places(items: Sequence[Item]) -> Mapping[tuple[str, str, str], list[int]]:
    """Where a payment's document may be: by number and instalment, and by number alone."""
    places: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        places[item.number, item.instalment, item.currency].append(index)
        if item.instalment:
            places[item.number, "", item.currency].append(index)
    return places


def _allocate(
    payment: Payment, places: Sequence[int], items: Sequence[Item], allocations: list[list[Payment]]
) -> None:
    """Allocate a payment to its document, the oldest due date first if there are several."""
    if len(places) == 1:
        allocations[places[0]].append(payment)
        return
    ordered = sorted(places, key=lambda index: items[index].due_date)
    left = payment.amount
    for index in ordered[:-1]:
        room = items[index].amount - sum((p.amount for p in allocations[index]), ZERO)
        part = min(left, room) if room > 0 else ZERO
        if part > 0:
            allocations[index].append(payment._replace(amount=part))
            left -= part
    if left:
        allocations[ordered[-1]].append(payment._replace(amount=left))


def _report_homeless(
    payment: Payment,
    items: Sequence[Item],
    unallocated: list[Payment],
    problems: list[Problem],
) -> None:
    """Report a payment for a document that is not there.

    If the items carry residuals, the document was settled and left the table: nothing
    changes. If they do not, the money is the customer's and counts as a credit.
    """
    if any(item.residual is not None for item in items):
        severity = Severity.NOTE
    else:
        severity = Severity.ROW
        unallocated.append(payment)
    problems.append(
        Problem(
            file=payment.file,
            line=payment.line,
            customer=payment.customer,
            severity=severity,
            what=say(
                "A payment names document {number}, which is not there.", number=payment.number
            ),
            hint=say("Correct the document’s number, or leave it empty."),
        )
    )


def _report_disagreement(
    item: Item, allocations: Iterable[Payment], problems: list[Problem]
) -> None:
    if item.residual is None:
        return
    expected = item.amount - sum((p.amount for p in allocations), ZERO)
    if item.residual != expected:
        problems.append(_disagreement(item, item.residual, expected))


def _report_paid(item: Item, problems: list[Problem]) -> None:
    if item.residual is None or item.paid is None:
        return
    expected = item.amount - item.paid
    if item.residual != expected:
        problems.append(_disagreement(item, item.residual, expected))


def _disagreement(item: Item, residual: Decimal, expected: Decimal) -> Problem:
    return Problem(
        file=item.file,
        line=item.line,
        customer=item.customer,
        what=say(
            "Document {number}: the open amount is {residual}, by the payments it is {expected}.",
            number=item.number,
            residual=residual,
            expected=expected,
        ),
        hint=say("The smaller amount counts until both agree."),
    )
