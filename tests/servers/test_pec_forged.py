"""What only looks like a receipt, or speaks of another message, changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger
from core.domain.dispatches import Dispatch, DispatchState, Signature
from tests.firms import Firm
from tests.pec_receipts import SIGNER, Certified, sealed, signed
from tests.servers.mail import DOMAIN, PASSWORD, MailServers
from tests.servers.pec_firm import firm_on, look, send
from tests.servers.pec_provider import CLIENT, FIRM, PecProvider

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


def forgeries(provider: PecProvider, sent: Dispatch) -> Iterator[bytes]:
    """Yield what others may get into the mailbox, none of which a provider says."""
    refusal = provider.receipt("errore-consegna", sent.message_id, error="no-dest")
    yield b"X-Trasporto: errore\r\n" + refusal.written()
    yield b"X-Trasporto: posta-certificata\r\n" + refusal.written()
    yield replace(refusal, issuer=CLIENT).written()
    yield replace(refusal, message_id="<other@x.test>", header_id=sent.message_id).written()
    yield replace(refusal, message_id="<sollecito.0@x.test>").written()
    yield replace(refusal, sender=f"altri@{DOMAIN}").written()
    yield replace(refusal, recipient=f"altri@{DOMAIN}").written()
    yield replace(refusal, header_kind="avvenuta-consegna").written()
    yield replace(refusal, prolog='<!DOCTYPE p [<!ENTITY a "b">]>').written()


def test_what_is_forged_changes_nothing(provider: PecProvider, pec_firm: Firm) -> None:
    sent = send(pec_firm)
    for content in forgeries(provider, sent):
        provider.put(content)
    after = look(pec_firm)
    assert (after.state, after.proofs, after.receipt) == ("sent", (), sent.receipt)


def test_receipt_that_was_changed_after_it_was_signed_settles_nothing(
    provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    refusal = provider.receipt("errore-consegna", sent.message_id, error="no-dest")
    false = replace(refusal, kind="accettazione", error="nessuno")
    provider.put(false.written(lambda part: sealed(part, signed(part + b"."))))
    after = look(pec_firm)
    assert (after.state, after.ticket) == ("sent", sent.ticket)
    assert "counts for nothing" in after.error
    provider.give(provider.receipt("accettazione", sent.message_id))
    after = look(pec_firm)
    assert after.error == ""
    assert [(one.signature, one.signer) for one in after.proofs] == [
        (Signature.BROKEN, SIGNER),
        (Signature.INTACT, "gestore"),
    ]


def test_report_in_the_ordinary_mailbox_says_nothing_of_a_pec(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path)
    firm.restart(secret={"pec": PASSWORD, "imap": PASSWORD}.get)
    firm.engine.post(ReloadLedger()).result()
    firm.set(
        imap__host="localhost",
        imap__port=mail.imap,
        imap__user=f"azienda@{DOMAIN}",
        imap__ca_file=str(mail.authority.ca),
    )
    sent = send(firm)
    report = message_from_string(
        "From: mailer-daemon@x.test\nMIME-Version: 1.0\nContent-Type: multipart/report;"
        ' report-type=delivery-status; boundary="b"\n\n--b\n\nNo.\n--b\nContent-Type:'
        " message/delivery-status\n\nReporting-MTA: dns; x.test\n\nFinal-Recipient: rfc822;"
        f" {CLIENT}\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {sent.message_id}\n\n--b--\n",
        policy=default,
    )
    assert isinstance(report, EmailMessage)
    mail.put("azienda", report)
    assert look(firm, minutes=16).state is DispatchState.SENT
    assert firm.engine.firm.mailbox_fault is None


def test_receipt_on_anothers_message_is_left_alone(provider: PecProvider, pec_firm: Firm) -> None:
    sent = send(pec_firm)
    other = Certified("accettazione", "<written-by-a-person@pec.test>", FIRM, CLIENT)
    provider.give(other)
    assert look(pec_firm).proofs == ()
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert len(look(pec_firm).proofs) == 1
