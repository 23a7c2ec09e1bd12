"""Bookkeeping: the parts that files contribute become one ledger, payments allocated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from core.domain.allocation import allocate
from core.domain.disagreements import find_disagreement
from core.domain.ledger import Account, Item, Ledger, LedgerPart, Payment
from core.domain.lost_payments import possible_payers
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.problems import Problem, Severity
from core.domain.strangers import introduce_strangers
from core.domain.wording import say

_OF_A_PAYMENT = Payment._fields.index("file")
"""How many of its fields tell a payment; the others tell where it was read."""
Row = TypeVar("Row", Item, Payment)


def build_ledger(
    parts: Iterable[LedgerPart], written_on: date | None = None
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Join the parts into a ledger; what contradicts itself is reported."""
    customers: dict[str, Customer] = {}
    items: list[Item] = []
    payments: list[Payment] = []
    has_payments = False
    problems: list[Problem] = []
    lost: list[LedgerPart] = []
    for part in parts:
        for customer in part.customers:
            _add_customer(customers, customer, problems)
        items += part.items
        payments += part.payments
        has_payments = has_payments or part.has_payments
        if part.payments_lost or part.documents_lost:
            lost.append(part)
    items = _addressed(items, customers)
    payments = _without_copies(_addressed(payments, customers), problems)
    names = _codes_by_name(customers) if lost else {}
    nobodys = introduce_strangers(customers, items, payments, problems)
    accounts = _build_accounts(items, payments, problems, has_payments=has_payments)
    for code in possible_payers(
        accounts,
        codes={names.get(_plain(code)) or code for part in lost for code in part.payments_lost},
        numbers={number for part in lost for number in part.documents_lost},
        nobodys=(payment for payment in payments if payment.customer in nobodys),
    ):
        customers[code] = replace(customers[code], doubtful=True)
    ordered = {code: customers[code] for code in sorted(customers)}
    return Ledger(ordered, accounts, has_payments, written_on), tuple(problems)


class _Known(NamedTuple):
    """What the tables tell about settled documents."""

    payments: bool
    residuals: bool


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


def _addressed(rows: list[Row], customers: Mapping[str, Customer]) -> list[Row]:
    """Give rows what they leave to the customers table: the code, the currency."""
    codes = _codes_by_name(customers)
    addressed = []
    for row in rows:
        if row.customer not in customers:
            code = codes.get(_plain(row.customer)) or row.customer
            row = row._replace(customer=code)  # noqa: PLW2901 - the same row, addressed
        if not row.currency:
            customer = customers.get(row.customer)
            row = row._replace(currency=customer.currency if customer else "EUR")  # noqa: PLW2901
        addressed.append(row)
    return addressed


def _codes_by_name(customers: Mapping[str, Customer]) -> Mapping[str, str]:
    """Return the code for each name that only one customer has: a table may have no codes."""
    codes: dict[str, str] = {}
    for code, customer in customers.items():
        name = _plain(customer.name)
        codes[name] = "" if name in codes else code
    return codes


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _without_copies(payments: list[Payment], problems: list[Problem]) -> list[Payment]:
    """Leave out a payment that another file has too: exports of two periods may overlap.

    Within one file two rows alike are two payments, as far as anyone knows.
    """
    if len({payment.file for payment in payments}) < 2:  # noqa: PLR2004 - no second file
        return payments
    firsts: dict[tuple[object, ...], Payment] = {}
    kept = []
    for payment in payments:
        first = firsts.setdefault(payment[:_OF_A_PAYMENT], payment)
        if payment.payment_id and first.file != payment.file:
            problems.append(_copied(payment, first))
        else:
            kept.append(payment)
    return kept


def _copied(payment: Payment, first: Payment) -> Problem:
    return Problem(
        file=payment.file,
        line=payment.line,
        customer=payment.customer,
        severity=Severity.NOTE,
        what=say("Payment {number} appears twice.", number=payment.payment_id),
        hint=say(
            "It counts once. It is also in {file}, line {line}.",
            file=first.file,
            line=first.line,
        ),
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
    known = _Known(has_payments, any(item.residual is not None for item in items))
    return {
        customer: _build_account(
            _without_repeats(items_of.get(customer, []), problems),
            payments_of.get(customer, []),
            known,
            problems,
        )
        for customer in dict.fromkeys([*items_of, *payments_of])
    }


def _without_repeats(items: Sequence[Item], problems: list[Problem]) -> Sequence[Item]:
    """Leave out an item that is there already: the firm asks for an amount once.

    Of two exports that overlap, the row that asks for less counts.
    """
    kept: dict[tuple[object, ...], Item] = {}
    for item in items:
        # Without an instalment's number, its due date tells it from the others.
        part = item.instalment or item.due_date
        nameless = "" if item.number else item.amount
        key = (item.kind, item.number, item.document_date, part, nameless)
        first = kept.setdefault(key, item)
        if first is not item:
            if _left(item) < _left(first):
                kept[key] = item
            problems.append(_repeated(item, first))
    return items if len(kept) == len(items) else list(kept.values())


def _left(item: Item) -> Decimal:
    """Return what one row by itself says is left to pay."""
    if item.residual is not None:
        return item.residual
    return item.amount - (item.paid or ZERO)


def _repeated(item: Item, first: Item) -> Problem:
    return Problem(
        file=item.file,
        line=item.line,
        customer=item.customer,
        what=say("Document {number} appears twice.", number=item.number),
        hint=say(
            "It is also in {file}, line {line}. The row with less to pay counts; remove the other.",
            file=first.file,
            line=first.line,
        ),
    )


def _build_account(
    items: Sequence[Item],
    payments: Sequence[Payment],
    known: _Known,
    problems: list[Problem],
) -> Account:
    allocated = allocate(items, payments)
    for payment in allocated.homeless:
        if not _has_left(items, known):
            allocated.unallocated.append(payment)
        problems.append(_homeless(payment, settled=_has_left(items, known)))
    for item, own in zip(items, allocated.by_item, strict=True):
        found = find_disagreement(item, own, payments_known=known.payments)
        if found is not None:
            problems.append(found)
    by_item = tuple(map(tuple, allocated.by_item))
    return Account(tuple(items), by_item, tuple(allocated.unallocated))


def _has_left(items: Sequence[Item], known: _Known) -> bool:
    """Whether a document that is not there was settled and left the table.

    So it is where rows say what is left to pay. Elsewhere every document stays, and money
    for one that is not there is the customer's: it counts as a credit.
    """
    return any(item.residual is not None for item in items) if items else known.residuals


def _homeless(payment: Payment, *, settled: bool) -> Problem:
    return Problem(
        file=payment.file,
        line=payment.line,
        customer=payment.customer,
        severity=Severity.NOTE if settled else Severity.ROW,
        what=say("A payment names document {number}, which is not there.", number=payment.number),
        hint=say("It is taken for settled.")
        if settled
        else say("The money counts as a credit. Correct the document’s number, or leave it empty."),
    )
