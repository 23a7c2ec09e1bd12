"""What the receipts say decides, never their number or the order in which they are found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from core.domain.dispatches import (
    ChannelKind,
    Dispatch,
    DispatchState,
    KeptProof,
    Receipt,
    Signature,
)
from core.texts import tell
from plugins.channels.pec.outcome import PATIENCE, outcome_of
from plugins.channels.pec.receipts import PecReceipt, read_receipt
from plugins.channels.pec.signature import Signed
from tests.deliveries import MORNING, a_delivery
from tests.pec_receipts import CLIENT, Certified

SENT, FAILED, UNKNOWN = DispatchState.SENT, DispatchState.FAILED, DispatchState.UNKNOWN
OURS = "<sollecito.0123456789abcdef@rossi.test>"
SOON = MORNING + timedelta(hours=1)
LATE = MORNING + PATIENCE + timedelta(minutes=1)
MAILBOX = "Delivered into the PEC mailbox"


def a_dispatch(*proofs: PecReceipt, state: DispatchState = SENT) -> Dispatch:
    dispatch = a_delivery(recipients=(CLIENT.title(),), message_id=OURS).dispatch
    kept = tuple(
        KeptProof(one.kind, one.at, "archive/x.eml", one.sha256, *one.signed) for one in proofs
    )
    return replace(dispatch, kind=ChannelKind.PEC, state=state, ticket="receipts", proofs=kept)


def falsified(receipt: PecReceipt) -> PecReceipt:
    return replace(receipt, signed=Signed(Signature.BROKEN, "Gestore"))


def received(kind: str, minutes: int = 1, **changes: Any) -> PecReceipt:
    at = MORNING + timedelta(minutes=minutes)
    receipt = read_receipt(Certified(kind, OURS, at=at, **changes).written())
    assert receipt is not None
    return receipt


ACCEPTED = received("accettazione")
DELIVERED = received("avvenuta-consegna", 2)
DELAYED = received("preavviso-errore-consegna", 720)
REFUSED = received("errore-consegna", 3, error="no-dest", words="5.1.1 - Gestore - non valido")


def told(receipts: Sequence[PecReceipt], dispatch: Dispatch | None = None) -> Receipt:
    receipt = outcome_of(dispatch or a_dispatch(), receipts, SOON)
    assert receipt is not None
    return receipt


@pytest.mark.parametrize("kind", ["avvenuta-consegna", "errore-consegna", "accettazione"])
@pytest.mark.parametrize("state", [SENT, UNKNOWN])
def test_receipt_whose_signature_does_not_fit_settles_nothing_and_is_kept(
    kind: str, state: DispatchState
) -> None:
    receipt = told([falsified(received(kind))], a_dispatch(state=state))
    assert (receipt.state, bool(receipt.ticket), receipt.nobody_there) == (state, True, False)
    assert "counts for nothing" in str(receipt.fault)
    assert [one.signature for one in receipt.proofs] == [Signature.BROKEN]


def test_falsified_receipt_beside_true_ones_neither_helps_nor_harms() -> None:
    refusal, delivery = falsified(REFUSED), falsified(DELIVERED)
    assert told([refusal, ACCEPTED, DELIVERED]).state is SENT
    waiting = told([ACCEPTED, delivery])
    assert (waiting.state, bool(waiting.ticket)) == (SENT, True)
    # Nor once it is kept.
    assert told([DELIVERED], a_dispatch(refusal, ACCEPTED)).state is SENT
    unheard = outcome_of(a_dispatch(ACCEPTED, delivery), [], LATE + timedelta(hours=1))
    assert unheard is not None
    assert unheard.state is UNKNOWN


def test_what_was_kept_before_signatures_were_looked_at_counts_as_before() -> None:
    (known,) = a_dispatch(ACCEPTED).proofs
    older = replace(known, signature=Signature.NONE, signer="")
    receipt = told([DELIVERED], replace(a_dispatch(), proofs=(older,)))
    assert (str(receipt.note), receipt.ticket) == (MAILBOX, "")


def test_accepted_is_noted_and_goes_on_waiting() -> None:
    receipt = told([ACCEPTED])
    assert (receipt.state, bool(receipt.ticket)) == (SENT, True)
    assert str(receipt.note).startswith("Accepted by the PEC provider")
    assert [(one.kind, one.at, one.content) for one in receipt.proofs] == [
        ("accettazione", ACCEPTED.at, ACCEPTED.content)
    ]


@pytest.mark.parametrize("found", list(permutations((ACCEPTED, DELIVERED))))
def test_delivered_ends_it_in_whatever_order_the_receipts_lie(found: list[PecReceipt]) -> None:
    receipt = told(found)
    assert (receipt.state, receipt.ticket, str(receipt.note)) == (SENT, "", MAILBOX)
    assert [one.kind for one in receipt.proofs] == ["accettazione", "avvenuta-consegna"]


def test_delivered_ends_it_also_when_it_was_accepted_earlier() -> None:
    receipt = told([ACCEPTED, DELIVERED], a_dispatch(ACCEPTED))
    assert (receipt.ticket, [one.kind for one in receipt.proofs]) == ("", ["avvenuta-consegna"])


def test_delivered_before_it_was_accepted_waits_for_the_other_receipt_as_evidence() -> None:
    first = told([DELIVERED])
    assert (first.state, bool(first.ticket)) == (SENT, True)
    assert outcome_of(a_dispatch(DELIVERED), [DELIVERED], SOON) is None
    assert outcome_of(a_dispatch(DELIVERED), [DELIVERED], LATE) is None
    assert told([ACCEPTED, DELIVERED], a_dispatch(DELIVERED)).ticket == ""


def test_what_is_known_already_is_no_news() -> None:
    assert outcome_of(a_dispatch(ACCEPTED), [ACCEPTED], SOON) is None
    assert outcome_of(a_dispatch(), [], SOON) is None


@pytest.mark.parametrize(
    ("changes", "words", "nobody_there"),
    [
        ({"error": "no-dest"}, "does not exist", True),
        ({"error": "no-dominio"}, "takes no PEC", True),
        ({"error": "virus"}, "for a virus", False),
        ({"error": "altro"}, "Perhaps it is full", False),
        ({"kind": "non-accettazione"}, "did not accept", False),
        ({"kind": "rilevazione-virus"}, "for a virus", False),
    ],
)
def test_refusal_fails_with_its_reason_in_words(
    changes: dict[str, Any], words: str, nobody_there: bool
) -> None:
    refusal = received(**{"kind": "errore-consegna", "words": "5.0.0 - no"} | changes)
    receipt = told([ACCEPTED, refusal])
    assert (receipt.state, receipt.text) == (FAILED, "5.0.0 - no")
    assert words in str(receipt.fault)
    assert receipt.fault is not None
    assert tell(receipt.fault, "it") != str(receipt.fault)
    assert receipt.nobody_there is nobody_there
    assert len(receipt.proofs) == 2


def test_warning_after_twelve_hours_is_noted_and_goes_on_waiting() -> None:
    receipt = outcome_of(a_dispatch(ACCEPTED), [DELAYED], MORNING + timedelta(hours=13))
    assert receipt is not None
    assert (receipt.state, bool(receipt.ticket)) == (SENT, True)
    assert "Not yet taken" in str(receipt.note)


def test_ordinary_address_is_named_as_such_and_nothing_more_is_awaited() -> None:
    receipt = told([received("accettazione", recipient_kind="esterno")])
    assert (receipt.state, receipt.ticket, receipt.no_pec) == (SENT, "", True)
    assert "is no PEC address" in str(receipt.fault)
    assert "only PEC to PEC" in str(receipt.fault)


@pytest.mark.parametrize(("now", "state"), [(MORNING + PATIENCE, None), (LATE, UNKNOWN)])
def test_a_day_without_a_receipt_is_told_to_a_person(
    now: object, state: DispatchState | None
) -> None:
    receipt = outcome_of(a_dispatch(), [], now)  # type: ignore[arg-type] # parametrised
    assert (receipt.state if receipt else None) == state
    assert receipt is None or "no receipt has come" in str(receipt.fault)


def test_the_day_counts_from_the_acceptance() -> None:
    late = received("accettazione", 120)
    assert outcome_of(a_dispatch(late), [late], LATE) is None
    receipt = outcome_of(a_dispatch(late), [late], LATE + timedelta(hours=2))
    assert receipt is not None
    assert str(receipt.fault).startswith("Accepted, but for 24 hours")


def test_unclear_sending_is_told_once_and_settled_by_what_comes_later() -> None:
    unclear = a_dispatch(ACCEPTED, state=UNKNOWN)
    assert outcome_of(unclear, [ACCEPTED], LATE) is None
    settled = outcome_of(unclear, [ACCEPTED, DELIVERED], LATE)
    assert settled is not None
    assert (settled.state, str(settled.note)) == (SENT, MAILBOX)


def test_unclear_sending_of_which_a_receipt_speaks_was_handed_over() -> None:
    receipt = told([ACCEPTED], a_dispatch(state=UNKNOWN))
    assert (receipt.state, bool(receipt.ticket)) == (SENT, True)


@pytest.mark.parametrize(
    ("known", "new"),
    [((), (ACCEPTED, DELIVERED, REFUSED)), ((ACCEPTED, REFUSED), (DELIVERED,))],
)
def test_receipts_that_contradict_each_other_decide_nothing(
    known: tuple[PecReceipt, ...], new: tuple[PecReceipt, ...]
) -> None:
    receipt = told(new, a_dispatch(*known))
    assert receipt.state is UNKNOWN
    assert "contradict" in str(receipt.fault)
    assert len(receipt.proofs) == len(new)
