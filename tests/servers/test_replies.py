"""What customers answer is found in a real mailbox, shown to a person, and left as it came."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from core.domain.commands import SeeReplies
from core.domain.dispatches import Dispatch, DispatchState, moved
from core.domain.events import CustomersAnswered, Event
from tests.firms import Firm
from tests.servers.mail import MailServers
from tests.servers.test_bounces import CLIENT, SENDER, firm_on, look, sent_to

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


def answer_to(dispatch: Dispatch, text: str, **lines: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Conti Rossi <{CLIENT}>"
    message["To"] = SENDER
    message["Subject"] = "Re: Estratto conto"
    message["Message-ID"] = f"<{abs(hash((dispatch.message_id, text)))}@cliente.example>"
    message["In-Reply-To"] = dispatch.message_id
    for name, value in lines.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@pytest.fixture
def firm(mail: MailServers, tmp_path: Path) -> Firm:
    firm = firm_on(mail, tmp_path)
    firm.run()
    return firm


def waiting(firm: Firm) -> list[str]:
    return [str(text) for text in firm.engine.status.attention if "Answers" in str(text)]


def test_answer_is_shown_at_its_sending_and_asks_for_a_person(
    mail: MailServers, firm: Firm
) -> None:
    events: list[Event] = []
    firm.engine.subscribe(events.append)
    dispatch = sent_to(firm, "ROSSI")
    mail.put("azienda", answer_to(dispatch, "Pagato ieri.\n\n> Gentile cliente\n"))
    unread = mail.unread("azienda")
    assert look(firm)
    (reply,) = firm.engine.replies(dispatch.id)
    assert (reply.customer, reply.name, reply.line) == ("ROSSI", "Caffè Rossi", "Pagato ieri.")
    assert reply.sender == f"Conti Rossi <{CLIENT}>"
    assert waiting(firm) == ["Answers of customers that nobody has looked at: 1"]
    assert [e.replies for e in events if isinstance(e, CustomersAnswered)] == [(reply,)]
    assert mail.unread("azienda") == unread
    firm.engine.post(SeeReplies()).result()
    assert waiting(firm) == []
    assert firm.states()["ROSSI"] == "sent"


def test_answer_is_found_once_also_after_a_new_start(mail: MailServers, firm: Firm) -> None:
    dispatch = sent_to(firm, "ROSSI")
    mail.put("azienda", answer_to(dispatch, "Una volta sola.\n"))
    look(firm)
    secret = firm.engine.firm.parts.secret
    firm.restart(secret=secret)
    look(firm)
    assert len(firm.engine.replies(dispatch.id)) == 1


def test_answer_of_a_machine_is_shown_and_asks_for_nobody(mail: MailServers, firm: Firm) -> None:
    dispatch = sent_to(firm, "ROSSI")
    mail.put("azienda", answer_to(dispatch, "Siamo in ferie.\n", Auto_Submitted="auto-replied"))
    look(firm)
    (reply,) = firm.engine.replies(dispatch.id)
    assert reply.automatic
    assert waiting(firm) == []


@pytest.mark.parametrize(
    "lines",
    [
        {"In_Reply_To": "<sollecito.00000000000000000000000000000000@altrove.example>"},
        {"In_Reply_To": "<altro@altrove.example>"},
        {"From": SENDER},
    ],
)
def test_what_is_no_answer_of_a_customer_is_left_alone(
    mail: MailServers, firm: Firm, lines: dict[str, str]
) -> None:
    mail.put("azienda", answer_to(sent_to(firm, "ROSSI"), "Altro.\n", **lines))
    look(firm)
    assert firm.engine.replies() == ()


@pytest.mark.parametrize(("sender", "state"), [(CLIENT, "sent"), ("altri@x.example", "unknown")])
def test_answer_of_a_recipient_settles_what_is_unclear(
    mail: MailServers, firm: Firm, sender: str, state: str
) -> None:
    dispatch = sent_to(firm, "ROSSI")
    history = firm.engine.firm.parts.history
    history.record(moved(dispatch, DispatchState.UNKNOWN, firm.clock.now()))
    mail.put("azienda", answer_to(dispatch, "Ricevuto, grazie.\n", From=sender))
    assert look(firm)
    assert firm.states()["ROSSI"] == state
    assert len(firm.engine.replies(dispatch.id)) == 1
