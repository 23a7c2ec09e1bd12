"""A test message: a whole example by the real road, and no customer's dispatch."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from core.domain.commands import SendTestMessage
from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import SollecitoError
from tests.firms import Firm, make_firm_of


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return make_firm_of(tmp_path)


def test_the_example_goes_to_the_person_alone_and_is_not_recorded(firm: Firm) -> None:
    firm.set(email__bcc="copie@rossi.example")
    receipt: Receipt = firm.engine.post(SendTestMessage("anna@rossi.example", "outbox")).result()
    assert receipt.state is DispatchState.SENT
    message = message_from_bytes((firm.folder / receipt.text).read_bytes(), policy=policy.default)
    assert message["To"] == "anna@rossi.example"
    assert message["Subject"].startswith("Test of Sollecito: Estratto conto")
    assert next(iter(message.iter_attachments())).get_content().startswith(b"%PDF")
    assert "copie@rossi.example" not in str(message)
    assert firm.dispatches == []
    assert not list((firm.folder / "archive").iterdir())


def test_without_a_channel_the_one_of_the_settings_is_tried(firm: Firm) -> None:
    firm.engine.post(SendTestMessage("anna@rossi.example")).result()
    firm.engine.post(SendTestMessage("anna@rossi.example")).result()
    first, second = firm.script.delivered
    assert first.recipients == ("anna@rossi.example",)
    assert first.dispatch.message_id != second.dispatch.message_id


def test_without_an_address_it_goes_where_the_example_customer_is_reached(firm: Firm) -> None:
    receipt = firm.engine.post(SendTestMessage("", "letters")).result()
    assert receipt.state is DispatchState.SENT
    assert firm.dispatches == []


@pytest.mark.parametrize("address", ["", "anna", "anna@rossi.example, x"])
def test_a_wrong_address_is_refused(firm: Firm, address: str) -> None:
    with pytest.raises(SollecitoError, match="No mail can reach"):
        firm.engine.post(SendTestMessage(address)).result()
    assert firm.script.delivered == []


def test_a_channel_that_cannot_work_says_why(firm: Firm) -> None:
    firm.set(email__sender="")
    receipt = firm.engine.post(SendTestMessage("anna@rossi.example", "outbox")).result()
    assert receipt.state is DispatchState.FAILED
    assert "No sender" in str(receipt.fault)


def test_a_refusal_is_the_answer(firm: Firm) -> None:
    firm.script.answers["C0042"] = Receipt(DispatchState.FAILED, "550 no", say("Refused."))
    receipt = firm.engine.post(SendTestMessage("anna@rossi.example")).result()
    assert (receipt.state, receipt.text) == (DispatchState.FAILED, "550 no")


def test_a_trial_of_the_archive_leaves_nothing_in_it(firm: Firm) -> None:
    receipt = firm.engine.post(SendTestMessage("", "archive")).result()
    assert receipt.state is DispatchState.SENT
    assert not list((firm.folder / "archive").iterdir())


def test_a_trial_of_the_disk_lies_in_the_folder_that_is_named(firm: Firm, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    receipt = firm.engine.post(SendTestMessage(str(folder), "disk")).result()
    assert receipt.state is DispatchState.SENT
    assert len(list(folder.iterdir())) == 1
