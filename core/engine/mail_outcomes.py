"""What a delivery report means for the dispatch that it is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.utils import parseaddr

from core.bounces import Outcome, bounce_fault
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.replies import Reply
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.sending import ended
from core.texts import tell

_ARRIVED = ("delivered", "relayed", "expanded")


def settled(firm: Firm, dispatch: Dispatch, outcomes: Iterable[Outcome]) -> Iterator[Dispatch]:
    """Yield the dispatch as each outcome leaves it, one following the other."""
    for outcome in outcomes:
        done = _after(firm, dispatch, outcome)
        if done is not None:
            dispatch = done
            yield done


def settled_by_answer(firm: Firm, dispatch: Dispatch, reply: Reply) -> Dispatch | None:
    """Return an unclear dispatch as the answer of one of its recipients leaves it, or None."""
    sender = parseaddr(reply.sender)[1]
    if dispatch.state is not DispatchState.UNKNOWN or sender.lower() not in recipients_of(dispatch):
        return None
    note = say("{address} has answered it.", address=sender)
    return ended(dispatch, Receipt(DispatchState.SENT, note=note), firm)


def recipients_of(dispatch: Dispatch) -> set[str]:
    """Return the bare addresses of a dispatch, in small letters."""
    return {parseaddr(one)[1].lower() for one in dispatch.address.split(", ")}


def _after(firm: Firm, dispatch: Dispatch, outcome: Outcome) -> Dispatch | None:
    recipients = recipients_of(dispatch)
    address = next((one for one in outcome.addresses if one in recipients), "")
    if not address:
        # The blind copy's own mailbox, or one the customer's mail is sent on to.
        return None
    if outcome.action == "failed":
        return _came_back(firm, dispatch, address, outcome)
    if outcome.action in _ARRIVED:
        return _arrived(firm, dispatch, address, outcome)
    return None


def _came_back(firm: Firm, dispatch: Dispatch, address: str, outcome: Outcome) -> Dispatch | None:
    known = firm.bounced.of_dispatch(dispatch.id)
    open_still = dispatch.state in (DispatchState.SENT, DispatchState.UNKNOWN)
    if address in known or not open_still:
        return None
    firm.bounced.add(dispatch, address, firm.parts.clock.now())
    fault = bounce_fault(address, outcome.status)
    if known | {address} >= recipients_of(dispatch):
        state = DispatchState.FAILED
    else:
        # The others have it; nobody must get it twice for the sake of one.
        state = DispatchState.SENT
    words = f"{outcome.status} {outcome.words}".strip()
    text = words if state is DispatchState.FAILED else ""
    return ended(dispatch, Receipt(state, text, fault), firm)


def _arrived(firm: Firm, dispatch: Dispatch, address: str, outcome: Outcome) -> Dispatch | None:
    if outcome.action == "relayed":
        note = say("The e-mail to {address} was handed on; no more is reported.", address=address)
    else:
        note = say("The mail server of {address} has confirmed the delivery.", address=address)
    if dispatch.state is DispatchState.UNKNOWN:
        return ended(dispatch, Receipt(DispatchState.SENT, note=note), firm)
    words = tell(note, firm.parts.language)
    if dispatch.state is not DispatchState.SENT or words in dispatch.receipt:
        return None
    known = "; ".join(filter(None, (dispatch.receipt, words)))
    return replace(dispatch, receipt=known, updated_at=firm.parts.clock.now())
