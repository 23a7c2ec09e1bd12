"""The days ahead: the same rule, day after day, until nothing changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.balances import build_balances
from core.domain.bookkeeping import build_ledger
from core.domain.dispatches import DispatchState, LastSending
from core.domain.forecast import plan_ahead
from core.domain.ledger import Item, ItemKind, Ledger, LedgerPart, Payment
from core.domain.parties import Customer
from core.domain.planning import Candidate, Skip, SkipReason, plan_run
from core.domain.policy import Scope, SendingPolicy
from core.domain.wording import say

TODAY = date(2026, 11, 24)
ROSSI = Customer("ROSSI", "Rossi", emails=("a@rossi.example",))
HELD = Skip(SkipReason.PAUSED, say("Paused."))


def days_from_now(count: int) -> date:
    return TODAY + timedelta(days=count)


def invoice(due_in: int, amount: str = "100") -> Item:
    due = days_from_now(due_in)
    day = due - timedelta(days=30)
    return Item("ROSSI", ItemKind.INVOICE, f"F{due_in}", day, due, "EUR", Decimal(amount))


def ledger_of(*items: Item, payments: Sequence[Payment] = ()) -> Ledger:
    part = LedgerPart((ROSSI,), items, tuple(payments), has_payments=bool(payments))
    return build_ledger([part], TODAY)[0]


def candidate(ledger: Ledger, **changes: Any) -> Candidate:
    balances = build_balances(ledger, "ROSSI", TODAY)
    fields: dict[str, Any] = {
        "automatic": True,
        "period_days": 10,
        "channel": "smtp",
        "address": "a@rossi.example",
    }
    return Candidate(ROSSI, balances, **(fields | changes))


def due_in(
    ledger: Ledger, held: Sequence[int] = (), policy: Any = None, **changes: Any
) -> list[int]:
    """In how many days the customer is due, of the next fourteen."""
    calendar = [(days_from_now(n), HELD if n in held else None) for n in range(15)]
    found = [candidate(ledger, **changes)]
    ahead = plan_ahead(found, ledger, policy or SendingPolicy(enabled=True), calendar)
    return [n for n, day in enumerate(ahead) if day.due]


def sent(days_ago: int, state: DispatchState = DispatchState.SENT) -> LastSending:
    return LastSending(days_from_now(-days_ago), state, "d")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [0, 10]),
        ({"period_days": 5}, [0, 5, 10]),
        ({"period_days": 1}, list(range(15))),
        ({"period_days": 30}, [0]),
        ({"last": sent(9)}, [1, 11]),
        ({"last": sent(10)}, [0, 10]),
        ({"last": sent(3, DispatchState.UNKNOWN)}, [7]),
        ({"failed_today": True}, [1, 11]),
        ({"excluded_until": days_from_now(3)}, [4, 14]),
        ({"excluded_until": days_from_now(20)}, []),
        ({"automatic": False}, []),
        ({"automatic": False, "excluded_until": days_from_now(3)}, []),
        ({"address": ""}, []),
        ({"channel_fault": say("No fax modem.")}, []),
    ],
)
def test_customer_is_due_once_its_period_has_passed(
    changes: dict[str, Any], expected: list[int]
) -> None:
    assert due_in(ledger_of(invoice(-5)), **changes) == expected


@pytest.mark.parametrize(
    ("falls_due", "expected"), [(0, [1, 11]), (3, [4, 14]), (14, []), (40, [])]
)
def test_invoice_that_falls_due_makes_its_customer_due_the_day_after(
    falls_due: int, expected: list[int]
) -> None:
    assert due_in(ledger_of(invoice(falls_due))) == expected


def test_amount_is_the_one_of_the_day_itself() -> None:
    ledger = ledger_of(invoice(-5), invoice(2, "50"))
    calendar = [(days_from_now(n), None) for n in range(15)]
    ahead = plan_ahead([candidate(ledger)], ledger, SendingPolicy(enabled=True), calendar)
    overdue = {d.day: e.candidate.balances["EUR"].overdue_net for d in ahead for e in d.due}
    assert overdue == {TODAY: Decimal(100), days_from_now(10): Decimal(150)}


def test_minimum_may_be_reached_as_more_falls_due() -> None:
    policy = SendingPolicy(enabled=True, minimum_amount=Decimal(120))
    assert due_in(ledger_of(invoice(-5), invoice(2, "50")), policy=policy) == [3, 13]


def test_document_of_a_later_date_counts_from_that_date() -> None:
    later = Item(
        "ROSSI", ItemKind.INVOICE, "F", days_from_now(6), days_from_now(60), "EUR", Decimal(9)
    )
    policy = SendingPolicy(enabled=True, scope=Scope.OPEN)
    assert due_in(ledger_of(later), policy=policy) == [6]


def test_payment_of_a_later_date_settles_from_that_date() -> None:
    paid = Payment("P", "ROSSI", days_from_now(4), "EUR", Decimal(100), "F-5")
    assert due_in(ledger_of(invoice(-5), payments=[paid]), period_days=3) == [0, 3]


@pytest.mark.parametrize(
    ("held", "expected"), [((0,), [1, 11]), ((0, 1, 2), [3, 13]), ((10,), [0, 11])]
)
def test_day_that_sends_nothing_leaves_its_due_to_the_next(
    held: tuple[int, ...], expected: list[int]
) -> None:
    assert due_in(ledger_of(invoice(-5)), held=held) == expected


def test_veto_of_a_day_is_asked_again_on_the_next() -> None:
    ledger = ledger_of(invoice(-5))
    asked: list[int] = []

    def veto(_: Candidate) -> Any:
        asked.append(1)
        return say("Not in the first two days.") if len(asked) <= 2 else None

    calendar = [(days_from_now(n), None) for n in range(15)]
    ahead = plan_ahead(
        [candidate(ledger)], ledger, SendingPolicy(enabled=True), calendar, veto=veto
    )
    assert [n for n, day in enumerate(ahead) if day.due] == [2, 12]


@pytest.mark.parametrize("period", [1, 3, 10])
@pytest.mark.parametrize("offsets", [(-5,), (0, 4), (13,), (-40, -1, 7), (60,)])
def test_forecast_is_what_planning_every_single_day_gives(
    period: int, offsets: tuple[int, ...]
) -> None:
    ledger = ledger_of(*(invoice(offset) for offset in offsets))
    policy = SendingPolicy(enabled=True)
    last: LastSending | None = None
    expected = []
    for number in range(15):
        day = days_from_now(number)
        balances = build_balances(ledger, "ROSSI", day)
        one = Candidate(ROSSI, balances, True, period, "smtp", "a@rossi.example", last=last)
        if plan_run([one], policy, day).due:
            expected.append(number)
            last = LastSending(day, DispatchState.SENT, "")
    assert due_in(ledger, period_days=period) == expected
