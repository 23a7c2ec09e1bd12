"""A PEC leaves over a real server, and its receipts are found in a real mailbox."""

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, ReloadLedger, SendStatement
from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, moved
from core.domain.planning import SkipReason
from core.evidence import build_evidence
from tests.conftest import ROOT
from tests.firms import Firm, make_firm_of
from tests.pec_receipts import Certified
from tests.servers.mail import DOMAIN, GREYLISTED, PASSWORD, UNKNOWN, MailServers
from tests.servers.pec_provider import CLIENT, FIRM, PecProvider
from tests.servers.scripted_smtp import DOT, SILENT, ScriptedSmtp
from tray.clock import SystemClock

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


@pytest.fixture
def provider(mail: MailServers) -> PecProvider:
    return PecProvider(mail)


@pytest.fixture
def firm(mail: MailServers, tmp_path: Path) -> Iterator[Firm]:
    firm = firm_on(mail, tmp_path)
    yield firm
    firm.engine.firm.parts.history.close()


def firm_on(mail: MailServers, folder: Path, *addresses: str) -> Firm:
    firm = make_firm_of(folder, ["ROSSI"], secret={"pec": PASSWORD}.get)
    # Receipts are looked for by the day they came, and the server's clock is the real one.
    firm.clock.moment = SystemClock().now()
    (address,) = addresses or (CLIENT,)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;PEC\nROSSI;Rossi;{address}\n")
    firm.set(
        email__sender=f"azienda@{DOMAIN}",
        email__reply_to=f"azienda@{DOMAIN}",
        email__bcc=f"segreteria@{DOMAIN}",
        pec__host="localhost",
        pec__port=mail.tls,
        pec__user=FIRM,
        pec__sender=f"Rossi S.r.l. <{FIRM}>",
        pec__imap_host="localhost",
        pec__imap_port=mail.imap,
        pec__ca_file=str(mail.authority.ca),
    )
    firm.engine.post(ReloadLedger()).result()
    return firm


def send(firm: Firm, address: str = "") -> Dispatch:
    firm.engine.post(SendStatement(("ROSSI",), "pec", address)).result()
    return newest(firm)


def newest(firm: Firm) -> Dispatch:
    return firm.dispatches[-1]


def look(firm: Firm, minutes: int = 11) -> Dispatch:
    firm.clock.moment += timedelta(minutes=minutes)
    firm.engine.post(FollowSendings()).result()
    return newest(firm)


def test_message_is_one_that_the_rules_of_pec_allow(mail: MailServers, firm: Firm) -> None:
    dispatch = send(firm)
    assert (dispatch.state, dispatch.kind, dispatch.bcc) == ("sent", ChannelKind.PEC, "")
    assert dispatch.receipt.startswith("Handed to the PEC provider; its receipts are awaited [250")
    message = mail.wait_for("cliente", dispatch.message_id)
    assert message["Return-Path"] == f"<{FIRM}>"
    assert str(message["From"]).endswith(f"<{FIRM}>")
    assert (message["To"], message["Reply-To"]) == (CLIENT, None)
    (attachment,) = message.iter_attachments()
    pdf = (firm.folder / dispatch.document).read_bytes()
    assert sha256(attachment.get_content()).digest() == sha256(pdf).digest()
    assert all(one["Message-ID"] != dispatch.message_id for one in mail.mailbox("segreteria"))


def test_receipts_prove_it_and_lie_beside_the_pdf_byte_for_byte(
    provider: PecProvider, firm: Firm
) -> None:
    sent = send(firm)
    assert look(firm).proofs == ()
    accepted = provider.give(provider.receipt("accettazione", sent.message_id))
    waiting = look(firm)
    assert waiting.receipt.startswith("Accepted by the PEC provider")
    assert waiting.ticket
    delivered = provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    done = look(firm)
    assert (done.state, done.ticket) == ("sent", "")
    assert done.receipt == "Delivered into the PEC mailbox"
    assert [one.kind for one in done.proofs] == ["accettazione", "avvenuta-consegna"]
    for proof, content in zip(done.proofs, (accepted, delivered), strict=True):
        kept = (firm.folder / proof.file).read_bytes()
        assert kept == content
        assert proof.sha256 == sha256(content).hexdigest()
        assert provider.verified(kept)
        assert not provider.verified(kept.replace(b"multipart/mixed", b"multipart/Mixed", 1))
    evidence = build_evidence(firm.folder, "Rossi", [done], "it")
    assert evidence.whole
    assert len([name for name in evidence.files if name.endswith(".eml")]) == 2


