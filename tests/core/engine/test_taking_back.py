from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, RunAutomaticSending, SendStatement, UndoDispatch
from core.domain.dispatches import Dispatch, DispatchState
from core.engine.engine import Engine
from core.engine.status import Role
from core.errors import SollecitoError
from tests.firms import Firm, make_firm_of, make_parts


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    found = make_firm_of(tmp_path, ("ROSSI",))
    found.set(email__via="outbox")
    found.engine.post(ReloadLedger()).result()
    return found


def send(firm: Firm, channel: str, address: str = "") -> Dispatch:
    dispatches = firm.engine.post(SendStatement(("ROSSI",), channel, address)).result()
    dispatch: Dispatch = dispatches[0]
    assert dispatch.state is DispatchState.SENT
    return dispatch


def undo(firm: Firm, dispatch: Dispatch) -> Dispatch:
    undone: Dispatch = firm.engine.post(UndoDispatch(dispatch.id)).result()
    return undone


def run(firm: Firm) -> dict[str, int]:
    finished = firm.engine.post(RunAutomaticSending()).result()
    return {"sent": finished.sent, **finished.skipped}


@pytest.mark.parametrize("channel", ["outbox", "archive", "disk"])
def test_file_goes_and_the_history_says_who_took_it_back(
    firm: Firm, channel: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stick")
    dispatch = send(firm, channel, str(folder) if channel == "disk" else "")
    path = firm.folder / dispatch.receipt
    assert path.is_file()
    undone = undo(firm, dispatch)
    assert not path.exists()
    assert undone == firm.engine.history()[0]
    assert undone.state is DispatchState.FAILED
    assert undone.taken_back_by
    assert undone.error == f"Taken back by {undone.taken_back_by}."


def test_sending_that_was_taken_back_does_not_count_for_the_period(firm: Firm) -> None:
    dispatch = send(firm, "outbox")
    assert run(firm) == {"sent": 0, "sent_recently": 1}
    undo(firm, dispatch)
    assert run(firm) == {"sent": 1}


def test_automatic_one_that_was_taken_back_waits_for_the_next_day(firm: Firm) -> None:
    run(firm)
    undo(firm, firm.dispatches[0])
    assert run(firm) == {"sent": 0, "failed_today": 1}
    firm.clock.pass_days(1)
    assert run(firm) == {"sent": 1}


def test_taken_back_is_no_failure_that_needs_a_person(firm: Firm) -> None:
    undo(firm, send(firm, "outbox"))
    assert firm.engine.status.attention == ()


def test_pdf_of_a_message_that_was_taken_back_stays_in_the_archive(firm: Firm) -> None:
    dispatch = send(firm, "outbox")
    undo(firm, dispatch)
    assert (firm.folder / dispatch.document).is_file()


@pytest.mark.parametrize("channel", ["outbox", "archive"])
def test_file_that_is_gone_or_changed_leaves_the_sending_as_it_was(
    firm: Firm, channel: str
) -> None:
    dispatch = send(firm, channel)
    path = firm.folder / dispatch.receipt
    content = path.read_bytes()
    path.write_bytes(content.replace(b"sollecito", b"somebody!") + b"more")
    with pytest.raises(SollecitoError, match="changed since"):
        undo(firm, dispatch)
    assert path.exists()
    path.unlink()
    with pytest.raises(SollecitoError, match="no longer there"):
        undo(firm, dispatch)
    assert firm.states() == {"ROSSI": "sent"}


def test_proof_of_another_sending_is_not_removed(firm: Firm) -> None:
    kept = send(firm, "archive")
    sent = send(firm, "outbox")
    assert sent.document == kept.receipt
    with pytest.raises(SollecitoError, match="Another sending"):
        undo(firm, kept)
    undo(firm, sent)
    undo(firm, kept)


def test_what_has_left_cannot_be_taken_back(firm: Firm) -> None:
    with pytest.raises(SollecitoError, match="cannot be taken back"):
        undo(firm, send(firm, "scripted"))


def test_nothing_is_taken_back_twice(firm: Firm) -> None:
    dispatch = send(firm, "outbox")
    undo(firm, dispatch)
    with pytest.raises(SollecitoError, match="cannot be taken back"):
        undo(firm, dispatch)


def test_another_pc_is_told_where_it_can_be_taken_back(firm: Firm) -> None:
    dispatch = send(firm, "outbox")
    other = Engine(make_parts(firm.folder, firm.clock, machine="PC2", role=Role.CLIENT))
    with pytest.raises(SollecitoError) as told:
        other.post(UndoDispatch(dispatch.id)).result()
    assert "PC1" in str(told.value.hint)
    assert (firm.folder / dispatch.receipt).exists()
    other.stop()


def test_receipt_that_leads_out_of_the_outbox_removes_nothing(firm: Firm) -> None:
    dispatch = send(firm, "outbox")
    history = firm.engine.firm.parts.history
    history.record(replace(dispatch, receipt="outbox/../sollecito.toml"))
    with pytest.raises(SollecitoError):
        undo(firm, dispatch)
    assert (firm.folder / "sollecito.toml").exists()
