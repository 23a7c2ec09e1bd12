"""A gateway faxes what it gets by e-mail, and the e-mail says nothing of the debt."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from core.channels import Site
from core.domain.dispatches import DispatchState, Receipt
from core.domain.parties import Customer
from core.errors import SettingsInvalid
from core.store.settings import parse_settings
from plugins.channels.email_to_fax import EmailToFaxChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf
from tests.servers.scripted_smtp import CUT, DOT, SILENT, ScriptedSmtp

SENT, FAILED = DispatchState.SENT, DispatchState.FAILED
RETRY, UNKNOWN = DispatchState.RETRY, DispatchState.UNKNOWN
CHANNEL = EmailToFaxChannel()
NUMBER = "+390255512345"


def site_of(port: int = 25, gateway: str = "{number}@gateway.example", **others: object) -> Site:
    server = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 5}
    return a_site(Path(), {**server, "gateway": gateway, **others}, bcc=("copia@rossi.example",))


def sent(
    server: ScriptedSmtp, number: str = NUMBER, pdf: bytes | None = None, **others: str
) -> tuple[Receipt, Intent]:
    intent = Intent()
    delivery = a_delivery(recipients=(number,), pdf=pdf or a_pdf())
    return CHANNEL.deliver(site_of(server.port, **others), delivery, intent), intent


def message_of(server: ScriptedSmtp) -> EmailMessage:
    message = message_from_bytes(server.received[0].content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize(
    ("gateway", "number", "address"),
    [
        ("{number}@gateway.example", NUMBER, "390255512345@gateway.example"),
        ("+{number}@gateway.example", "02 5551 2345", "+390255512345@gateway.example"),
        ("00{number}@gateway.example", NUMBER, "00390255512345@gateway.example"),
        ("{national}@gateway.example", NUMBER, "0255512345@gateway.example"),
        ("fax={number}/k7@gateway.example", "+41446681800", "fax=41446681800/k7@gateway.example"),
    ],
)
def test_the_gateways_address_is_made_from_the_number(
    gateway: str, number: str, address: str
) -> None:
    with ScriptedSmtp() as server:
        receipt, intent = sent(server, number, gateway=gateway)
    assert server.received[0].recipients == [address]
    assert (receipt.state, str(receipt.note)) == (SENT, "Handed to the fax gateway")
    assert receipt.text == "250 2.0.0 queued as 4711"
    assert intent.times == 1


def test_the_email_has_the_statement_and_says_nothing_of_it() -> None:
    with ScriptedSmtp() as server:
        sent(server)
    message = message_of(server)
    (attachment,) = message.iter_attachments()
    assert attachment.get_content() == a_pdf()
    assert message["Subject"] == "Ferramenta Rossi S.r.l."
    body = message.get_body()
    assert body is not None
    assert body.get_content().strip() == ""
    assert "copia@rossi.example" not in server.received[0].recipients


@pytest.mark.parametrize("number", ["02 555", "113", "899 123 456", "Rossi", "cliente@x.example"])
def test_what_is_no_number_is_not_written_to(number: str) -> None:
    with ScriptedSmtp() as server:
        receipt, intent = sent(server, number)
    assert (receipt.state, intent.times) == (FAILED, 0)
    assert "is not a number that can be dialled" in str(receipt.fault)
    assert server.received == []


def test_what_is_no_pdf_is_not_sent() -> None:
    with ScriptedSmtp() as server:
        receipt, intent = sent(server, pdf=b"Gentile cliente,\n")
    assert (receipt.state, intent.times) == (FAILED, 0)


@pytest.mark.parametrize(
    ("script", "state", "handed"),
    [
        ({"RCPT": "550 5.1.1 unknown"}, FAILED, 0),
        ({"RCPT": "450 4.2.0 later"}, RETRY, 0),
        ({DOT: CUT}, UNKNOWN, 1),
        ({"EHLO": CUT}, RETRY, 0),
    ],
)
def test_a_refusal_and_a_cut_are_told_apart(
    script: dict[str, str], state: DispatchState, handed: int
) -> None:
    with ScriptedSmtp(script) as server:
        receipt, intent = sent(server)
    assert (receipt.state, intent.times) == (state, handed)
    assert receipt.note is None


def test_a_server_that_says_nothing_is_tried_again() -> None:
    with ScriptedSmtp({"EHLO": SILENT}) as server:
        delivery = a_delivery(recipients=(NUMBER,), pdf=a_pdf())
        receipt = CHANNEL.deliver(site_of(server.port, timeout=3), delivery, Intent())
    assert receipt.state is RETRY


def test_a_run_takes_one_connection() -> None:
    with ScriptedSmtp() as server, CHANNEL.connect(site_of(server.port)) as deliver:
        for _ in range(3):
            deliver(a_delivery(recipients=(NUMBER,), pdf=a_pdf()), Intent())
    assert server.connections == 1


@pytest.mark.parametrize(
    ("site", "sentence"),
    [
        (site_of(gateway=""), "No fax gateway is set"),
        (site_of(host=""), "No mail server is set"),
        (a_site(Path(), site_of().settings, sender=""), "No sender is set"),
    ],
)
def test_the_channel_says_what_is_missing(site: Site, sentence: str) -> None:
    assert sentence in str(CHANNEL.validate_environment(site))


def test_a_gateway_and_a_mail_server_are_enough() -> None:
    assert CHANNEL.validate_environment(site_of()) is None


@pytest.mark.parametrize(("fax", "address"), [("02 5551 2345", (NUMBER,)), ("", ()), ("1", ("1",))])
def test_a_customer_is_reached_at_its_number(fax: str, address: tuple[str, ...]) -> None:
    assert CHANNEL.address(Customer("C1", "Rossi", fax=fax)) == address


@pytest.mark.parametrize(
    "gateway", ["fax@gateway.example", "{number}", "{number}@", "{phone}@gateway.example", "@x.y"]
)
def test_a_gateway_without_a_number_in_its_address_is_refused(gateway: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        parse_settings(f'[company]\nname = "R"\n[fax]\ngateway = "{gateway}"\n'.encode())
    assert "{number}@gateway.example" in str(refused.value.hint)


def test_the_channel_gets_the_mail_server_and_the_gateway() -> None:
    text = '[company]\nname = "R"\n[smtp]\nhost = "m.x"\n[fax]\ngateway = "{number}@g.example"\n'
    table = parse_settings(text.encode()).table_of("email_to_fax")
    assert (table["host"], table["gateway"]) == ("m.x", "{number}@g.example")