def test_nothing_in_the_mailbox_is_marked_as_read(
    mail: MailServers, provider: PecProvider, firm: Firm
) -> None:
    sent = send(firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    unread = mail.unread("certificata")
    assert look(firm).proofs
    assert mail.unread("certificata") == unread


@pytest.mark.parametrize(
    ("error", "words", "by_itself"),
    [("no-dest", "does not exist", False), ("altro", "Perhaps it is full", True)],
)
def test_refusal_fails_with_its_reason(
    provider: PecProvider, firm: Firm, error: str, words: str, by_itself: bool
) -> None:
    firm.set(automatic__roads=["pec"])
    firm.run()
    sent = newest(firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    refusal = provider.receipt("errore-consegna", sent.message_id, error=error, words="5.x - no")
    provider.give(refusal)
    failed = look(firm)
    assert failed.state is DispatchState.FAILED
    assert words in failed.error
    assert "[5.x - no]" in failed.error
    assert [one.kind for one in failed.proofs] == ["accettazione", "errore-consegna"]
    firm.clock.pass_days(1)
    firm.run()
    assert (newest(firm).id != sent.id) is by_itself
    if not by_itself:
        (skipped,) = firm.engine.status.plan.skipped
        assert skipped.skip.reason is SkipReason.INVALID_EMAIL


def test_a_day_without_receipts_is_told_to_a_person_and_a_late_one_settles_it(
    provider: PecProvider, firm: Firm
) -> None:
    sent = send(firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert look(firm).state is DispatchState.SENT
    unclear = look(firm, minutes=25 * 60)
    assert unclear.state is DispatchState.UNKNOWN
    assert "for 24 hours no receipt of delivery" in unclear.error
    assert any("nobody knows" in str(one) for one in firm.engine.status.attention)
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    assert look(firm).receipt == "Delivered into the PEC mailbox"


def test_many_receipts_after_a_long_pause_are_fetched_bit_by_bit_and_none_is_missed(
    provider: PecProvider, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.channels.pec.mailbox.AT_ONCE", 1)
    sent = send(firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    first = look(firm, minutes=3 * 24 * 60)
    assert (first.state, len(first.proofs)) == (DispatchState.SENT, 1)
    second = look(firm, minutes=1)
    assert (second.receipt, len(second.proofs)) == ("Delivered into the PEC mailbox", 2)


def test_killed_in_the_middle_is_settled_by_its_receipts(provider: PecProvider, firm: Firm) -> None:
    firm.set(automatic__roads=["pec"])
    firm.run()
    sent = newest(firm)
    # As it stands at the moment between the message and the answer.
    firm.engine.firm.parts.history.record(moved(sent, DispatchState.SENDING, firm.clock.now()))
    firm.restart(secret={"pec": PASSWORD}.get)
    firm.run()
    assert newest(firm).state is DispatchState.UNKNOWN
    assert len(firm.dispatches) == 1
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert look(firm).ticket
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    assert look(firm).receipt == "Delivered into the PEC mailbox"


def test_killed_before_the_provider_answered_it_is_settled_by_its_receipts(
    mail: MailServers, provider: PecProvider, firm: Firm, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*mail.authority.certificate())
    with ScriptedSmtp({DOT: SILENT}, extensions=("AUTH PLAIN",), tls=context) as server:
        firm.set(pec__port=server.port)
        kill_while_sending(firm, server, tmp_path / "pc")
    firm.restart(secret={"pec": PASSWORD}.get)
    (dispatch,) = firm.dispatches
    assert dispatch.state is DispatchState.SENDING
    firm.run()
    assert newest(firm).state is DispatchState.UNKNOWN
    at = dispatch.created_at
    provider.give(Certified("accettazione", dispatch.message_id, FIRM, CLIENT, at=at))
    assert (look(firm).state, len(newest(firm).proofs)) == (DispatchState.SENT, 1)


def kill_while_sending(firm: Firm, server: ScriptedSmtp, configuration: Path) -> None:
    """Kill the program when the whole message is with the provider, and no answer has come."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tray", "send", "ROSSI", "--via", "pec", "--data", str(firm.folder)],
        env=os.environ
        | {
            "SOLLECITO_CONFIG_DIR": str(configuration),
            "SOLLECITO_MACHINE": "PC1",
            "SOLLECITO_PEC_PASSWORD": PASSWORD,
        },
        cwd=ROOT,
    )
    deadline = time.monotonic() + 60
    while not server.received:
        assert process.poll() is None, "it ended before it sent"
        assert time.monotonic() < deadline, "it did not send"
        time.sleep(0.05)
    process.kill()
    process.wait(30)


def test_receipt_that_was_written_when_the_program_died_is_noted_by_the_next_one(
    provider: PecProvider, firm: Firm
) -> None:
    sent = send(firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    noted = look(firm)
    history = firm.engine.firm.parts.history
    history.record(replace(noted, proofs=(), ticket="receipts"))
    firm.restart(secret={"pec": PASSWORD}.get)
    again = look(firm)
    assert again.proofs == noted.proofs
    assert len(list((firm.folder / again.document).parent.glob("*.eml"))) == 1


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


def test_what_is_forged_changes_nothing(provider: PecProvider, firm: Firm) -> None:
    sent = send(firm)
    for content in forgeries(provider, sent):
        provider.put(content)
    after = look(firm)
    assert (after.state, after.proofs, after.receipt) == ("sent", (), sent.receipt)


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


def test_ordinary_address_is_found_out_by_the_acceptance(provider: PecProvider, firm: Firm) -> None:
    sent = send(firm)
    provider.give(provider.receipt("accettazione", sent.message_id, recipient_kind="esterno"))
    told = look(firm)
    assert (told.state, told.ticket) == ("sent", "")
    assert f"{CLIENT} is no PEC address" in told.error


def test_receipt_of_many_megabytes_is_kept_whole(provider: PecProvider, firm: Firm) -> None:
    sent = send(firm)
    large = provider.receipt("avvenuta-consegna", sent.message_id)
    large = replace(large, original=large.original + b"x" * 76 + b"\r\n" * 1_500_000)
    provider.give(provider.receipt("accettazione", sent.message_id))
    content = provider.give(large)
    assert len(content) > 3_000_000
    done = look(firm)
    assert (firm.folder / done.proofs[-1].file).read_bytes() == content


@pytest.mark.parametrize(
    ("address", "state", "words"),
    [(UNKNOWN, "failed", "does not exist"), (GREYLISTED, "retry", "not accepted for now")],
)
def test_address_that_the_provider_refuses_at_once(
    firm: Firm, address: str, state: str, words: str
) -> None:
    dispatch = send(firm, address)
    assert (dispatch.state, dispatch.ticket) == (state, "")
    assert words in dispatch.error


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pec__port": 1}, "takes no connection on port 1"),
        ({"pec__ca_file": ""}, "[pec] ca_file"),
        ({"pec__sender": f"altri@{DOMAIN}"}, "does not take mail from altri@"),
    ],
)
def test_provider_that_cannot_be_used_is_said_in_words(
    firm: Firm, changes: dict[str, object], words: str
) -> None:
    firm.set(**changes)
    dispatch = send(firm)
    assert not dispatch.state.may_have_arrived
    assert words in dispatch.error


def test_mailbox_that_cannot_be_read_asks_for_attention_until_it_can(
    mail: MailServers, provider: PecProvider, firm: Firm
) -> None:
    sent = send(firm)
    firm.set(pec__imap_port=1)
    look(firm)
    assert any("cannot be reached" in str(one) for one in firm.engine.status.attention)
    # Nobody has looked, so nobody can say that no receipt came.
    assert look(firm, minutes=25 * 60).state is DispatchState.SENT
    firm.set(pec__imap_port=mail.imap)
    provider.give(provider.receipt("accettazione", sent.message_id))
    look(firm)
    assert not any("cannot be reached" in str(one) for one in firm.engine.status.attention)


def test_providers_limit_of_the_day_counts_for_pec_alone(firm: Firm) -> None:
    firm.set(pec__per_day=1, smtp__per_day=1)
    assert send(firm).state is DispatchState.SENT
    second = send(firm)
    assert second.state is DispatchState.RETRY
    assert "limit of 1 recipients a day" in second.error


def test_wrong_password_is_said_of_the_pec(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path)
    firm.restart(secret={"pec": "sbagliata"}.get)
    firm.engine.post(ReloadLedger()).result()
    assert f"user {FIRM} with this password" in send(firm).error


def test_receipt_on_anothers_message_is_left_alone(provider: PecProvider, firm: Firm) -> None:
    sent = send(firm)
    other = Certified("accettazione", "<written-by-a-person@pec.test>", FIRM, CLIENT)
    provider.give(other)
    assert look(firm).proofs == ()
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert len(look(firm).proofs) == 1
