"""Trials from the settings' pages: each road, the mailbox, and how they are told."""

import pytest

from core.domain.commands import (
    SendTestMessage,
    TryMailbox,
)
from core.domain.dispatches import ChannelKind, DispatchState, Receipt
from core.domain.wording import say
from core.engine.status import ChannelInfo
from tests.fakes import CHANNELS, WRITING
from tests.tray.pages.conftest import Reader


def test_a_test_message_goes_out_and_its_outcome_is_told(reader: Reader) -> None:
    answer = reader.press("/settings/email", "/settings/email/test", address="anna@rossi.example")
    assert reader.office.posted == [SendTestMessage("anna@rossi.example")]
    assert "outbox/test.eml" in answer.text
    refused = Receipt(DispatchState.FAILED, "550 no", say("The server refuses the sender."))
    reader.office.answers[SendTestMessage] = refused
    answer = reader.press("/settings/smtp", "/settings/smtp/test", address="anna@rossi.example")
    assert "The server refuses the sender." in answer.text
    assert "550 no" in answer.text


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@y.example", "a" * 300])
def test_an_address_that_could_begin_a_header_goes_nowhere(reader: Reader, address: str) -> None:
    assert reader.press("/settings/email", "/settings/email/test", address=address).is_client_error
    assert reader.office.posted == []


def test_a_trial_takes_the_channel_of_its_kind_that_can_work(reader: Reader) -> None:
    gateway = ChannelInfo("email_to_fax", say("Fax by e-mail"), ChannelKind.FAX)
    reader.office.change(channels=(*reader.office.status.channels, gateway))
    reader.press("/settings/fax", "/settings/fax/test", address="02 12345")
    assert reader.office.posted == [SendTestMessage("02 12345", "email_to_fax")]


def test_a_trial_of_outlook_is_never_one_of_the_mail_server(reader: Reader) -> None:
    fault = say("Outlook is not open.")
    outlook = ChannelInfo("outlook", say("E-mail with Outlook"), ChannelKind.EMAIL, fault)
    reader.office.change(channels=(*reader.office.status.channels, outlook))
    reader.press("/settings/outlook", "/settings/outlook/test", address="a@b.example")
    assert reader.office.posted == [SendTestMessage("a@b.example", "outlook")]


def test_the_trial_of_the_mailbox_says_what_was_found_in_it(reader: Reader) -> None:
    answer = reader.press("/settings/imap", "/settings/imap/test").text
    assert "Test of the mailbox" in answer
    assert "It works" in answer
    assert "The mailbox can be read." in answer
    refused = Receipt(DispatchState.FAILED, fault=say("Check user and password."))
    reader.office.answers[TryMailbox] = refused
    answer = reader.press("/settings/imap", "/settings/imap/test").text
    assert "It did not work" in answer
    assert "Check user and password." in answer


@pytest.mark.parametrize(
    ("group", "heading", "look"),
    [
        ("smtp", "Test message: ", "Look whether it has arrived"),
        ("fax", "Test fax: ", "comes out of the fax machine"),
        ("post", "Test page: ", "the envelope’s window"),
    ],
)
def test_a_trial_is_called_what_it_is_and_never_tried_again(
    reader: Reader, group: str, heading: str, look: str
) -> None:
    page, path = f"/settings/{group}", f"/settings/{group}/test"
    reader.office.answers[SendTestMessage] = Receipt(
        DispatchState.SENT, "job 7", note=say("Handed to the server")
    )
    answer = reader.press(page, path, address="a@b.example").text
    assert f"<h1>{heading}" in answer
    assert "Handed to the server</span></h1>" in answer
    assert look in answer
    away = say("Nobody answers.")
    for state, told in (
        (DispatchState.RETRY, "It did not work"),
        (DispatchState.FAILED, "did not"),
    ):
        reader.office.answers[SendTestMessage] = Receipt(state, fault=away)
        answer = reader.press(page, path, address="a@b.example").text
        assert f"<h1>{heading}" in answer
        assert told in answer
        assert "Nobody answers." in answer
        assert "tried again" not in answer
        assert look not in answer
    reader.office.answers[SendTestMessage] = Receipt(DispatchState.UNKNOWN, fault=away)
    answer = reader.press(page, path, address="a@b.example").text
    assert "nothing to settle" in answer


@pytest.mark.parametrize(
    ("group", "address", "command"),
    [
        ("smtp", "anna@rossi.example", SendTestMessage("anna@rossi.example", "smtp")),
        ("letters", "anna@rossi.example", SendTestMessage("anna@rossi.example")),
        ("fax", "02 12345", SendTestMessage("02 12345", "fax")),
        ("post", "", SendTestMessage("", "printer")),
        ("outlook", "anna@rossi.example", SendTestMessage("anna@rossi.example", "outlook")),
        ("mapi", "anna@rossi.example", SendTestMessage("anna@rossi.example", "mapi")),
        ("imap", "", TryMailbox()),
    ],
)
def test_each_road_can_be_tried(
    reader: Reader, group: str, address: str, command: SendTestMessage | TryMailbox
) -> None:
    reader.press(f"/settings/{group}", f"/settings/{group}/test", address=address)
    assert reader.office.posted == [command]


def test_a_test_that_only_writes_a_file_says_so(reader: Reader) -> None:
    reader.office.change(channels=CHANNELS + WRITING)
    page, path = "/settings/email", "/settings/email/test"
    assert "Look whether it has arrived" in reader.press(page, path, address="a@b.example").text
    reader.office.settings_tables["email"] = {"via": "outbox"}
    answer = reader.press(page, path, address="a@b.example").text
    assert "Written as a file" in answer
    assert "nothing leaves this PC" in answer
    assert "Look whether it has arrived" not in answer


def test_what_has_no_road_cannot_be_tried(reader: Reader) -> None:
    assert reader.press("/settings/company", "/settings/company/test").status_code == 404
