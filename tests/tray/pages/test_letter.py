"""The covering letter, looked at and changed before a statement leaves."""

import pytest

from core.domain.commands import SendStatement
from tests.fake_office import FakeOffice
from tests.fakes import TODAY
from tests.tray.pages.conftest import Reader, with_customer

PAGE = "/customers/C0005/send?channel=smtp"
SEND = "/customers/C0005/send"
ADDRESS = "office@muller.example"


def shown(office: FakeOffice) -> str:
    return office.letter("C0005", TODAY).body


def sent(reader: Reader, **fields: str) -> SendStatement:
    reader.press(PAGE, SEND, channel="smtp", address=ADDRESS, **fields)
    (command,) = reader.office.posted
    assert isinstance(command, SendStatement)
    return command


def test_recipient_subject_text_and_amount_are_seen_before_it_leaves(reader: Reader) -> None:
    page = reader.see(PAGE)
    assert "Statement of account - Ferramenta Rossi S.r.l." in page
    assert "Müller Werkzeuge GmbH" in page
    assert "EUR 4,102.50" in page
    assert f'value="{ADDRESS}"' in page


def test_a_letter_that_nobody_changed_stays_the_firms(reader: Reader) -> None:
    unchanged = shown(reader.office).replace("\n", "\r\n") + "\r\n"
    assert sent(reader, letter=unchanged).letter == ""


def test_a_changed_letter_goes_with_this_sending(reader: Reader) -> None:
    assert sent(reader, letter="Dear Max,\r\nyou owe {outstanding}.").letter == (
        "Dear Max,\nyou owe {outstanding}."
    )


def test_a_placeholder_that_nothing_fills_is_refused(reader: Reader) -> None:
    answer = reader.press(PAGE, SEND, channel="smtp", address=ADDRESS, letter="You owe {sum}.")
    assert answer.status_code == 400
    assert "Nothing fills “{sum}” in the text." in answer.text
    assert ">You owe {sum}.</textarea>" in answer.text
    assert reader.office.posted == []


@pytest.mark.parametrize("empty", ["", " \r\n "])
def test_an_emptied_letter_is_refused_for_the_usual_one_would_go(
    reader: Reader, empty: str
) -> None:
    answer = reader.press(PAGE, SEND, channel="smtp", address=ADDRESS, letter=empty)
    assert answer.status_code == 400
    assert "The text of the e-mail is empty." in answer.text
    assert reader.office.posted == []


def test_braces_in_a_customers_name_are_no_placeholders(reader: Reader) -> None:
    with_customer(reader.office, code="X", name="{x}", emails=(ADDRESS,))
    body = reader.office.letter("X", TODAY).body
    fields = {"channel": "smtp", "address": ADDRESS, "letter": f"{body} Bye."}
    assert reader.press("/customers/X/send?channel=smtp", "/customers/X/send", **fields).is_success
    assert len(reader.office.posted) == 1


@pytest.mark.parametrize("channel", ["printer", "archive", "disk"])
def test_only_an_email_has_a_letter(reader: Reader, channel: str) -> None:
    page = f"{SEND}?channel={channel}"
    assert "<textarea" not in reader.see(page)
    reader.press(page, SEND, channel=channel, letter="Dear Max,")
    (command,) = reader.office.posted
    assert isinstance(command, SendStatement)
    assert command.letter == ""


def test_markup_in_a_letter_is_text(reader: Reader) -> None:
    with_customer(reader.office, code="X", name="</textarea><b>", emails=(ADDRESS,))
    assert "<b>" not in reader.see("/customers/X/send?channel=smtp")
