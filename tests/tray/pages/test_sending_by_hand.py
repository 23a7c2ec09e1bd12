"""Sending by hand from the pages: asked, confirmed, carried out, told."""

from concurrent.futures import Future
from datetime import date
from typing import Any

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.commands import Command, SendStatement
from core.domain.dispatches import DispatchState
from core.domain.ledger import LedgerPart
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.errors import HistoryUnwritable, SollecitoError
from tests.fake_office import FakeOffice
from tests.fakes import CHANNELS, CUSTOMERS, WRITING, fake_dispatch, fake_ledger_part
from tests.tray.pages.conftest import HOST, Reader, errand_key, mark, open_pages, with_customer

SEND = "/customers/C0005/send"
CONFIRM = SEND + "?channel=smtp"


def test_a_sending_is_confirmed_with_recipient_and_amount(reader: Reader) -> None:
    page = reader.see(CONFIRM)
    assert "Send the statement of 24/11/2026 to Müller Werkzeuge GmbH?" in page
    assert 'value="office@muller.example"' in page
    assert "EUR\u00a04,102.50" in page
    assert reader.office.posted == []


@pytest.mark.parametrize(
    ("written", "sent_to"),
    [
        ("office@muller.example", ""),
        ("", ""),
        (" boss@muller.example ", "boss@muller.example"),
        ("a@x.example, b@x.example", "a@x.example, b@x.example"),
    ],
)
def test_the_address_can_be_another_for_this_sending(
    reader: Reader, written: str, sent_to: str
) -> None:
    page = CONFIRM + "&as_of=2026-11-20"
    answer = reader.press(page, SEND, channel="smtp", address=written, as_of="2026-11-20")
    assert reader.office.posted == [
        SendStatement(("C0005",), "smtp", sent_to, date(2026, 11, 20)),
    ]
    assert "Sent" in answer.text
    assert "E-mail" in answer.text


def test_the_addresses_set_for_the_customer_are_its_own(reader: Reader) -> None:
    reader.office.preferences_set["C0005"] = SendingPreferences(
        addresses=("x@y.example", "z@y.example")
    )
    assert 'value="x@y.example, z@y.example"' in reader.see(CONFIRM)


@pytest.mark.parametrize("address", ["a@x.example\r\nBcc: b@y.example", "a\x00b", "x" * 1001])
def test_an_address_of_several_lines_is_refused(reader: Reader, address: str) -> None:
    answer = reader.press(CONFIRM, SEND, channel="smtp", address=address)
    assert answer.status_code == 400
    assert reader.office.posted == []


def test_what_is_refused_is_told_beside_the_form_and_nothing_written_is_lost(
    reader: Reader,
) -> None:
    reader.office.answers[SendStatement] = SollecitoError(say("No mail can reach “x”."))
    letter = "Dear Max,\nyou owe {outstanding}."
    answer = reader.press(CONFIRM, SEND, channel="smtp", address="x", letter=letter)
    assert answer.status_code == 409
    assert "No mail can reach “x”." in answer.text
    assert 'value="x"' in answer.text
    assert f">{letter}</textarea>" in answer.text
    assert errand_key(answer.text) != errand_key(reader.see(CONFIRM))


def test_who_was_written_to_already_is_told_before_it_is_done_again(reader: Reader) -> None:
    assert "Written to last" not in reader.see(CONFIRM)
    reader.office.dispatches.insert(0, fake_dispatch(CUSTOMERS[4]))
    told = "Written to last on 24/11/2026 08:00: E-mail, Sent."
    assert told in reader.see(CONFIRM)
    assert told not in reader.see(f"{SEND}?channel=archive")


@pytest.mark.parametrize("folder", ["statements", "../x", "/srv/../etc"])
def test_a_folder_is_named_from_its_beginning(reader: Reader, folder: str) -> None:
    answer = reader.press(f"{SEND}?channel=disk", SEND, channel="disk", address=folder)
    assert answer.status_code == 400
    assert "is not the whole path of a folder" in answer.text
    assert reader.office.posted == []


def test_a_day_that_has_not_come_is_looked_at_and_not_sent(reader: Reader) -> None:
    later = CONFIRM + "&as_of=2027-01-01"
    page = reader.see(later)
    assert "01/01/2027 has not come yet" in page
    assert '<button class="main" disabled>' in page
    answer = reader.press(later, SEND, channel="smtp", as_of="2027-01-01")
    assert answer.status_code == 400
    assert "has not come yet" in answer.text
    assert reader.office.posted == []
    assert "has not come yet" not in reader.see(CONFIRM)


def test_who_owes_nothing_on_that_day_is_told(reader: Reader) -> None:
    with_customer(reader.office, code="X", name="Nobody", emails=("x@y.example",))
    assert "this customer owes nothing" in reader.see("/customers/X/send?channel=smtp")


def test_where_a_file_is_saved_unless_another_folder_is_named_is_said(reader: Reader) -> None:
    reader.office.settings_tables["plugins"] = {"disk": {"folder": "/srv/pdf"}}
    assert "Empty: /srv/pdf" in reader.see(f"{SEND}?channel=disk")


