"""What was only handed over is asked after until it has ended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings
from core.domain.dispatches import ChannelKind, DispatchState, Receipt
from sollecito import Channel, Delivery, Dispatch, HandOver, Site, hookimpl, say
from tests.firms import Firm, make_firm_of

SENT, FAILED = DispatchState.SENT, DispatchState.FAILED


class Queue(Channel):
    """Takes statements into a queue, and says later what became of them."""

    name = "queue"
    kind = ChannelKind.FAX
    label = say("Fax")
    asked: list[list[str]]
    outcome: Mapping[str, Receipt]
    fault: Exception | None

    def address(self, customer: object) -> tuple[str, ...]:
        return ("+390255512345",)

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        hand_over()
        if delivery.dispatch.customer == "VERDI":
            raise RuntimeError("no answer")
        return Receipt(SENT, "job 1", note=say("Sent on {day}.", day="x"), ticket="1")

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        self.asked.append([dispatch.customer for dispatch in dispatches])
        if self.fault is not None:
            raise self.fault
        return {d.id: self.outcome[d.customer] for d in dispatches if d.customer in self.outcome}


QUEUE = Queue()


@hookimpl
def output_channels() -> Iterable[Channel]:
    return (QUEUE,)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    QUEUE.asked, QUEUE.outcome, QUEUE.fault = [], {}, None
    firm = make_firm_of(tmp_path, plugins=[__name__])
    firm.set(plugins__queue__there=True, email__via="queue")
    firm.run()
    return firm


def look(firm: Firm) -> object:
    firm.clock.moment += timedelta(minutes=1)
    return firm.engine.post(FollowSendings()).result()


def test_what_is_still_under_way_stays_as_it_is(firm: Firm) -> None:
    assert look(firm) is False
    assert sorted(QUEUE.asked[0]) == ["BIANCHI", "ROSSI", "VERDI"]
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "sent", "VERDI": "unknown"}


def test_a_success_completes_the_receipt_and_is_not_asked_again(firm: Firm) -> None:
    QUEUE.outcome = {"ROSSI": Receipt(SENT, "2 pages")}
    assert look(firm) is True
    (rossi,) = [one for one in firm.dispatches if one.customer == "ROSSI"]
    assert (rossi.state, rossi.receipt, rossi.ticket) == (SENT, "2 pages", "")
    look(firm)
    assert sorted(QUEUE.asked[-1]) == ["BIANCHI", "VERDI"]


def test_a_failure_turns_the_sending_into_a_failed_one_with_its_reason(firm: Firm) -> None:
    QUEUE.outcome = {"ROSSI": Receipt(FAILED, fault=say("Choose a folder to save to."))}
    look(firm)
    (rossi,) = [one for one in firm.dispatches if one.customer == "ROSSI"]
    assert (rossi.state, rossi.error) == (FAILED, "Choose a folder to save to.")
    assert "ROSSI" not in firm.engine.firm.parts.history.last_sendings()
    # It is not sent a second time by itself on that day.
    firm.run()
    assert len([one for one in firm.dispatches if one.customer == "ROSSI"]) == 1


def test_an_unclear_sending_can_be_settled_by_what_the_channel_finds(firm: Firm) -> None:
    QUEUE.outcome = {"VERDI": Receipt(SENT, "job 3", ticket="3")}
    look(firm)
    assert firm.states()["VERDI"] == "sent"
    look(firm)
    assert "VERDI" in QUEUE.asked[-1]


def test_the_next_life_of_the_program_asks_on(firm: Firm) -> None:
    firm.restart(plugins=[__name__])
    QUEUE.outcome = {"ROSSI": Receipt(SENT, "2 pages")}
    assert look(firm) is True


@pytest.mark.parametrize(("days", "asks"), [(3, True), (4, False)])
def test_after_three_days_nobody_asks_any_more(firm: Firm, days: int, asks: bool) -> None:
    firm.clock.pass_days(days)
    look(firm)
    assert bool(QUEUE.asked) is asks


def test_a_channel_is_asked_once_a_minute_and_less_often_while_it_is_away(firm: Firm) -> None:
    firm.engine.post(FollowSendings()).result()
    firm.engine.post(FollowSendings()).result()
    assert len(QUEUE.asked) == 1
    QUEUE.fault = ConnectionRefusedError()
    look(firm)
    look(firm)
    assert len(QUEUE.asked) == 2
    firm.clock.moment += timedelta(minutes=9)
    look(firm)
    assert len(QUEUE.asked) == 3


def test_a_plugin_that_fails_to_say_changes_nothing(firm: Firm) -> None:
    QUEUE.fault = RuntimeError("a mistake")
    assert look(firm) is False
    assert firm.states()["ROSSI"] == "sent"
