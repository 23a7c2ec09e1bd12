from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.balances import build_balances
from core.domain.ledger import Item, Ledger, Payment
from core.domain.planning import Candidate, plan_run
from core.domain.policy import Scope, SendingPolicy
from core.domain.statements import LineKind, Statement, build_statement
from tests.core.domain.ledgers import ROSSI, TODAY, credit_note, days, invoice, ledger, payment


def statement(of: Ledger, day: int = 0) -> Statement:
    return build_statement(of, ROSSI, days(day))


def test_lines_are_in_order_of_their_due_date_with_the_balance_carried_on() -> None:
    items = [invoice(100, "2", due=10), invoice(50, "1", due=-40), credit_note(30, dated=-20)]
    [section] = statement(ledger(items, [payment(5)])).sections
    assert [[line.number, line.open_amount, line.running_balance] for line in section.lines] == [
        ["1", 50, 50],
        ["NC1", -30, 20],
        ["P1", -5, 15],
        ["2", 100, 115],
    ]
    assert [line.kind for line in section.lines] == [
        *(LineKind.INVOICE, LineKind.CREDIT_NOTE, LineKind.PAYMENT, LineKind.INVOICE),
    ]


def test_settled_documents_are_not_on_the_statement() -> None:
    assert statement(ledger([invoice(100)], [payment(100, "1")])).sections == ()


def test_a_line_shows_what_was_paid_of_the_document() -> None:
    [section] = statement(ledger([invoice(100, due=-7)], [payment(30, "1")])).sections
    [line] = section.lines
    assert [line.amount, line.paid, line.open_amount, line.days_overdue] == [100, 30, 70, 7]


@pytest.mark.parametrize("credit", [credit_note(30), invoice(30, left=-5, due=-50)])
def test_credits_are_never_overdue(credit: Item) -> None:
    [section] = statement(ledger([credit])).sections
    assert section.lines[0].days_overdue == 0


def test_each_currency_has_its_section_and_the_euro_comes_first() -> None:
    items = [invoice(1, str(n), currency=unit) for n, unit in enumerate(["USD", "EUR", "CHF"])]
    sections = statement(ledger(items)).sections
    assert [section.currency for section in sections] == ["EUR", "CHF", "USD"]


def test_money_of_tomorrow_is_not_on_todays_statement() -> None:
    assert statement(ledger([], [payment(30, dated=1)])).sections == ()


CENTS = st.integers(1, 100_000).map(lambda cents: Decimal(cents) / 100)
DAYS = st.integers(-200, 100)
CURRENCIES = st.sampled_from(["EUR", "USD"])
NUMBERS = st.sampled_from(["1", "2", "3"])


@st.composite
def an_item(draw: st.DrawFn) -> Item:
    item = invoice(
        str(draw(CENTS)),
        draw(NUMBERS),
        dated=draw(DAYS),
        due=draw(DAYS),
        left=draw(st.none() | CENTS.map(str)),
        currency=draw(CURRENCIES),
    )
    if draw(st.integers(0, 4)):
        return item
    left = None if item.residual is None else -item.residual
    note = credit_note(str(item.amount), item.number)
    return note._replace(currency=item.currency, residual=left)


@st.composite
def a_payment(draw: st.DrawFn) -> Payment:
    sign = draw(st.sampled_from(["", "", "", "-"]))
    return payment(
        f"{sign}{draw(CENTS)}",
        draw(st.just("") | NUMBERS),
        dated=draw(DAYS),
        currency=draw(CURRENCIES),
    )


LEDGERS = st.builds(
    ledger, st.lists(an_item(), max_size=8), st.none() | st.lists(a_payment(), max_size=8)
)


@given(LEDGERS, DAYS)
def test_the_lines_of_a_section_add_up_to_what_is_outstanding(of: Ledger, day: int) -> None:
    for section in statement(of, day).sections:
        outstanding = section.balance.outstanding
        assert sum(line.open_amount for line in section.lines) == outstanding
        assert section.lines[-1].running_balance == outstanding


@given(LEDGERS, DAYS)
def test_statement_and_balances_say_the_same(of: Ledger, day: int) -> None:
    balances = build_balances(of, "C1", days(day))
    sections = {section.currency: section.balance for section in statement(of, day).sections}
    assert sections.items() <= balances.items()
    for currency in balances.keys() - sections.keys():
        assert balances[currency].outstanding == balances[currency].open_items == 0


@given(LEDGERS, DAYS)
def test_every_balance_adds_up(of: Ledger, day: int) -> None:
    for balance in build_balances(of, "C1", days(day)).values():
        assert balance.outstanding == sum(balance.aging.buckets) + balance.credits
        assert balance.overdue_gross == sum(balance.aging.buckets[1:])
        assert balance.overdue_net == max(0, balance.overdue_gross + balance.credits)
        assert min(balance.aging.buckets) >= 0


@given(LEDGERS, DAYS)
def test_what_is_overdue_is_older_than_today(of: Ledger, day: int) -> None:
    for balance in build_balances(of, "C1", days(day)).values():
        if balance.overdue_gross:
            assert balance.oldest_due is not None
            assert balance.oldest_due < days(day)


@given(st.lists(an_item(), max_size=8), DAYS, st.integers(0, 300))
def test_without_payments_waiting_never_makes_anything_less_overdue(
    items: Sequence[Item], day: int, later: int
) -> None:
    of = ledger(items)
    before = build_balances(of, "C1", days(day))
    after = build_balances(of, "C1", days(day) + timedelta(later))
    for currency, balance in before.items():
        assert after[currency].overdue_gross >= balance.overdue_gross


@given(st.lists(an_item(), max_size=8), st.lists(a_payment(), max_size=8))
def test_an_unallocated_payment_lowers_what_is_outstanding_by_its_amount(
    items: list[Item], payments: list[Payment]
) -> None:
    before = build_balances(ledger(items, payments), "C1", TODAY)
    after = build_balances(ledger(items, [*payments, payment(7)]), "C1", TODAY)
    assert after["EUR"].outstanding == before["EUR"].outstanding - 7


@given(LEDGERS, st.sampled_from(Scope))
def test_the_plan_writes_to_whom_the_balances_say(of: Ledger, scope: Scope) -> None:
    balances = build_balances(of, "C1", TODAY)
    candidate = Candidate(
        ROSSI, balances, automatic=True, period_days=10, channel="smtp", address="a@x.example"
    )
    plan = plan_run([candidate], SendingPolicy(enabled=True, scope=scope), TODAY)
    owed = [b.overdue_net if scope is Scope.OVERDUE else b.outstanding for b in balances.values()]
    assert bool(plan.due) is any(amount > 0 for amount in owed)
