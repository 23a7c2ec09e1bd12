from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, SendStatement
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.errors import SollecitoError, UnknownName
from tests.firms import Firm, make_firm_of


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    found = make_firm_of(tmp_path, ("ROSSI",))
    found.engine.post(ReloadLedger()).result()
    return found


def send(firm: Firm) -> Dispatch:
    dispatch: Dispatch = firm.engine.post(SendStatement(("ROSSI",), "scripted")).result()[0]
    return dispatch


def test_it_is_the_very_pdf_that_was_sent(firm: Firm) -> None:
    dispatch = send(firm)
    pdf = firm.engine.sent_pdf(dispatch.id)
    assert pdf == firm.script.delivered[0].document.pdf
    assert sha256(pdf).hexdigest() == dispatch.sha256


def test_pdf_that_somebody_changed_is_not_shown_as_what_was_sent(firm: Firm) -> None:
    dispatch = send(firm)
    (firm.folder / dispatch.document).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(SollecitoError, match="not the one that was sent"):
        firm.engine.sent_pdf(dispatch.id)


def test_pdf_that_is_gone_is_missed_by_name(firm: Firm) -> None:
    dispatch = send(firm)
    (firm.folder / dispatch.document).unlink()
    with pytest.raises(UnknownName, match="no longer in the archive") as told:
        firm.engine.sent_pdf(dispatch.id)
    assert dispatch.document in str(told.value.hint)


def test_sending_that_was_never_drawn_has_none(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.SENT)
    firm.set(statement__design="gone")
    dispatch = send_broken(firm)
    with pytest.raises(UnknownName, match="no PDF was kept"):
        firm.engine.sent_pdf(dispatch.id)


def send_broken(firm: Firm) -> Dispatch:
    dispatch: Dispatch = firm.engine.post(SendStatement(("ROSSI",), "scripted")).result()[0]
    assert dispatch.state is not DispatchState.SENT
    return dispatch
