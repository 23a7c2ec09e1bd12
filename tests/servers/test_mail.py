from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from core.channels import Site
from core.domain.commands import CheckDate, FollowSendings, ReloadLedger
from core.domain.covering_letter import CoveringLetter
from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import PDF, Intent, a_delivery, a_site
from tests.firms import make_firm_of
from tests.servers.greylist import WAIT
from tests.servers.mail import (
    DOMAIN,
    GREYLISTED,
    PASSWORD,
    PATIENT,
    SIZE_LIMIT,
    UNKNOWN,
    MailServers,
)

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]

CLIENT = f"cliente@{DOMAIN}"
OFFICE = f"segreteria@{DOMAIN}"
OTHER_SENDER = f"certificata@{DOMAIN}"
"""Not known yet where strangers must wait."""
LETTER = CoveringLetter("Estratto conto - Città è Łódź", "Gentile cliente,\n\nperché così…\n")


@pytest.fixture(scope="module")
def message_ids() -> Iterator[str]:
    return (f"<sollecito.{number:032}@{DOMAIN}>" for number in count())


def site_of(mail: MailServers, security: str = "starttls", **others: object) -> Site:
    port = mail.tls if security == "tls" else mail.starttls
    table = {"host": "localhost", "port": port, "security": security, "user": f"azienda@{DOMAIN}"}
    settings: dict[str, object] = {**table, "ca_file": str(mail.authority.ca), **others}
    return a_site(settings=settings, bcc=(OFFICE,))


def send(site: Site, message_id: str, *recipients: str, pdf: bytes = PDF) -> Receipt:
    delivery = a_delivery(
        recipients=recipients or (CLIENT,), letter=LETTER, message_id=message_id, pdf=pdf
    )
    return SmtpChannel().deliver(site, delivery, Intent())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_statement_arrives_encrypted_and_byte_for_byte(
    mail: MailServers, message_ids: Iterator[str], security: str
) -> None:
    message_id = next(message_ids)
    receipt = send(site_of(mail, security), message_id)
    assert receipt.state is DispatchState.SENT
    assert receipt.text.startswith("250 2.0.0 Ok: queued as ")
    message = mail.wait_for("cliente", message_id)
    (attachment,) = message.iter_attachments()
    assert sha256(attachment.get_content()).digest() == sha256(PDF).digest()
    assert message["Subject"] == LETTER.subject


def test_blind_copy_arrives_and_no_header_shows_it(
    mail: MailServers, message_ids: Iterator[str]
) -> None:
    message_id = next(message_ids)
    send(site_of(mail), message_id)
    copy = mail.wait_for("segreteria", message_id)
    seen_by_client = mail.wait_for("cliente", message_id)
    assert copy["To"] == seen_by_client["To"] == CLIENT
    assert "segreteria" not in seen_by_client.as_string()


@pytest.mark.parametrize(
    ("recipient", "state", "sentence"),
    [
        (UNKNOWN, DispatchState.FAILED, f"{UNKNOWN} does not exist"),
        (GREYLISTED, DispatchState.RETRY, f"{GREYLISTED} is not accepted for now"),
    ],
)
def test_refused_recipient_is_named(
    mail: MailServers,
    message_ids: Iterator[str],
    recipient: str,
    state: DispatchState,
    sentence: str,
) -> None:
    receipt = send(site_of(mail), next(message_ids), recipient)
    assert receipt.state is state
    assert sentence in str(receipt.fault)


def test_other_recipients_get_the_mail_that_one_is_refused(
    mail: MailServers, message_ids: Iterator[str]
) -> None:
    message_id = next(message_ids)
    receipt = send(site_of(mail), message_id, UNKNOWN, CLIENT)
    assert receipt.state is DispatchState.SENT
    assert UNKNOWN in str(receipt.fault)
    assert mail.wait_for("cliente", message_id)["To"] == f"{UNKNOWN}, {CLIENT}"


def test_sender_that_is_not_the_users_own_is_refused(
    mail: MailServers, message_ids: Iterator[str]
) -> None:
    site = a_site(settings=site_of(mail).settings, sender=f"altri@{DOMAIN}")
    receipt = send(site, next(message_ids))
    assert receipt.state is DispatchState.FAILED
    assert f"does not take mail from altri@{DOMAIN}" in str(receipt.fault)


def test_wrong_password_says_whose(mail: MailServers, message_ids: Iterator[str]) -> None:
    site = a_site(settings=site_of(mail).settings, password="sbagliata")
    receipt = send(site, next(message_ids))
    assert receipt.state is DispatchState.RETRY
    assert receipt.text.startswith("535 5.7.8")
    assert f"user azienda@{DOMAIN} with this password" in str(receipt.fault)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_of_an_unknown_authority_is_not_trusted(
    mail: MailServers, message_ids: Iterator[str], security: str
) -> None:
    receipt = send(site_of(mail, security, ca_file=""), next(message_ids))
    assert receipt.state is DispatchState.RETRY
    assert "signed by nobody this PC trusts" in str(receipt.fault)


