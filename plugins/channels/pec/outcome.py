"""What a sending's receipts mean for it, in the order of what counts most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from plugins.channels.pec.receipts import (
    ACCEPTED,
    DELAYED,
    DELIVERED,
    NOT_ACCEPTED,
    NOT_DELIVERED,
    VIRUS,
    PecReceipt,
)
from sollecito import (
    AddressInvalid,
    Dispatch,
    DispatchState,
    KeptProof,
    Proof,
    Receipt,
    Signature,
    Text,
    mail_address,
    say,
)

PATIENCE = timedelta(hours=24)
"""By the rules the sender has an answer, good or bad, within a day."""
OPEN = "receipts"
"""The ticket of a sending that waits for its receipts."""
_REFUSALS = (NOT_ACCEPTED, NOT_DELIVERED, VIRUS)


def outcome_of(
    dispatch: Dispatch, receipts: Sequence[PecReceipt], now: datetime | None
) -> Receipt | None:
    """Return how a sending stands after new receipts, or after a day without; None: as before."""
    known = {proof.sha256 for proof in dispatch.proofs}
    new = sorted((one for one in receipts if one.sha256 not in known), key=lambda one: one.at)
    late = _is_late(dispatch, new, now)
    if not new:
        return _unheard_of(dispatch) if late else None
    proofs = tuple(Proof(one.kind, one.at, one.content, *one.signed) for one in new)
    sound = [one for one in new if one.signed.signature is Signature.INTACT]
    if sound:
        receipt = _settled(dispatch, sound) or _waiting(dispatch, sound, late=late)
    else:
        receipt = _doubted(dispatch, late=late)
    return replace(receipt, proofs=proofs)


def recipient_of(dispatch: Dispatch) -> str:
    """Return the one recipient's bare address, in small letters, as receipts name it."""
    try:
        return mail_address(dispatch.address).lower()
    except AddressInvalid:
        return dispatch.address.lower()


def _unheard_of(dispatch: Dispatch) -> Receipt | None:
    kinds = _kinds(dispatch)
    if dispatch.state is not DispatchState.SENT or DELIVERED in kinds:
        return None
    return Receipt(DispatchState.UNKNOWN, fault=_unheard(kinds))


def _settled(dispatch: Dispatch, new: Sequence[PecReceipt]) -> Receipt | None:
    """Return what no further receipt can change; None while one must come."""
    kinds = _kinds(dispatch, new)
    refusal = next((one for one in reversed(new) if one.kind in _REFUSALS), None)
    if DELIVERED in kinds and any(kind in kinds for kind in _REFUSALS):
        return Receipt(DispatchState.UNKNOWN, fault=_CONTRADICTION)
    if refusal is not None:
        return Receipt(
            DispatchState.FAILED,
            refusal.words,
            _refused(refusal, dispatch.address),
            nobody_there=refusal.kind == NOT_DELIVERED and refusal.error in _GONE,
        )
    if DELIVERED in kinds and ACCEPTED in kinds:
        return Receipt(DispatchState.SENT, note=say("Delivered into the PEC mailbox"))
    if any(one.recipients.get(recipient_of(dispatch)) is False for one in new):
        # No receipt of delivery follows, as there is no provider to give it.
        fault = say(
            "{address} is no PEC address: it went out as ordinary e-mail, and nothing proves its"
            " delivery. Legal value has only PEC to PEC.",
            address=dispatch.address,
        )
        note = say("Accepted by the PEC provider")
        return Receipt(DispatchState.SENT, note=note, fault=fault, no_pec=True)
    return None


def _waiting(dispatch: Dispatch, new: Sequence[PecReceipt], *, late: bool) -> Receipt:
    kinds = _kinds(dispatch, new)
    if DELIVERED in kinds:
        note = say("Delivered into the PEC mailbox; the receipt of acceptance is still missing")
    elif late:
        return Receipt(DispatchState.UNKNOWN, fault=_unheard(kinds))
    elif DELAYED in kinds:
        note = say("Not yet taken by the recipient’s provider, which is tried for 24 hours in all")
    else:
        note = _ACCEPTED
    return Receipt(DispatchState.SENT, note=note, ticket=OPEN)


def _doubted(dispatch: Dispatch, *, late: bool) -> Receipt:
    """Return that nothing is known but a receipt that may be anybody's."""
    state = DispatchState.UNKNOWN if late else dispatch.state
    return Receipt(state, fault=_DOUBTED, ticket=OPEN)


def _kinds(dispatch: Dispatch, new: Sequence[PecReceipt] = ()) -> set[str]:
    known = {proof.kind for proof in _counted(dispatch)}
    return known | {one.kind for one in new}


def _counted(dispatch: Dispatch) -> list[KeptProof]:
    return [proof for proof in dispatch.proofs if not proof.signature.is_doubtful]


def _is_late(dispatch: Dispatch, new: Sequence[PecReceipt], now: datetime | None) -> bool:
    moments = [proof.at for proof in _counted(dispatch) if proof.kind == ACCEPTED]
    moments += [receipt.at for receipt in new if receipt.kind == ACCEPTED]
    return now is not None and now - max(moments, default=dispatch.created_at) > PATIENCE


def _unheard(kinds: set[str]) -> Text:
    if ACCEPTED in kinds:
        return say(
            "Accepted, but for 24 hours no receipt of delivery has come. Look into the PEC mailbox,"
            " or ask the customer."
        )
    return say(
        "For 24 hours no receipt has come. Look into the PEC mailbox and check that the sender is"
        " one of certified mail."
    )


def _refused(receipt: PecReceipt, address: str) -> Text:
    if receipt.kind == NOT_ACCEPTED:
        return say(
            "Your PEC provider did not accept the message to {address}; it was not sent.",
            address=address,
        )
    if receipt.kind == VIRUS or receipt.error == "virus":
        return say(
            "A provider took the message to {address} for a virus; it was not delivered.",
            address=address,
        )
    if receipt.error == "no-dest":
        return say(
            "The PEC mailbox {address} does not exist. Correct it in the customers table.",
            address=address,
        )
    if receipt.error == "no-dominio":
        return say(
            "What stands behind the @ of {address} takes no PEC. Correct it in the customers"
            " table.",
            address=address,
        )
    return say(
        "The message could not be delivered into the PEC mailbox {address}. Perhaps it is full:"
        " call the customer.",
        address=address,
    )


_GONE = ("no-dest", "no-dominio")
_ACCEPTED = say("Accepted by the PEC provider; the receipt of delivery is awaited")
_DOUBTED = say(
    "A receipt came whose signature does not fit, so it counts for nothing. Look into the PEC"
    " mailbox; if it is there too, ask your provider."
)
_CONTRADICTION = say(
    "The receipts contradict each other: one says delivered, another not. Look into the PEC"
    " mailbox."
)
