"""A PEC goes to one address, from the firm's own, and waits for its receipts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.channels import Site
from core.domain.dispatches import DispatchState, Receipt
from core.domain.parties import Company, Customer
from core.errors import MailboxUnusable
from plugins.channels.pec import PecChannel
from tests.deliveries import MORNING, PASSWORD, Intent, a_delivery
from tests.pdfs import a_pdf
from tests.pec_receipts import CLIENT, SENDER
from tests.servers.scripted_smtp import CUT, DOT, GREETING, SILENT, ScriptedSmtp

SENT, UNKNOWN, FAILED = DispatchState.SENT, DispatchState.UNKNOWN, DispatchState.FAILED
ENTERED: dict[str, object] = {
    "host": "localhost",
    "user": SENDER,
    "sender": f"Rossi S.r.l. <{SENDER}>",
    "imap_host": "localhost",
}
NOBODY = 1
"""A port on which nothing listens."""


def a_site(password: str | None = PASSWORD, **settings: object) -> Site:
    return Site(
        Company("Rossi S.r.l."),
        Path(),
        {**ENTERED, **settings},
        "Ufficio <ufficio@rossi.test>",
        "risposte@rossi.test",
        ("archivio@rossi.test",),
        {"pec": password}.get,
        now=MORNING,
    )


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp(extensions=("DSN", "AUTH PLAIN")) as server:
        yield server


def send(
    server: ScriptedSmtp,
    *recipients: str,
    intent: Intent | None = None,
    pdf: bytes | None = None,
    timeout: int = 5,
) -> Receipt:
    site = a_site(port=server.port, security="none", timeout=timeout)
    delivery = a_delivery(recipients=recipients or (CLIENT,), pdf=a_pdf() if pdf is None else pdf)
    return PecChannel().deliver(site, delivery, intent or Intent())


def test_it_leaves_from_the_pec_address_to_one_and_with_no_copy(server: ScriptedSmtp) -> None:
    receipt = send(server)
    assert (receipt.state, bool(receipt.ticket)) == (SENT, True)
    assert "receipts are awaited" in str(receipt.note)
    (message,) = server.received
    assert (message.sender, message.recipients) == (SENDER, [CLIENT])
    assert b'From: "Rossi S.r.l." <%s>' % SENDER.encode() in message.content
    assert b"ufficio@" not in message.content
    assert b"archivio@" not in message.content
    assert b"risposte@" not in message.content


def test_no_other_report_is_asked_for_than_the_receipts(server: ScriptedSmtp) -> None:
    send(server)
    assert not any("NOTIFY" in line or "RET=" in line for line in server.lines)


def test_several_addresses_are_refused_since_each_needs_its_own_receipts(
    server: ScriptedSmtp,
) -> None:
    intent = Intent()
    receipt = send(server, CLIENT, "altri@pec.cliente.test", intent=intent)
    assert (receipt.state, intent.times, server.received) == (FAILED, 0, [])
    assert "goes to one address" in str(receipt.fault)


@pytest.mark.parametrize("pdf", [b"Gentile cliente,\n", b"%PDF-1.7\nbroken", b""])
def test_what_is_no_pdf_is_not_sent(server: ScriptedSmtp, pdf: bytes) -> None:
    intent = Intent()
    receipt = send(server, intent=intent, pdf=pdf)
    assert (receipt.state, intent.times, server.received) == (FAILED, 0, [])


@pytest.mark.parametrize("answer", [CUT, SILENT])
def test_without_a_last_answer_it_is_unclear_and_its_receipts_will_tell(answer: str) -> None:
    with ScriptedSmtp({DOT: answer}, extensions=("AUTH PLAIN",)) as server:
        receipt = send(server, timeout=3)
    assert receipt.state is UNKNOWN
    assert "its receipts will say so" in str(receipt.fault)


@pytest.mark.parametrize(
    ("script", "state", "words"),
    [
        ({"RCPT": "550 5.1.1 unknown"}, FAILED, "does not exist"),
        ({"RCPT": "450 4.2.1 later"}, DispatchState.RETRY, "Try again later"),
        ({DOT: "554 5.7.1 no"}, FAILED, "refuses the e-mail"),
        ({"AUTH": "535 5.7.8 no"}, DispatchState.RETRY, "with this password"),
    ],
)
def test_refusal_is_told_and_awaits_no_receipt(
    script: dict[str, str], state: DispatchState, words: str
) -> None:
    with ScriptedSmtp(script, extensions=("AUTH PLAIN",)) as server:
        receipt = send(server)
    assert (receipt.state, receipt.ticket) == (state, "")
    assert words in str(receipt.fault)


def test_port_where_nobody_listens_is_named_and_nothing_was_sent() -> None:
    intent = Intent()
    delivery = a_delivery(recipients=(CLIENT,), pdf=a_pdf())
    receipt = PecChannel().deliver(a_site(port=NOBODY, timeout=2), delivery, intent)
    assert (receipt.state, intent.times) == (DispatchState.RETRY, 0)
    assert f"port {NOBODY}" in str(receipt.fault)


def test_silent_server_is_given_up() -> None:
    intent = Intent()
    with ScriptedSmtp({GREETING: SILENT}) as server:
        receipt = send(server, intent=intent, timeout=3)
    assert (receipt.state, intent.times) == (DispatchState.RETRY, 0)
    assert "did not answer" in str(receipt.fault)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"host": ""}, "[pec] host"),
        ({"imap_host": ""}, "[pec] imap_host"),
        ({"user": ""}, "[pec] user"),
        ({"user": "M1234567", "sender": ""}, "[pec] sender"),
        ({"password": None}, "password of the PEC mailbox"),
    ],
)
def test_what_is_missing_in_the_settings_is_said(missing: dict[str, str], words: str) -> None:
    fault = PecChannel().validate_environment(a_site(**missing))
    assert words in str(fault)


def test_user_that_is_an_address_is_the_sender_too() -> None:
    assert PecChannel().validate_environment(a_site(sender="")) is None


def test_customer_is_reached_at_its_pec_and_never_at_its_e_mail() -> None:
    channel = PecChannel()
    assert channel.address(Customer("C1", "Rossi", pec=CLIENT, emails=("a@b.test",))) == (CLIENT,)
    assert channel.address(Customer("C1", "Rossi", emails=("a@b.test",))) == ()


def test_trial_sends_nothing_while_the_receipts_cannot_be_read(server: ScriptedSmtp) -> None:
    site = a_site(port=server.port, security="none", imap_port=NOBODY, timeout=2)
    receipt = PecChannel().test(site, a_delivery(recipients=(CLIENT,), pdf=a_pdf()))
    assert (receipt.state, server.received) == (FAILED, [])
    assert "cannot be reached" in str(receipt.fault)


@pytest.mark.parametrize("changes", [{"password": None}, {"imap_port": NOBODY, "timeout": 2}])
def test_mailbox_that_cannot_be_read_is_an_error_and_no_answer(changes: dict[str, object]) -> None:
    dispatch = a_delivery(recipients=(CLIENT,)).dispatch
    with pytest.raises(MailboxUnusable):
        PecChannel().follow(a_site(**changes), [dispatch])  # type: ignore[arg-type] # each its own


def test_nothing_to_ask_about_needs_no_mailbox() -> None:
    assert PecChannel().follow(a_site(imap_port=NOBODY), []) == {}


def test_receipts_are_awaited_for_longer_than_a_long_weekend() -> None:
    assert timedelta(days=PecChannel.followed_days) > timedelta(days=10)
