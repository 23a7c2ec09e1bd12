from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from core.domain.commands import (
    ReloadLedger,
    ResolveDispatch,
    RunAutomaticSending,
    SendStatement,
    SetPreferences,
)
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.engine.engine import Engine
from core.engine.sending import intend, prepare
from core.engine.status import Role
from core.errors import HistoryUnwritable, RunLocked
from core.store.server_lock import ServerLock
from sollecito import Delivery
from tests.firms import Firm, items_table, make_firm_of, make_parts
from tests.scripted_channel import PowerCut

ALL = ["BIANCHI", "ROSSI", "VERDI"]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return make_firm_of(tmp_path)


def test_everybody_who_is_due_gets_one_statement(firm: Firm) -> None:
    finished = firm.run()
    assert (finished.sent, firm.script.customers) == (3, ALL)
    assert firm.states() == dict.fromkeys(ALL, "sent")


def test_a_second_run_on_the_same_day_sends_nothing(firm: Firm) -> None:
    firm.run()
    assert firm.run().skipped == {"sent_recently": 3}
    assert len(firm.script.delivered) == 3


@pytest.mark.parametrize(("days", "sent"), [(0, 0), (1, 0), (9, 0), (10, 3), (11, 3), (40, 3)])
def test_the_next_statement_goes_out_once_the_period_has_passed(
    firm: Firm, days: int, sent: int
) -> None:
    firm.run()
    firm.clock.pass_days(days)
    firm.write("partite.csv", items_table(ALL, date(2026, 11, 24)))
    assert firm.run().sent == sent


def test_a_customer_keeps_its_own_period(firm: Firm) -> None:
    firm.run()
    firm.engine.post(SetPreferences("ROSSI", SendingPreferences(period_days=3))).result()
    firm.clock.pass_days(3)
    firm.run()
    assert Counter(firm.script.customers)["ROSSI"] == 2
    assert len(firm.script.delivered) == 4


def test_one_failure_does_not_stop_the_rest(firm: Firm) -> None:
    firm.script.answers["BIANCHI"] = Receipt(DispatchState.FAILED, fault=say("No such address."))
    finished = firm.run()
    assert (finished.sent, finished.failed) == (2, 1)
    assert firm.dispatches[0].error == "No such address."


def test_a_failed_one_is_not_tried_again_on_the_same_day_but_on_the_next(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.FAILED)
    firm.run()
    assert firm.run().skipped == {"sent_recently": 2, "failed_today": 1}
    firm.script.answers.clear()
    firm.clock.pass_days(1)
    assert firm.run().sent == 1


def test_a_retry_is_the_same_dispatch_with_the_same_message_id(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.RETRY, fault=say("Greylisted."))
    firm.run()
    first = next(d for d in firm.dispatches if d.customer == "ROSSI")
    firm.script.answers.clear()
    firm.run()
    second = next(d for d in firm.dispatches if d.customer == "ROSSI")
    assert (first.id, first.message_id) == (second.id, second.message_id)
    assert (first.state, second.state) == (DispatchState.RETRY, DispatchState.SENT)


def test_a_retry_keeps_its_message_id_whatever_became_of_the_sender(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.RETRY, fault=say("Greylisted."))
    firm.run()
    before = {d.customer: d.message_id for d in firm.dispatches}
    firm.script.answers.clear()
    firm.set(email__sender="conti@altrove.example")
    firm.run()
    assert {d.customer: d.message_id for d in firm.dispatches} == before


def test_two_firms_of_one_domain_and_one_customer_code_share_no_message_id(tmp_path: Path) -> None:
    firms = [make_firm_of(tmp_path / name, ["ROSSI"]) for name in ("una", "altra")]
    for one in firms:
        one.run()
    ids = [one.dispatches[0].message_id for one in firms]
    assert ids[0] != ids[1]
    assert {one.rpartition("@")[2] for one in ids} == {"rossi.example>"}


