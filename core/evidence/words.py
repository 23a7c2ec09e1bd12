"""What the lists of an evidence say of states, receipts and moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.dispatch_words import STATE_WORDS
from core.domain.dispatches import Amounts, Dispatch, KeptProof, Signature
from core.domain.replies import Reply
from core.domain.wording import Text, say
from core.mail.bounces import CAME_BACK, CONFIRMED
from core.texts import tell

PROOFS = {
    "accettazione": say("Accepted by the provider"),
    "non-accettazione": say("Not accepted by the provider"),
    "avvenuta-consegna": say("Delivered into the mailbox"),
    "errore-consegna": say("Not delivered"),
    "preavviso-errore-consegna": say("Not delivered for 12 hours"),
    "rilevazione-virus": say("A virus was found"),
    CAME_BACK: say("It came back"),
    CONFIRMED: say("Delivery reported"),
}
"""What the providers of certified mail certify, and what mail servers report."""

_ANSWERED = say("An answer was found")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a sending, and when."""

    at: datetime
    what: Text
    detail: str = ""
    note: Text | None = None
    """Instead of a detail: what this program says of it."""


def proof_word(kind: str) -> Text:
    """Return in words what a receipt certifies."""
    return PROOFS.get(kind) or Text("{kind}", {"kind": kind})


def signature_word(proof: KeptProof) -> Text | None:
    """Return how a proof's signature stands; None where it has none."""
    if proof.signature is Signature.INTACT:
        return say("signature intact: signer {name}", name=proof.signer)
    if proof.signature is Signature.BROKEN:
        return say("signature does not match: signer {name}", name=proof.signer)
    if proof.signature is Signature.UNREADABLE:
        return say("signature cannot be checked")
    return None


def state_word(dispatch: Dispatch) -> Text:
    """Return how a sending ended, as far as is known."""
    return say("Taken back") if dispatch.taken_back_by else STATE_WORDS[dispatch.state]


def happenings_of(dispatch: Dispatch, replies: Sequence[Reply]) -> list[Happening]:
    """Return what happened to a sending, in order of time."""
    found = [Happening(dispatch.created_at, say("Planned")), *_later(dispatch, replies)]
    return sorted(found, key=lambda one: one.at)


def amounts_said(amounts: Amounts, language: str) -> str:
    """Say what was outstanding and overdue."""
    text = say(
        "outstanding {outstanding} {currency}, overdue {overdue} {currency}",
        outstanding=amounts.outstanding,
        overdue=amounts.overdue_net,
        currency=amounts.currency,
    )
    return tell(text, language)


def _later(dispatch: Dispatch, replies: Sequence[Reply]) -> Iterator[Happening]:
    if dispatch.left_at is not None:
        yield Happening(dispatch.left_at, say("Handed over"))
    for proof in dispatch.proofs:
        yield Happening(proof.at, proof_word(proof.kind), note=signature_word(proof))
    for reply in replies:
        said = ": ".join(filter(None, (reply.sender, reply.line or reply.subject)))
        automatic = say("An automatic answer was found")
        yield Happening(reply.found_at, automatic if reply.automatic else _ANSWERED, said)
    told = " ".join(filter(None, (dispatch.receipt, dispatch.error)))
    # The newest that was learnt, such as an e-mail that came back days later.
    yield Happening(dispatch.updated_at, state_word(dispatch), told)
