from decimal import Decimal

import pytest

from core.domain.balances import Balance, build_balances, still_open
from core.domain.ledger import Item, Ledger, Payment
from core.domain.parties import Customer
from tests.core.domain.ledgers import (
    EMPTY_TABLE,
    ROSSI,
    TODAY,
    credit_note,
    days,
    invoice,
    ledger,
    payment,
)


def euro(of: Ledger, day: int = 0) -> Balance:
    return build_balances(of, "C1", days(day))["EUR"]


@pytest.mark.parametrize(
    ("due", "bucket"),
    [(9, 0), (1, 0), (0, 0), (-1, 1), (-30, 1), (-31, 2), (-60, 2), (-61, 3), (-90, 3), (-91, 4)],
)
def test_an_invoice_ages_from_the_day_after_its_due_date(due: int, bucket: int) -> None:
    balance = euro(ledger([invoice(100, due=due, dated=-200)]))
    assert [amount != 0 for amount in balance.aging.buckets].index(True) == bucket
    assert balance.outstanding == 100
    assert balance.overdue_gross == (100 if bucket else 0)


@pytest.mark.parametrize(
    ("item", "payments", "open_amount"),
    [
        (invoice(100), None, 100),
        (invoice(100, paid=30), None, 70),
        (invoice(100, paid=30), [payment(40, "1")], 60),
        (invoice(100, paid=50), [payment(40, "1")], 50),
        (invoice(100, paid=30), EMPTY_TABLE, 70),
        (invoice(100, paid=40), [payment(40, "1", dated=5)], 100),
        (invoice(100, paid=50, left=60), [payment(40, "1")], 50),
        (invoice(100, left=120), None, 100),
        (invoice(100, left=-20), None, -20),
        (invoice(100), [payment(40, "1"), payment(60, "1")], 0),
        (invoice(100, left=60), None, 60),
        (invoice(100, left=60), [payment(40, "1")], 60),
        (invoice(100, left=50), [payment(40, "1")], 50),
        (invoice(100, left=70), [payment(40, "1")], 60),
        (invoice(100, left=60, paid=50), None, 50),
        (invoice(100, left=0), EMPTY_TABLE, 0),
        (invoice(100, left=100), [payment(40, "1", dated=5)], 100),
    ],
)
def test_the_open_amount_is_the_residual_or_the_smaller_figure(
    item: Item, payments: list[Payment] | None, open_amount: int
) -> None:
    assert euro(ledger([item], payments)).outstanding == open_amount


@pytest.mark.parametrize(
    ("left", "paid", "payments", "credit"),
    [
        (None, None, None, -30),
        (-20, None, None, -20),
        (-40, None, None, -40),
        (None, -10, None, -20),
        (-20, -20, None, -20),
        (None, -20, [payment(-10, "NC1")], -20),
        (None, -10, [payment(-20, "NC1")], -20),
        (-10, None, [payment(-10, "NC1")], -20),
    ],
)
def test_of_two_figures_of_a_credit_note_the_larger_credit_counts(
    left: int | None, paid: int | None, payments: list[Payment] | None, credit: int
) -> None:
    note = credit_note(30)._replace(
        residual=None if left is None else Decimal(left),
        paid=None if paid is None else Decimal(paid),
    )
    assert euro(ledger([note], payments)).outstanding == credit


@pytest.mark.parametrize(("day", "open_amount"), [(-21, 100), (-20, 60), (-11, 60), (-10, 0)])
def test_a_day_in_the_past_knows_only_what_was_paid_by_then(day: int, open_amount: int) -> None:
    paid = [payment(40, "1", dated=-20), payment(60, "1", dated=-10)]
    for item in (invoice(100), invoice(100, left=0), invoice(100, paid=100)):
        assert euro(ledger([item], paid), day).outstanding == open_amount


@pytest.mark.parametrize(("day", "open_amount"), [(4, 100), (5, 60)])
def test_a_day_in_the_future_knows_what_is_dated_by_then(day: int, open_amount: int) -> None:
    assert euro(ledger([invoice(100)], [payment(40, "1", dated=5)]), day).outstanding == open_amount