def test_an_error_leads_back_to_the_page_that_it_came_from(reader: Reader) -> None:
    came = {"referer": f"http://{HOST}{CONFIRM}"}
    answer = reader.client.get(f"{SEND}?channel=pigeon", headers=came)
    assert f'href="{CONFIRM}"' not in answer.text
    answer = reader.client.get("/errands/none", headers=came)
    assert f'href="{CONFIRM}"' in answer.text
    strange = {"referer": "http://evil.example/x"}
    assert "evil" not in reader.client.get("/errands/none", headers=strange).text


def test_an_unknown_channel_is_not_found(reader: Reader) -> None:
    reader.see(SEND + "?channel=pigeon", 404)
    assert reader.press(CONFIRM, SEND, channel="pigeon").status_code == 404
    assert reader.office.posted == []


def test_a_sending_pressed_twice_goes_once(reader: Reader) -> None:
    page = reader.see(CONFIRM)
    form = {"csrf": reader.keys.csrf, "errand": errand_key(page), "mark": mark(page)}
    form["channel"] = "smtp"
    for _ in range(2):
        assert reader.client.post(SEND, data=form).status_code == 200
    assert len(reader.office.posted) == 1


def test_nothing_is_sent_when_the_amount_is_no_longer_the_one_that_was_shown(
    reader: Reader,
) -> None:
    page = reader.see(CONFIRM)
    reader.office.ledger, _ = build_ledger([LedgerPart(CUSTOMERS, fake_ledger_part().items[:-1])])
    form = {"csrf": reader.keys.csrf, "errand": errand_key(page), "mark": mark(page)}
    answer = reader.client.post(SEND, data=form | {"channel": "smtp"})
    assert answer.status_code == 409
    assert "The figures have changed meanwhile; nothing was done." in answer.text
    assert reader.office.posted == []


def test_a_form_without_a_key_sends_nothing(reader: Reader) -> None:
    answer = reader.client.post(SEND, data={"csrf": reader.keys.csrf, "channel": "smtp"})
    assert answer.status_code == 400
    assert reader.office.posted == []


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (DispatchState.SENT, "Sent"),
        (DispatchState.FAILED, "Failed"),
        (DispatchState.UNKNOWN, "Nobody knows whether it arrived."),
        (DispatchState.RETRY, "Will be tried again"),
    ],
)
def test_the_outcome_is_told_in_words(reader: Reader, state: DispatchState, word: str) -> None:
    dispatch = fake_dispatch(CUSTOMERS[4], state=state, error="550 no such user")
    reader.office.answers[SendStatement] = [dispatch]
    answer = reader.press(CONFIRM, SEND, channel="smtp")
    assert word in answer.text
    assert "550 no such user" in answer.text


@pytest.mark.parametrize(
    ("channel", "question", "button", "done"),
    [
        ("smtp", "Send the statement of 24/11/2026 to Müller", "Send to Müller", "Sent"),
        ("printer", "Print the statement", "Print", "To the printer"),
        ("letters", "Write the letter", "Write the letter", "Written as a file"),
        ("outbox", "nothing leaves this PC", "Send to Müller", "Written as a file"),
        ("archive", "Keep the statement", "Keep in the archive", "Kept in the archive"),
        ("disk", "Save the statement", "Save to disk", "Saved to disk"),
    ],
)
def test_what_happens_is_said_before_and_afterwards(
    reader: Reader, channel: str, question: str, button: str, done: str
) -> None:
    reader.office.change(channels=CHANNELS + WRITING)
    confirm = f"{SEND}?channel={channel}"
    page = reader.see(confirm)
    assert question in page
    assert f'<button class="main">{button}' in page
    answer = reader.press(confirm, SEND, channel=channel)
    assert done in answer.text
    assert ("Sent" in answer.text) == (channel == "smtp")
    assert done in reader.see("/history")


def test_an_error_while_sending_is_a_sentence_and_a_hint(reader: Reader) -> None:
    error = HistoryUnwritable(say("The history cannot be written."), say("Free some space."))
    reader.office.answers[SendStatement] = error
    answer = reader.press(CONFIRM, SEND, channel="smtp")
    assert answer.status_code == 503
    assert "The history cannot be written." in answer.text
    assert "Free some space." in answer.text


class BusyOffice(FakeOffice):
    """An office whose engine is at work on something else."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Future[Any]] = []

    def post(self, command: Command) -> Future[Any]:
        self.posted.append(command)
        self.waiting.append(Future())
        return self.waiting[-1]


def test_long_work_is_under_way_until_it_is_done() -> None:
    office = BusyOffice()
    reader = open_pages(office)
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        answer = reader.press(CONFIRM, SEND, channel="smtp")
        assert "Under way" in answer.text
        office.waiting[0].set_result([fake_dispatch(CUSTOMERS[4])])
        assert "Back to the customer" in reader.see(answer.url.path)


def test_work_given_up_at_the_end_of_the_program_is_told_so() -> None:
    office = BusyOffice()
    reader = open_pages(office)
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        answer = reader.press(CONFIRM, SEND, channel="smtp")
        office.waiting[0].cancel()
        assert "The program is ending" in reader.see(answer.url.path, 409)


def test_an_errand_nobody_gave_is_not_found(reader: Reader) -> None:
    reader.see("/errands/nothing", 404)