def test_every_pc_of_a_firm_makes_the_same_message_id_for_the_same_sending(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    statement = firm.engine.statement("ROSSI")
    channel = firm.engine.firm.channel("scripted")
    intended = intend(firm.engine.firm, statement, channel, ("a@b.example",), automatic=True)
    here = prepare(firm.engine.firm, intended, lambda _: None)[1]
    firm.restart(machine="PC2")
    firm.engine.post(ReloadLedger()).result()
    there = prepare(firm.engine.firm, intended, lambda _: None)[1]
    assert isinstance(here, Delivery)
    assert isinstance(there, Delivery)
    assert here.dispatch.message_id == there.dispatch.message_id != ""


def test_a_channel_that_breaks_before_the_hand_over_has_certainly_not_sent(firm: Firm) -> None:
    def broken(_: Delivery) -> None:
        raise OSError("no such device")

    firm.script.before = broken
    assert firm.run().retry == 3


def test_a_channel_that_breaks_after_the_hand_over_may_have_sent(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = OSError("connection lost")
    assert firm.run().unknown == 1


def test_an_unclear_one_is_not_repeated_until_its_period_has_passed(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = OSError("connection lost")
    firm.run()
    firm.script.answers.clear()
    assert firm.run().skipped == {"sent_recently": 2, "unclear": 1}
    firm.clock.pass_days(10)
    firm.write("partite.csv", items_table(ALL, date(2026, 11, 24)))
    assert firm.run().sent == 3


def test_a_person_who_knows_that_it_did_not_arrive_makes_it_due_again(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = OSError("connection lost")
    firm.run()
    firm.script.answers.clear()
    unclear = next(d for d in firm.dispatches if d.state is DispatchState.UNKNOWN)
    firm.engine.post(ResolveDispatch(unclear.id, DispatchState.FAILED)).result()
    firm.clock.pass_days(1)
    assert (firm.run().sent, firm.script.customers[-1]) == (1, "ROSSI")


def test_after_a_power_cut_the_one_in_hand_is_unclear_and_the_rest_is_taken_up(
    firm: Firm,
) -> None:
    firm.script.answers["ROSSI"] = PowerCut()
    with pytest.raises(PowerCut):
        firm.run()
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "sending", "VERDI": "planned"}
    firm.script.answers.clear()
    firm.restart()
    firm.run()
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "unknown", "VERDI": "sent"}
    assert firm.script.customers == ["BIANCHI", "VERDI"]


def test_what_was_only_planned_is_dropped_on_a_later_day(firm: Firm) -> None:
    def cut(_: Delivery) -> None:
        raise PowerCut

    firm.script.before = cut
    with pytest.raises(PowerCut):
        firm.run()
    firm.script.before = lambda _: None
    firm.restart()
    firm.clock.pass_days(1)
    firm.run()
    assert Counter(d.state.value for d in firm.dispatches) == {"dropped": 3, "sent": 3}


def test_a_run_that_sleeps_over_midnight_stops(firm: Firm) -> None:
    firm.script.before = lambda _: firm.clock.pass_days(1)
    assert firm.run().sent == 1


def test_a_run_that_ends_early_has_drawn_one_statement_ahead_at_most(firm: Firm) -> None:
    firm.script.before = lambda _: firm.clock.pass_days(1)
    firm.run()
    assert len(list((firm.folder / "archive").rglob("*.pdf"))) <= 2


def test_a_person_s_own_sending_counts_for_the_period(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SendStatement(("ROSSI",), "scripted")).result()
    assert firm.run().skipped == {"sent_recently": 1}


def test_saving_to_the_archive_does_not_count_for_the_period(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SendStatement(("ROSSI",), "archive")).result()
    assert firm.run().sent == 3


def test_two_runs_on_one_folder_do_not_overlap(firm: Firm) -> None:
    rival = ServerLock(firm.folder / "history", "PC1")
    with rival.hold(), pytest.raises(RunLocked):
        firm.run()
    assert firm.run().sent == 3


def test_of_two_servers_by_mistake_only_one_sends(tmp_path: Path) -> None:
    rivals: list[Firm] = []
    firm = make_firm_of(
        tmp_path, settle_seconds=30.0, wait=lambda _: [rival.run() for rival in rivals]
    )
    # Its lock lies where ours does not see it: a share that forgets locks.
    blind = tmp_path / "elsewhere"
    blind.mkdir()
    parts = make_parts(tmp_path, firm.clock, machine="PC2", lock=ServerLock(blind, "PC2"))
    rivals.append(Firm(tmp_path, firm.clock, Engine(parts), firm.script))
    firm.run()
    assert sorted(firm.script.customers) == ALL
    assert Counter(d.state.value for d in firm.dispatches) == {"sent": 3, "yielded": 3}


def test_what_a_server_planned_hours_ago_and_never_began_holds_nobody_back(
    tmp_path: Path,
) -> None:
    def pulled(_: Delivery) -> None:
        raise PowerCut

    firm = make_firm_of(tmp_path)
    firm.script.before = pulled
    with pytest.raises(PowerCut):
        firm.run()
    firm.script.before = lambda _: None
    firm.clock.moment = firm.clock.moment.replace(hour=11)
    firm.restart(machine="PC2")
    assert firm.run().sent == 3


def test_whom_another_pc_wrote_to_meanwhile_is_left_out(firm: Firm) -> None:
    other = Engine(make_parts(firm.folder, firm.clock, machine="PC2", role=Role.CLIENT))
    other.post(ReloadLedger()).result()

    def meanwhile(delivery: Delivery) -> None:
        if delivery.dispatch.customer == "BIANCHI":
            firm.script.before = lambda _: None
            other.post(SendStatement(("VERDI",), "scripted")).result()

    firm.script.before = meanwhile
    finished = firm.run()
    assert (finished.sent, finished.unsent) == (2, 1)
    assert Counter(firm.script.customers) == {"BIANCHI": 1, "ROSSI": 1, "VERDI": 1}


def test_who_is_left_out_after_a_run_was_stopped_is_no_longer_planned(firm: Firm) -> None:
    stopping = firm.engine.firm.stopping
    firm.script.before = lambda _: stopping.set()
    assert firm.run().unsent == 2
    firm.script.before = lambda _: None
    stopping.clear()
    firm.engine.post(SetPreferences("VERDI", SendingPreferences(automatic=False))).result()
    assert firm.run().sent == 1
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "sent", "VERDI": "dropped"}


def test_whom_a_person_did_not_choose_stays_planned(firm: Firm) -> None:
    stopping = firm.engine.firm.stopping
    firm.script.before = lambda _: stopping.set()
    firm.run()
    firm.script.before = lambda _: None
    stopping.clear()
    firm.engine.post(RunAutomaticSending(customers=("ROSSI",))).result()
    assert firm.states() == {"BIANCHI": "sent", "ROSSI": "sent", "VERDI": "planned"}


def test_a_retry_of_an_earlier_day_is_dropped_and_keeps_its_reason(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.RETRY, fault=say("Greylisted."))
    firm.run()
    firm.script.answers.clear()
    firm.clock.pass_days(1)
    firm.run()
    first, second = (d for d in firm.dispatches if d.customer == "ROSSI")
    assert (first.state, first.error) == (DispatchState.DROPPED, "Greylisted.")
    assert second.state is DispatchState.SENT


def test_without_a_history_nothing_leaves(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(dispatch: Dispatch) -> None:
        raise HistoryUnwritable(say("The disk is full."))

    monkeypatch.setattr(firm.engine.firm.parts.history, "record", full)
    with pytest.raises(HistoryUnwritable):
        firm.run()
    assert firm.script.delivered == []


def test_the_archive_keeps_what_was_sent_byte_for_byte(firm: Firm) -> None:
    firm.run()
    for delivery in firm.script.delivered:
        kept = firm.folder / delivery.dispatch.document
        assert kept.read_bytes() == delivery.document.pdf


def test_every_figure_of_a_sending_comes_from_one_statement(firm: Firm) -> None:
    firm.run()
    delivery = firm.script.delivered[0]
    amounts = delivery.dispatch.amounts[0]
    assert str(amounts.outstanding) == "100.00"
    assert "EUR 100,00" in delivery.letter.body