def test_server_that_wants_a_login_says_so(mail: MailServers, message_ids: Iterator[str]) -> None:
    receipt = send(site_of(mail, user=""), next(message_ids))
    assert receipt.state is DispatchState.FAILED
    assert "user and password" in str(receipt.fault)


def test_statement_too_large_for_the_server_is_not_offered(
    mail: MailServers, message_ids: Iterator[str]
) -> None:
    receipt = send(site_of(mail), next(message_ids), pdf=bytes(SIZE_LIMIT))
    assert receipt.state is DispatchState.FAILED
    assert "larger than" in str(receipt.fault)


def test_many_statements_take_one_connection(mail: MailServers, message_ids: Iterator[str]) -> None:
    with SmtpChannel().connect(site_of(mail)) as deliver:
        ids = [next(message_ids) for _ in range(20)]
        receipts = [deliver(a_delivery(message_id=one), Intent()) for one in ids]
    assert {receipt.state for receipt in receipts} == {DispatchState.SENT}
    mail.wait_for("cliente", ids[-1])
    # Postfix counts the commands of a connection when it ends.
    assert mail.wait_for_log("starttls=1 auth=1 mail=20 rcpt=40 data=20 quit=1")


def test_run_writes_to_each_customer_once_and_says_what_became_of_it(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = make_firm_of(tmp_path, secret={"smtp": PASSWORD}.get)
    firm.write(
        "clienti.csv",
        f"Codice cliente;Ragione sociale;E-mail\nROSSI;Caffè Rossi;{CLIENT}\n"
        f"BIANCHI;Bianchi;{UNKNOWN}\nVERDI;Verdi;{GREYLISTED}\n",
    )
    firm.set(
        email__via="smtp",
        email__sender=f"Città <azienda@{DOMAIN}>",
        email__bcc=OFFICE,
        smtp__host="localhost",
        smtp__port=mail.starttls,
        smtp__user=f"azienda@{DOMAIN}",
        smtp__ca_file=str(mail.authority.ca),
    )
    firm.run()
    firm.run()
    assert firm.states() == {"ROSSI": "sent", "BIANCHI": "failed", "VERDI": "retry"}
    sent = next(one for one in firm.dispatches if one.customer == "ROSSI")
    message = mail.wait_for("cliente", sent.message_id)
    (attachment,) = message.iter_attachments()
    assert sha256(attachment.get_content()).hexdigest() == sent.sha256
    assert (tmp_path / sent.document).read_bytes() == attachment.get_content()
    assert [one["Message-ID"] for one in mail.mailbox("segreteria")].count(sent.message_id) == 1
    assert sent.receipt.startswith("250 2.0.0 Ok")


def test_customer_whose_server_lets_strangers_wait_gets_the_statement_on_the_second_try(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = make_firm_of(tmp_path, secret={"smtp": PASSWORD}.get)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{PATIENT}\n")
    firm.set(
        email__via="smtp",
        email__sender=f"azienda@{DOMAIN}",
        smtp__host="localhost",
        smtp__port=mail.starttls,
        smtp__user=f"azienda@{DOMAIN}",
        smtp__ca_file=str(mail.authority.ca),
    )
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(CheckDate()).result()
    (first,) = firm.dispatches
    assert first.state is DispatchState.RETRY
    assert f"{PATIENT} is not accepted for now" in first.error
    assert WAIT in first.error
    firm.clock.moment += timedelta(minutes=15)
    firm.engine.post(CheckDate()).result()
    assert firm.states() == {"ROSSI": "sent"}
    assert mail.wait_for("paziente", first.message_id)["To"] == PATIENT
    assert times(mail, "paziente", first.message_id) == 1


def times(mail: MailServers, user: str, message_id: str) -> int:
    return [one["Message-ID"] for one in mail.mailbox(user)].count(message_id)


def test_one_of_two_whose_server_lets_strangers_wait_gets_it_alone_on_the_second_try(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = make_firm_of(tmp_path, ["ROSSI"], secret={"smtp": PASSWORD}.get)
    table = f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{CLIENT}, {PATIENT}\n"
    firm.write("clienti.csv", table)
    firm.set(
        email__via="smtp",
        email__sender=OTHER_SENDER,
        smtp__host="localhost",
        smtp__port=mail.starttls,
        smtp__user=OTHER_SENDER,
        smtp__ca_file=str(mail.authority.ca),
    )
    firm.engine.post(ReloadLedger()).result()
    firm.run()
    assert [one.state for one in firm.dispatches] == [DispatchState.SENT, DispatchState.RETRY]
    firm.clock.moment += timedelta(minutes=15)
    firm.engine.post(FollowSendings()).result()
    first, rest = firm.dispatches
    assert (rest.state, rest.address) == (DispatchState.SENT, PATIENT)
    assert mail.wait_for("paziente", rest.message_id)["To"] == PATIENT
    assert times(mail, "cliente", first.message_id) == 1
    assert times(mail, "cliente", rest.message_id) == 0
    assert times(mail, "paziente", first.message_id) == 0
