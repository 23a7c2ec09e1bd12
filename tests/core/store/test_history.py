"""The history: what was sent to whom, when, and with what outcome."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.dispatches import ChannelKind, DispatchState, LastSending
from core.domain.events import RunFinished
from core.errors import HistoryUnwritable, UnknownName
from core.store.history import AcceptedLedger, History
from tests.core.store.things import opened
from tests.dispatches import DAY, NOON, a_dispatch, on

SENT = DispatchState.SENT
FAILED = DispatchState.FAILED
UNKNOWN = DispatchState.UNKNOWN


def test_planning_nobody_writes_nothing(history: History, folder: Path) -> None:
    assert history.plan([]) == ()
    assert not folder.exists()


def test_a_whole_run_is_planned_with_one_durable_write(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    history.plan([a_dispatch("C0")])
    monkeypatch.setattr("core.store.journal_writer.os.fsync", synced.append)
    history.plan([a_dispatch(f"C{number}") for number in range(100)])
    assert len(synced) == 1


def test_a_recorded_dispatch_has_its_new_state(history: History) -> None:
    (dispatch,) = history.plan([a_dispatch()])
    sent = replace(dispatch, state=SENT, receipt="250 Ok")
    history.record(sent)
    assert history.get(dispatch.id) == sent


@pytest.mark.parametrize("dispatch_id", ["", "2026/PC1:7", "2026/PC9:0", "nonsense", "2026/PC1:x"])
def test_a_dispatch_that_does_not_exist_is_an_unknown_name(
    history: History, dispatch_id: str
) -> None:
    history.plan([a_dispatch()])
    with pytest.raises(UnknownName):
        history.get(dispatch_id)


def test_the_newest_come_first_over_years_and_machines(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        for days in (0, 40, 80):
            one.plan([on(days)])
        other.plan([on(60)])
        assert [(found.day - DAY).days for found in one.newest()] == [80, 60, 40, 0]
        assert one.newest(limit=2) == one.newest()[:2]
        assert one.newest(limit=3) == one.newest()[:3]
        assert one.newest("C1", limit=1) == one.newest()[:1]


def test_a_dispatch_planned_last_year_is_recorded_in_its_own_journal(folder: Path) -> None:
    with opened(folder) as history:
        (old,) = history.plan([a_dispatch()])
        (new,) = history.plan([on(60)])
        history.record(replace(old, state=SENT))
    assert (old.id, new.id) == ("2026/PC1:0", "2027/PC1:0")
    with opened(folder) as history:
        assert history.get(old.id).state is SENT


def test_the_notes_of_a_customer_say_when_how_much_and_how_it_ended(history: History) -> None:
    history.plan([on(0, state=SENT, receipt="250 Ok"), on(10, state=FAILED, error="550 no such")])
    notes = history.notes("C1")
    assert [note.receipt for note in notes] == ["550 no such", "250 Ok"]
    assert notes[0].amounts == a_dispatch().amounts


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (ChannelKind.EMAIL, True),
        (ChannelKind.FAX, True),
        (ChannelKind.POST, True),
        (ChannelKind.ARCHIVE, False),
        (ChannelKind.DISK, False),
    ],
)
def test_only_what_reaches_the_customer_is_its_last_sending(
    history: History, kind: ChannelKind, counts: bool
) -> None:
    history.plan([a_dispatch(kind=kind, state=SENT)])
    assert ("C1" in history.last_sendings()) is counts


@pytest.mark.parametrize("state", DispatchState)
def test_only_what_may_have_arrived_is_a_last_sending(
    history: History, state: DispatchState
) -> None:
    history.plan([a_dispatch(state=state)])
    assert ("C1" in history.last_sendings()) is state.may_have_arrived


def test_when_a_sending_fails_the_one_before_it_is_the_last(history: History) -> None:
    first, second = history.plan([on(0, state=SENT), on(10, state=DispatchState.SENDING)])
    assert history.last_sendings()["C1"].dispatch == second.id
    history.record(replace(second, state=FAILED))
    assert history.last_sendings()["C1"] == LastSending(DAY, SENT, first.id)


def test_even_a_certain_sending_can_be_taken_back(history: History) -> None:
    first, second = history.plan([on(0, state=SENT), on(10, state=SENT)])
    history.record(replace(second, state=FAILED))
    assert history.last_sendings()["C1"].dispatch == first.id
    history.record(replace(first, state=FAILED))
    assert "C1" not in history.last_sendings()


def test_a_person_decides_what_is_unclear(history: History) -> None:
    (dispatch,) = history.plan([a_dispatch(state=UNKNOWN)])
    assert [found.id for found in history.unclear()] == [dispatch.id]
    resolved = history.resolve(dispatch.id, FAILED, NOON, "anna")
    assert (resolved.state, resolved.updated_at) == (FAILED, NOON)
    assert history.unclear() == []
    assert history.failed_since(DAY) == [resolved]
    assert "C1" not in history.last_sendings()


def test_a_person_decides_about_another_pc_and_all_see_it(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        (dispatch,) = one.plan([a_dispatch(state=UNKNOWN)])
        resolved = other.resolve(dispatch.id, SENT, NOON, "bruno")
        assert (resolved.state, resolved.receipt) == (SENT, "bruno")
        assert resolved.decided_by == "bruno"
        assert one.get(dispatch.id) == resolved == one.newest("C1")[0]
        assert one.last_sendings()["C1"].state is SENT


def test_two_people_who_disagree_leave_it_sent(folder: Path) -> None:
    with opened(folder, "PC1") as one:
        (dispatch,) = one.plan([a_dispatch(state=UNKNOWN)])
        one.resolve(dispatch.id, FAILED, NOON, "anna")
        decision = one.table("resolutions").all()[0]
        one.insert("resolutions", {**decision, "state": "sent", "by": "bruno"}, 2026)
        assert one.get(dispatch.id).state is SENT


@pytest.mark.parametrize("state", [state for state in DispatchState if state is not UNKNOWN])
def test_only_an_unclear_dispatch_can_be_decided(history: History, state: DispatchState) -> None:
    (dispatch,) = history.plan([a_dispatch(state=state)])
    with pytest.raises(UnknownName):
        history.resolve(dispatch.id, SENT, NOON, "anna")


def test_a_decision_is_kept_over_years_and_openings(folder: Path) -> None:
    with opened(folder) as history:
        (dispatch,) = history.plan([a_dispatch(state=UNKNOWN)])
    with opened(folder) as history:
        history.resolve(dispatch.id, SENT, NOON + timedelta(days=60), "anna")
    with opened(folder, "PC2") as history:
        assert history.get(dispatch.id).state is SENT


def test_the_dispatches_of_a_day_are_the_automatic_ones_of_all_pcs(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        (mine, _, _) = one.plan([a_dispatch(), a_dispatch(automatic=False), on(1)])
        (theirs,) = other.plan([a_dispatch(machine="PC2")])
        assert {found.id for found in one.of_day(DAY)} == {mine.id, theirs.id}


def test_failures_count_from_a_day_on(history: History) -> None:
    history.plan([on(day, state=FAILED) for day in range(4)])
    assert [found.day for found in history.failed_since(DAY + timedelta(days=2))] == [
        DAY + timedelta(days=2),
        DAY + timedelta(days=3),
    ]


@pytest.mark.parametrize("state", [DispatchState.PLANNED, DispatchState.SENDING])
def test_what_a_dead_process_left_is_unfinished(folder: Path, state: DispatchState) -> None:
    with opened(folder) as history:
        (dispatch,) = history.plan([a_dispatch(state=state)])
    with opened(folder) as history:
        assert history.unfinished() == [dispatch]
        history.record(replace(dispatch, state=DispatchState.DROPPED))
        assert history.unfinished() == []


LEAVING = """
import os, sys
from pathlib import Path
from core.store.history import History
from tests.dispatches import a_dispatch
History(Path(sys.argv[1]), "PC1").plan([a_dispatch("C2")])
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_second_process_left_is_unfinished_too(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1", state=SENT)])
        subprocess.run([sys.executable, "-c", LEAVING, str(folder)], check=False)
        (left,) = history.unfinished()
        assert (left.id, left.customer) == ("2026/PC1.2:0", "C2")
        history.record(replace(left, state=SENT))
        assert history.last_sendings().keys() == {"C1", "C2"}


def test_what_a_living_process_or_another_pc_has_in_hand_is_not_unfinished(folder: Path) -> None:
    with (
        opened(folder) as one,
        opened(folder) as same_pc,
        opened(folder, "PC2") as other,
    ):
        one.plan([a_dispatch("C1")])
        other.plan([a_dispatch("C2")])
        assert same_pc.unfinished() == []
        assert [found.customer for found in one.unfinished()] == ["C1"]


def test_the_last_run_is_the_one_that_finished_last_on_any_pc(folder: Path) -> None:
    early = RunFinished(DAY, sent=3, failed=1, skipped={"opted_out": 2})
    late = replace(early, sent=5)
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        assert one.last_run() is None
        one.record_run(late, NOON + timedelta(hours=1))
        other.record_run(early, NOON)
        assert one.last_run() == late == other.last_run()


def test_a_run_in_the_next_year_can_be_left_out(folder: Path) -> None:
    ahead = RunFinished(DAY + timedelta(days=60), skipped={})
    with opened(folder) as history:
        history.record_run(ahead, NOON + timedelta(days=60))
        assert (history.last_run(), history.last_run(upto=DAY)) == (ahead, None)
        today = RunFinished(DAY, skipped={})
        history.record_run(today, NOON)
        assert (history.last_run(), history.last_run(upto=DAY)) == (ahead, today)


def test_the_ledger_believed_last_is_remembered(folder: Path) -> None:
    with opened(folder) as history:
        assert history.accepted_ledger(DAY) is None
        history.accept_ledger(AcceptedLedger("aa", 100, NOON, ""))
        believed = AcceptedLedger("bb", 40, NOON + timedelta(days=40), "anna", 30)
        history.accept_ledger(believed)
    with opened(folder) as history:
        assert history.accepted_ledger(DAY + timedelta(days=40)) == believed


def test_a_ledger_of_a_day_ahead_is_believed_until_there_is_another(folder: Path) -> None:
    ahead = AcceptedLedger("aa", 100, NOON + timedelta(days=60), "")
    today = AcceptedLedger("bb", 40, NOON, "anna")
    with opened(folder) as history:
        history.accept_ledger(ahead)
        assert history.accepted_ledger(DAY) == ahead
        history.accept_ledger(today)
        assert history.accepted_ledger(DAY) == today


def test_what_a_person_confirmed_last_is_remembered(folder: Path) -> None:
    with opened(folder) as history:
        assert history.confirmed("clock") == ""
        history.confirm("clock", "2026-11-24", NOON, "anna")
        history.confirm("history", "aa", NOON, "anna")
        history.confirm("clock", "2026-12-24", NOON + timedelta(days=30), "anna")
        assert history.confirmed("clock") == "2026-12-24"


def test_a_history_is_never_made_below_a_folder_that_is_away(tmp_path: Path) -> None:
    with opened(tmp_path / "away" / "history") as history, pytest.raises(HistoryUnwritable):
        history.plan([a_dispatch()])
    assert not (tmp_path / "away").exists()
