"""A run that waits for a person's yes, one that is narrowed, one that is stopped."""

from pathlib import Path

import pytest

from core.domain.commands import CheckDate, ReloadLedger, RunAutomaticSending, StopRun
from core.domain.dispatches import DispatchState, Receipt
from core.domain.events import DispatchRecorded, RunFinished
from core.domain.planning import SkipReason
from core.engine.status import waiting
from tests.firms import Firm, make_firm_of

ALL = ["BIANCHI", "ROSSI", "VERDI"]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    found = make_firm_of(tmp_path)
    found.engine.post(ReloadLedger()).result()
    return found


@pytest.fixture
def careful(firm: Firm) -> Firm:
    firm.set(automatic__approval="always")
    return firm


def tick(firm: Firm) -> RunFinished | None:
    finished: RunFinished | None = firm.engine.post(CheckDate()).result()
    return finished


def approve(firm: Firm, *customers: str) -> RunFinished:
    chosen = customers or None
    finished: RunFinished = firm.engine.post(RunAutomaticSending(customers=chosen)).result()
    return finished


def stop(firm: Firm) -> None:
    firm.engine.post(StopRun())


def test_without_approval_the_date_alone_sends(firm: Firm) -> None:
    finished = tick(firm)
    assert finished is not None
    assert finished.sent == 3


def test_with_approval_the_plan_waits_and_says_so(careful: Firm) -> None:
    assert tick(careful) is None
    status = careful.engine.status
    assert status.awaits_approval == 3
    assert [str(text) for text in status.attention] == ["3 statements wait for your yes."]
    assert [due.customer.code for due in status.plan.due] == ALL


def test_command_line_without_a_person_sends_nothing_that_waits(careful: Firm) -> None:
    assert careful.run().skipped == {"approval": 3}
    assert careful.dispatches == []


def test_yes_of_a_person_carries_the_plan_out(careful: Firm) -> None:
    assert approve(careful).sent == 3
    assert careful.engine.status.awaits_approval == 0


def test_what_has_its_yes_waits_no_longer_while_it_is_sent(careful: Firm) -> None:
    careful.engine.post(ReloadLedger()).result()
    assert waiting(3) in careful.engine.status.attention
    seen: list[bool] = []
    careful.engine.subscribe(
        lambda event: (
            seen.append(waiting(3) in careful.engine.status.attention)
            if isinstance(event, DispatchRecorded)
            else None
        )
    )
    careful.engine.post(RunAutomaticSending()).result()
    assert seen == [False] * 3


def test_yes_may_be_for_some_and_the_others_go_on_waiting(careful: Firm) -> None:
    finished = approve(careful, "ROSSI")
    assert (finished.sent, finished.skipped) == (1, {"not_chosen": 2})
    assert careful.engine.status.awaits_approval == 2
    assert tick(careful) is None


def test_what_was_approved_and_is_tried_again_needs_no_second_yes(careful: Firm) -> None:
    careful.script.answers["ROSSI"] = Receipt(DispatchState.RETRY)
    assert approve(careful, "ROSSI").retry == 1
    careful.script.answers.clear()
    assert tick(careful) is None
    careful.clock.moment = careful.clock.moment.replace(hour=9)
    finished = tick(careful)
    assert finished is not None
    assert finished.sent == 1
    assert careful.script.customers == ["ROSSI"]


def test_new_day_waits_for_its_own_yes(careful: Firm) -> None:
    careful.script.answers["ROSSI"] = Receipt(DispatchState.RETRY)
    approve(careful, "ROSSI")
    careful.clock.pass_days(1)
    assert tick(careful) is None


def test_chosen_few_do_not_stand_for_the_run_of_the_day(firm: Firm) -> None:
    assert approve(firm, "ROSSI").sent == 1
    finished = tick(firm)
    assert finished is not None
    assert finished.sent == 2
    assert sorted(firm.script.customers) == ALL


def test_customer_who_is_not_due_is_not_written_to_because_it_was_chosen(firm: Firm) -> None:
    approve(firm, "ROSSI")
    assert approve(firm, "ROSSI", "NOBODY").sent == 0


def test_stopped_run_ends_after_the_dispatch_in_hand(firm: Firm) -> None:
    firm.script.before = lambda _: stop(firm)
    finished = approve(firm)
    assert (finished.sent, finished.unsent) == (1, 2)
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "planned", "VERDI": "planned"}
    last = firm.engine.status.last_run
    assert last is not None
    assert last.unsent == 2


def test_stopped_run_goes_on_only_when_a_person_says_so(firm: Firm) -> None:
    firm.script.before = lambda _: stop(firm)
    approve(firm)
    firm.script.before = lambda _: None
    assert tick(firm) is None
    assert approve(firm).sent == 2
    assert firm.states() == dict.fromkeys(ALL, "sent")


def test_stop_without_a_run_stops_no_later_one(firm: Firm) -> None:
    firm.engine.post(StopRun()).result()
    assert approve(firm).sent == 3


def test_plan_ahead_begins_with_what_today_sends(firm: Firm) -> None:
    ahead = firm.engine.plan_ahead(14)
    assert [len(day.due) for day in ahead] == [3, *[0] * 9, 3, *[0] * 4]


def test_plan_ahead_ends_where_the_ledger_is_too_old(firm: Firm) -> None:
    firm.set(automatic__max_ledger_age_days=5, automatic__period_days=3)
    ahead = firm.engine.plan_ahead(14)
    assert [len(day.due) for day in ahead[:8]] == [3, 0, 0, 3, 0, 0, 0, 0]
    held = ahead[6].held_back
    assert held is not None
    assert held.reason is SkipReason.LEDGER_STALE


def test_plan_ahead_waits_for_the_end_of_a_pause(firm: Firm) -> None:
    firm.set(automatic__paused_until="2026-11-26")
    assert [len(day.due) for day in firm.engine.plan_ahead(4)] == [0, 0, 0, 3, 0]


def test_plan_ahead_is_made_anew_when_something_was_sent(firm: Firm) -> None:
    firm.engine.plan_ahead(14)
    approve(firm)
    assert [n for n, day in enumerate(firm.engine.plan_ahead(14)) if day.due] == [10]
