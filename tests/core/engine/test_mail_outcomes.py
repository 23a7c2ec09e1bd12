"""What a report says counts for the addresses of its sending, however the server writes them."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.commands import CheckDate, ReloadLedger
from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, Proof, moved
from core.domain.planning import SkipReason
from core.domain.replies import Reply
from core.domain.wording import say
from core.engine.mail_outcomes import settled, settled_by_answer
from core.errors import FileUnwritable
from core.mail.bounces import Outcome
from tests.firms import Firm, make_firm_of
from tests.servers.scripted_smtp import ScriptedSmtp

HEAD = "Codice cliente;Ragione sociale;E-mail;Fax\n"
ABROAD = "info@Caffè.example"
AT = datetime.fromisoformat("2026-10-17T08:15:00+02:00")
REPORT = b"Content-Type: multipart/report\r\n\r\n5.1.1"
WIRE = "info@xn--caff-8oa.example"


def firm_writing_to(folder: Path, email: str = "", fax: str = "") -> Firm:
    firm = make_firm_of(folder, ["ROSSI"])
    firm.set(email__via="outbox")
    firm.write("clienti.csv", f"{HEAD}ROSSI;Rossi;{email};{fax}\n")
    firm.engine.post(ReloadLedger()).result()
    return firm


def as_it_came(kind: str) -> tuple[Proof, ...]:
    return (Proof(kind, AT, REPORT),)


def came_back(firm: Firm, *addresses: str) -> list[Dispatch]:
    """Let a report come, and record what it leaves of the newest sending."""
    outcome = Outcome(addresses, "failed", "5.1.1", "550 no such user")
    left = list(settled(firm.engine.firm, firm.dispatches[-1], [outcome], as_it_came))
    for dispatch in left:
        firm.engine.firm.parts.history.record(dispatch)
    return left


@pytest.mark.parametrize("reported", [WIRE, WIRE.upper(), "info@caffè.example"])
def test_address_with_accents_is_known_however_the_report_writes_it(
    tmp_path: Path, reported: str
) -> None:
    firm = firm_writing_to(tmp_path, ABROAD)
    firm.run()
    (dispatch,) = came_back(firm, reported.lower())
    assert dispatch.state is DispatchState.FAILED
    assert "info@caffè.example does not exist" in dispatch.error
    firm.clock.pass_days(1)
    firm.engine.post(ReloadLedger()).result()
    (skipped,) = firm.engine.status.plan.skipped
    assert skipped.skip.reason is SkipReason.INVALID_EMAIL
    assert not came_back(firm, WIRE)


def test_report_is_kept_as_it_came_beside_the_statement(tmp_path: Path) -> None:
    firm = firm_writing_to(tmp_path, "io@rossi.example")
    firm.run()
    (dispatch,) = came_back(firm, "io@rossi.example")
    (proof,) = dispatch.proofs
    assert (proof.kind, proof.at, proof.sha256) == ("bounce", AT, sha256(REPORT).hexdigest())
    kept = firm.folder / proof.file
    assert (kept.read_bytes(), kept.parent) == (REPORT, (firm.folder / dispatch.document).parent)
    assert came_back(firm, "io@rossi.example") == []


def test_report_that_cannot_be_kept_is_news_again_at_the_next_look(tmp_path: Path) -> None:
    firm = firm_writing_to(tmp_path, "io@rossi.example")
    firm.run()
    engine, sent = firm.engine.firm, firm.dispatches[-1]
    outcome = Outcome(("io@rossi.example",), "failed", "5.1.1")

    def on_a_full_disk(kind: str) -> tuple[Proof, ...]:
        raise FileUnwritable(say("The disk is full."))

    with pytest.raises(FileUnwritable):
        list(settled(engine, sent, [outcome], on_a_full_disk))
    assert not engine.bounced.all()
    (dispatch,) = came_back(firm, "io@rossi.example")
    assert dispatch.state is DispatchState.FAILED


def test_report_on_an_address_that_is_nobodys_says_nothing(tmp_path: Path) -> None:
    firm = firm_writing_to(tmp_path, "io@rossi.example")
    firm.run()
    assert came_back(firm, "altri@rossi.example", "io@rossi.example.evil.example") == []
    assert (firm.dispatches[-1].state, firm.dispatches[-1].error) == (DispatchState.SENT, "")
    assert not firm.engine.firm.bounced.all()


@pytest.mark.parametrize(("sender", "settles"), [(WIRE, True), ("altri@rossi.example", False)])
def test_unclear_sending_is_settled_only_by_an_answer_from_its_own_address(
    tmp_path: Path, sender: str, settles: bool
) -> None:
    firm = firm_writing_to(tmp_path, ABROAD)
    firm.run()
    unclear = moved(firm.dispatches[-1], DispatchState.UNKNOWN, firm.clock.now())
    reply = Reply(unclear.id, "ROSSI", "Rossi", sender, "Re:", "Pago", firm.clock.now())
    done = settled_by_answer(firm.engine.firm, unclear, reply)
    assert (done is not None) is settles


def test_fax_that_its_gateway_sent_back_has_failed_and_is_not_faxed_again(tmp_path: Path) -> None:
    with ScriptedSmtp() as server:
        firm = firm_writing_to(tmp_path, fax="02 5551 2345")
        firm.set(
            automatic__roads=["fax"],
            fax__gateway="{number}@gateway.example",
            smtp__port=server.port,
            smtp__security="none",
        )
        firm.engine.post(ReloadLedger()).result()
        firm.run()
        sent = firm.dispatches[-1]
        assert (sent.state, sent.kind) == (DispatchState.SENT, ChannelKind.FAX)
        assert came_back(firm, "390255519999@gateway.example") == []
        (dispatch,) = came_back(firm, "390255512345@gateway.example")
        assert dispatch.state is DispatchState.FAILED
        assert "390255512345@gateway.example sent the e-mail back" in dispatch.error
        firm.clock.pass_days(1)
        firm.engine.post(ReloadLedger()).result()
        firm.clock.moment += timedelta(minutes=1)
        firm.engine.post(CheckDate()).result()
    assert len(server.received) == 1
