"""What certifies a sending lies beside its statement, byte for byte, and the history names it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, SetPreferences, TryPecAgain
from core.domain.dispatches import ChannelKind, DispatchState, Proof, Receipt
from core.domain.parties import SendingPreferences
from core.domain.planning import find_closed
from core.engine.proofs import read_proof
from core.errors import SollecitoError, UnknownName
from core.evidence.gathering import Known, build_evidence
from core.evidence.pieces import receipt_prefix
from core.store.bounced import Bounced
from sollecito import Channel, Delivery, Dispatch, HandOver, Site, hookimpl, say
from tests.firms import Firm, make_firm_of

MOMENT = datetime.fromisoformat("2026-11-24T08:01:02+01:00")
ACCEPTED = Proof("accettazione", MOMENT, b"From: x\r\n\r\n\xff raw bytes\n")
DELIVERED = Proof("avvenuta-consegna", MOMENT, b"From: y\r\n\r\n")


class Registered(Channel):
    """Hands over, and proves later what became of it."""

    name = "registered"
    kind = ChannelKind.PEC
    label = say("PEC")
    followed_days = 10
    answer: Receipt
    reached = "Rossi@PEC.example"

    def address(self, customer: object) -> tuple[str, ...]:
        return (self.reached,)

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        hand_over()
        return Receipt(DispatchState.SENT, "250 ok", ticket="1")

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        return {dispatch.id: self.answer for dispatch in dispatches}


REGISTERED = Registered()


@hookimpl
def output_channels() -> Iterable[Channel]:
    return (REGISTERED,)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path, ["ROSSI"], plugins=[__name__])
    firm.set(plugins__registered__there=True, email__via="registered")
    firm.run()
    return firm


def look(firm: Firm, *proofs: Proof, state: DispatchState = DispatchState.SENT) -> Dispatch:
    ended = state is DispatchState.FAILED
    REGISTERED.answer = Receipt(state, ticket="1", proofs=proofs, nobody_there=ended)
    firm.clock.moment += timedelta(minutes=1)
    firm.engine.post(FollowSendings()).result()
    (dispatch,) = firm.dispatches
    return dispatch


def test_each_proof_lies_beside_the_pdf_and_is_kept_once(firm: Firm) -> None:
    look(firm, ACCEPTED)
    dispatch = look(firm, ACCEPTED, DELIVERED)
    assert [(one.kind, one.at) for one in dispatch.proofs] == [
        ("accettazione", MOMENT), ("avvenuta-consegna", MOMENT),
    ]  # fmt: skip
    first = firm.folder / dispatch.proofs[0].file
    assert first.parent == (firm.folder / dispatch.document).parent
    assert first.name == f"{receipt_prefix(dispatch)}accettazione.eml"
    assert first.read_bytes() == ACCEPTED.content
    assert dispatch.proofs[0].sha256 == sha256(ACCEPTED.content).hexdigest()


@pytest.mark.parametrize("elsewhere", ["/srv/other/rossi.pdf", "Documenti/rossi.pdf", ""])
def test_proof_of_a_statement_that_is_kept_elsewhere_lies_in_the_usual_archive(
    firm: Firm, elsewhere: str
) -> None:
    (sent,) = firm.dispatches
    firm.engine.firm.parts.history.record(replace(sent, document=elsewhere))
    dispatch = look(firm, ACCEPTED)
    (proof,) = dispatch.proofs
    assert proof.file.startswith("archive/ROSSI/")
    assert (
        ACCEPTED.content
        in build_evidence(firm.folder, Known("R", {}, {}), [dispatch], "en").files.values()
    )


def test_what_was_written_before_a_crash_is_not_written_again(firm: Firm) -> None:
    (before,) = firm.dispatches
    folder = (firm.folder / before.document).parent
    (folder / f"{receipt_prefix(before)}accettazione.eml").write_bytes(ACCEPTED.content)
    look(firm, ACCEPTED)
    assert len(list(folder.glob("*.eml"))) == 1


def test_proof_is_given_out_as_it_came_or_not_at_all(firm: Firm) -> None:
    dispatch = look(firm, ACCEPTED)
    assert read_proof(firm.engine.firm, dispatch.id, 0) == ACCEPTED.content
    path = firm.folder / dispatch.proofs[0].file
    path.write_bytes(b"another")
    with pytest.raises(SollecitoError, match="not the one that came"):
        read_proof(firm.engine.firm, dispatch.id, 0)
    path.unlink()
    with pytest.raises(UnknownName, match="no longer in the archive"):
        read_proof(firm.engine.firm, dispatch.id, 0)
    with pytest.raises(UnknownName, match="no such receipt"):
        read_proof(firm.engine.firm, dispatch.id, 1)


def test_evidence_names_a_receipt_that_was_changed_or_is_gone(firm: Firm) -> None:
    dispatch = look(firm, ACCEPTED)
    found = build_evidence(firm.folder, Known("Rossi", {}, {}), [dispatch], "en")
    (name,) = [name for name in found.files if name.endswith("accettazione.eml")]
    assert (found.whole, found.files[name]) == (True, ACCEPTED.content)
    assert "2026-11-24 08:01:02 +0100 Accepted by the provider" in found.files["list.html"].decode()
    path = firm.folder / dispatch.proofs[0].file
    path.write_bytes(b"another")
    assert not build_evidence(firm.folder, Known("Rossi", {}, {}), [dispatch], "en").whole
    path.unlink()
    gone = build_evidence(firm.folder, Known("Rossi", {}, {}), [dispatch], "en")
    assert not gone.whole
    assert "MISSING from the archive" in gone.files["list.html"].decode()


def test_proof_that_cannot_be_kept_is_told_and_tried_again(firm: Firm) -> None:
    (before,) = firm.dispatches
    document = firm.folder / before.document
    away = document.parent.rename(document.parent.with_name("away"))
    document.parent.write_text("a file where the folder was")
    assert look(firm, ACCEPTED).proofs == ()
    assert any("could not be written" in str(one) or "is not there" in str(one)
               for one in firm.engine.status.attention)  # fmt: skip
    document.parent.unlink()
    away.rename(document.parent)
    firm.clock.moment += timedelta(minutes=10)
    assert len(look(firm, ACCEPTED).proofs) == 1


def test_no_more_goes_by_itself_to_an_address_where_nobody_is(firm: Firm) -> None:
    assert look(firm, state=DispatchState.FAILED).state is DispatchState.FAILED
    firm.clock.pass_days(1)
    firm.run()
    assert len(firm.dispatches) == 1
    (skipped,) = firm.engine.status.plan.skipped
    assert "Rossi@PEC.example" in str(skipped.skip.detail)


@pytest.mark.parametrize(("days", "asked"), [(10, True), (11, False)])
def test_channel_says_for_how_long_it_is_asked(firm: Firm, days: int, asked: bool) -> None:
    firm.clock.pass_days(days)
    assert bool(look(firm, ACCEPTED).proofs) is asked


def test_address_that_is_no_pec_is_passed_over_until_it_is_corrected(firm: Firm) -> None:
    REGISTERED.answer = Receipt(DispatchState.SENT, no_pec=True)
    firm.clock.moment += timedelta(minutes=1)
    firm.engine.post(FollowSendings()).result()
    firm.clock.pass_days(40)
    firm.run()
    assert len(firm.dispatches) == 1
    closed = find_closed(firm.engine.candidate("ROSSI"))
    assert closed is not None
    assert "Rossi@PEC.example is no PEC address" in str(closed.detail)
    REGISTERED.reached = "rossi@altra.example"
    try:
        assert find_closed(firm.engine.candidate("ROSSI")) is None
    finally:
        REGISTERED.reached = "Rossi@PEC.example"


def test_person_may_take_it_back_until_another_receipt_says_so(firm: Firm) -> None:
    (sent,) = firm.dispatches
    assert firm.engine.refused_pec("ROSSI") == ""
    with pytest.raises(SollecitoError, match="Nothing keeps"):
        firm.engine.post(TryPecAgain("ROSSI")).result()
    for _ in range(2):
        firm.clock.moment += timedelta(minutes=1)
        firm.engine.firm.bounced.add_no_pec(sent, firm.clock.now())
        assert firm.engine.refused_pec("ROSSI") == "Rossi@PEC.example"
        assert find_closed(firm.engine.candidate("ROSSI")) is not None
        firm.clock.moment += timedelta(minutes=1)
        firm.engine.post(TryPecAgain("ROSSI")).result()
        assert firm.engine.refused_pec("ROSSI") == ""
        assert find_closed(firm.engine.candidate("ROSSI")) is None
        assert Bounced(firm.engine.firm.parts.history).no_pec() == frozenset()


def test_mark_of_before_moments_were_kept_is_taken_back_as_well(firm: Firm) -> None:
    today = firm.clock.today().isoformat()
    earlier = {"customer": "ROSSI", "address": "rossi@pec.example", "dispatch": "", "day": today}
    firm.engine.firm.parts.history.insert("bounces", {**earlier, "no_pec": True}, 2026)
    assert firm.engine.refused_pec("ROSSI")
    firm.engine.post(TryPecAgain("ROSSI")).result()
    assert not firm.engine.refused_pec("ROSSI")


def test_ordinary_address_is_still_reached_by_e_mail(firm: Firm) -> None:
    (sent,) = firm.dispatches
    firm.engine.firm.bounced.add_no_pec(sent, firm.clock.now())
    firm.engine.post(SetPreferences("ROSSI", SendingPreferences(channel="scripted"))).result()
    assert firm.engine.candidate("ROSSI").channel == "scripted"
    own = SendingPreferences(channel="scripted", addresses=("rossi@pec.example",))
    firm.engine.post(SetPreferences("ROSSI", own)).result()
    assert find_closed(firm.engine.candidate("ROSSI")) is None
