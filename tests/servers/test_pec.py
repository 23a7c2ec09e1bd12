"""A PEC leaves over a real server, and its receipts are found in a real mailbox."""

from dataclasses import replace
from hashlib import sha256

import pytest

from core.domain.dispatches import ChannelKind, DispatchState
from core.domain.planning import SkipReason
from core.evidence.gathering import Known, build_evidence
from tests.firms import Firm
from tests.servers.mail import MailServers
from tests.servers.pec_firm import look, newest, send
from tests.servers.pec_provider import CLIENT, FIRM, PecProvider

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


def test_message_is_one_that_the_rules_of_pec_allow(mail: MailServers, pec_firm: Firm) -> None:
    dispatch = send(pec_firm)
    assert (dispatch.state, dispatch.kind, dispatch.bcc) == ("sent", ChannelKind.PEC, "")
    assert dispatch.receipt.startswith("Handed to the PEC provider; its receipts are awaited [250")
    message = mail.wait_for("cliente", dispatch.message_id)
    assert message["Return-Path"] == f"<{FIRM}>"
    assert str(message["From"]).endswith(f"<{FIRM}>")
    assert (message["To"], message["Reply-To"]) == (CLIENT, None)
    (attachment,) = message.iter_attachments()
    pdf = (pec_firm.folder / dispatch.document).read_bytes()
    assert sha256(attachment.get_content()).digest() == sha256(pdf).digest()
    assert all(one["Message-ID"] != dispatch.message_id for one in mail.mailbox("segreteria"))


def test_receipts_prove_it_and_lie_beside_the_pdf_byte_for_byte(
    provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    assert look(pec_firm).proofs == ()
    accepted = provider.give(provider.receipt("accettazione", sent.message_id))
    waiting = look(pec_firm)
    assert waiting.receipt.startswith("Accepted by the PEC provider")
    assert waiting.ticket
    delivered = provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    done = look(pec_firm)
    assert (done.state, done.ticket) == ("sent", "")
    assert done.receipt == "Delivered into the PEC mailbox"
    assert [one.kind for one in done.proofs] == ["accettazione", "avvenuta-consegna"]
    for proof, content in zip(done.proofs, (accepted, delivered), strict=True):
        kept = (pec_firm.folder / proof.file).read_bytes()
        assert kept == content
        assert proof.sha256 == sha256(content).hexdigest()
        assert provider.verified(kept)
        assert not provider.verified(kept.replace(b"multipart/mixed", b"multipart/Mixed", 1))
    evidence = build_evidence(pec_firm.folder, Known("Rossi", {}, {}), [done], "it")
    assert evidence.whole
    kept_as = sorted(name.split()[-1] for name in evidence.files if name.endswith(".eml"))
    assert kept_as == ["accettazione.eml", "avvenuta-consegna.eml", "message.eml"]


def test_nothing_in_the_mailbox_is_marked_as_read(
    mail: MailServers, provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    unread = mail.unread("certificata")
    assert look(pec_firm).proofs
    assert mail.unread("certificata") == unread


@pytest.mark.parametrize(
    ("error", "words", "by_itself"),
    [("no-dest", "does not exist", False), ("altro", "Perhaps it is full", True)],
)
def test_refusal_fails_with_its_reason(
    provider: PecProvider, pec_firm: Firm, error: str, words: str, by_itself: bool
) -> None:
    pec_firm.set(automatic__roads=["pec"])
    pec_firm.run()
    sent = newest(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    refusal = provider.receipt("errore-consegna", sent.message_id, error=error, words="5.x - no")
    provider.give(refusal)
    failed = look(pec_firm)
    assert failed.state is DispatchState.FAILED
    assert words in failed.error
    assert "[5.x - no]" in failed.error
    assert [one.kind for one in failed.proofs] == ["accettazione", "errore-consegna"]
    pec_firm.clock.pass_days(1)
    pec_firm.run()
    assert (newest(pec_firm).id != sent.id) is by_itself
    if not by_itself:
        (skipped,) = pec_firm.engine.status.plan.skipped
        assert skipped.skip.reason is SkipReason.INVALID_EMAIL


def test_a_day_without_receipts_is_told_to_a_person_and_a_late_one_settles_it(
    provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert look(pec_firm).state is DispatchState.SENT
    unclear = look(pec_firm, minutes=25 * 60)
    assert unclear.state is DispatchState.UNKNOWN
    assert "for 24 hours no receipt of delivery" in unclear.error
    assert any("nobody knows" in str(one) for one in pec_firm.engine.status.attention)
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    assert look(pec_firm).receipt == "Delivered into the PEC mailbox"


def test_many_receipts_after_a_long_pause_are_fetched_bit_by_bit_and_none_is_missed(
    provider: PecProvider, pec_firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.channels.pec.mailbox.AT_ONCE", 1)
    sent = send(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    first = look(pec_firm, minutes=3 * 24 * 60)
    assert (first.state, len(first.proofs)) == (DispatchState.SENT, 1)
    second = look(pec_firm, minutes=1)
    assert (second.receipt, len(second.proofs)) == ("Delivered into the PEC mailbox", 2)


def test_ordinary_address_is_found_out_by_the_acceptance(
    provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id, recipient_kind="esterno"))
    told = look(pec_firm)
    assert (told.state, told.ticket) == ("sent", "")
    assert f"{CLIENT} is no PEC address" in told.error


def test_receipt_of_many_megabytes_is_kept_whole(provider: PecProvider, pec_firm: Firm) -> None:
    sent = send(pec_firm)
    large = provider.receipt("avvenuta-consegna", sent.message_id)
    large = replace(large, original=large.original + b"x" * 76 + b"\r\n" * 1_500_000)
    provider.give(provider.receipt("accettazione", sent.message_id))
    content = provider.give(large)
    assert len(content) > 3_000_000
    done = look(pec_firm)
    assert (pec_firm.folder / done.proofs[-1].file).read_bytes() == content