@pytest.mark.parametrize(("day", "outstanding"), [(-101, 0), (-100, 100)])
def test_a_document_counts_from_its_date(day: int, outstanding: int) -> None:
    assert euro(ledger([invoice(100)]), day).outstanding == outstanding


@pytest.mark.parametrize("credit", ["credit note", "payment"])
def test_credits_lower_what_is_owed_and_do_not_age(credit: str) -> None:
    items = [invoice(100, due=-40), invoice(50, "2", due=10)]
    if credit == "payment":
        balance = euro(ledger(items, [payment(30, dated=-90)]))
    else:
        balance = euro(ledger([*items, credit_note(30)], EMPTY_TABLE))
    assert balance.credits == -30
    assert [*balance.aging.buckets] == [50, 0, 100, 0, 0]
    assert [balance.overdue_gross, balance.overdue_net, balance.outstanding] == [100, 70, 120]


def test_credits_never_make_the_overdue_amount_negative() -> None:
    balance = euro(ledger([invoice(100, due=-40)], [payment(130)]))
    assert [balance.overdue_net, balance.outstanding] == [0, -30]


@pytest.mark.parametrize(("day", "balance"), [(-2, 0), (-1, -30)])
def test_money_counts_from_the_day_it_came(day: int, balance: int) -> None:
    assert euro(ledger([], [payment(30)]), day).credits == balance


def test_what_is_paid_beyond_an_invoice_is_a_credit() -> None:
    balance = euro(ledger([invoice(100, due=-40)], [payment(130, "1")]))
    assert balance.credits == -30
    assert balance.overdue_gross == 0


def test_money_given_back_opens_the_invoice_again() -> None:
    back = [payment(130, "1", dated=-20), payment(-30, "1", dated=-10)]
    assert euro(ledger([invoice(100)], back), -15).credits == -30
    assert euro(ledger([invoice(100)], back)).outstanding == 0


def test_a_credit_note_taken_off_an_invoice_is_used_up() -> None:
    balance = euro(ledger([invoice(100), credit_note(30)], [payment(-30, "NC1"), payment(30, "1")]))
    assert [balance.credits, balance.outstanding, balance.open_items] == [0, 70, 1]


def test_a_credit_note_never_turns_into_a_debt() -> None:
    assert euro(ledger([credit_note(30)], [payment(-50, "NC1")])).outstanding == 0


def test_currencies_are_never_added() -> None:
    both = ledger([invoice(100), invoice(70, "2", currency="USD")], [payment(30, currency="USD")])
    balances = build_balances(both, "C1", TODAY)
    assert {unit: b.outstanding for unit, b in balances.items()} == {"EUR": 100, "USD": 40}


def test_a_customer_with_nothing_open_has_zeros_in_its_own_currency() -> None:
    swiss = Customer("C1", "Weber", "CHF")
    assert build_balances(ledger([], None, [swiss]), "C1", TODAY) == {"CHF": Balance("CHF")}


def test_a_currency_that_is_settled_has_zeros() -> None:
    balances = build_balances(ledger([invoice(100, left=0, currency="USD")]), "C1", TODAY)
    assert balances == {"EUR": Balance("EUR"), "USD": Balance("USD")}


def test_open_items_are_counted_and_the_oldest_due_date_is_an_invoices() -> None:
    items = [invoice(1, "1", due=-5), invoice(1, "2", due=-9), invoice(1, "3", due=-50, left=0)]
    balance = euro(ledger([*items, credit_note(1, dated=-80)]))
    assert (balance.open_items, balance.oldest_due) == (3, days(-9))


def test_amounts_are_exact_to_the_cent() -> None:
    thirds = [invoice("0.10", str(number)) for number in range(3)]
    assert euro(ledger(thirds)).outstanding == Decimal("0.30")


@pytest.mark.parametrize("dated", [-1, 400])
def test_what_is_still_open_is_known_whatever_its_date(dated: int) -> None:
    items = [invoice(1, dated=dated), invoice(1, "2", customer="C2"), invoice(1, "3", left=0)]
    assert still_open(ledger(items, None, [ROSSI])) == items[:2]
