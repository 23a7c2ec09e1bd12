"""What a delivery report means for the dispatch that it is on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import parseaddr

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, Proof, Receipt
from core.domain.replies import Reply
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.proofs import with_proofs
from core.engine.sending import ended
from core.engine.sites import site_of
from core.mail.bounces import CAME_BACK, CONFIRMED, Outcome, bounce_fault
from core.mail.message import comparable_address
from core.texts import tell

_ARRIVED = ("delivered", "relayed", "expanded")


AsItCame = Callable[[str], tuple[Proof, ...]]
"""Gives the report itself, to be kept as a proof of this kind; nothing if it is too large."""


def settled(
    firm: Firm, dispatch: Dispatch, outcomes: Iterable[Outcome], as_it_came: AsItCame
) -> Iterator[Dispatch]:
    """Yield the dispatch as each outcome leaves it, one following the other."""
    for outcome in outcomes:
        done = _after(firm, dispatch, outcome, as_it_came)
        if done is not None:
            dispatch = done
            yield done


def settled_by_answer(firm: Firm, dispatch: Dispatch, reply: Reply) -> Dispatch | None:
    """Return an unclear dispatch as the answer of one of its recipients leaves it, or None."""
    sender = parseaddr(reply.sender)[1]
    # A gateway that answers an e-mail may say as well that it could not fax it.
    if dispatch.state is not DispatchState.UNKNOWN or not dispatch.kind.is_mail:
        return None
    if comparable_address(sender) not in recipients_of(firm, dispatch):
        return None
    note = say("{address} has answered it.", address=sender)
    return ended(dispatch, Receipt(DispatchState.SENT, note=note), firm)


def recipients_of(firm: Firm, dispatch: Dispatch) -> Mapping[str, str]:
    """Return a dispatch's own addresses by those that servers report on.

    The two differ where a gateway faxes an e-mail, and in how a domain beyond ASCII is written.
    """
    channel = firm.parts.plugins.channels().get(dispatch.channel)
    found = {}
    for own in dispatch.address.split(", "):
        mailed = channel.mailed_to(site_of(firm, channel), own) if channel else own
        if mailed:
            found[comparable_address(mailed)] = (parseaddr(own)[1] or own).lower()
    return found


def _after(
    firm: Firm, dispatch: Dispatch, outcome: Outcome, as_it_came: AsItCame
) -> Dispatch | None:
    recipients = recipients_of(firm, dispatch)
    reported = map(comparable_address, outcome.addresses)
    address = next((recipients[one] for one in reported if one in recipients), "")
    if not address:
        # The blind copy's own mailbox, or one the customer's mail is sent on to.
        return None
    if outcome.action == "failed":
        if not _is_news(firm, dispatch, address):
            return None
        # Kept first: what cannot be kept is read again, and must be news then as well.
        dispatch = with_proofs(firm.parts.folder, dispatch, as_it_came(CAME_BACK))
        return _came_back(firm, dispatch, address, outcome)
    if outcome.action in _ARRIVED:
        done = _arrived(firm, dispatch, address, outcome)
        return done and with_proofs(firm.parts.folder, done, as_it_came(CONFIRMED))
    return None


def _is_news(firm: Firm, dispatch: Dispatch, address: str) -> bool:
    open_still = dispatch.state in (DispatchState.SENT, DispatchState.UNKNOWN)
    return open_still and comparable_address(address) not in firm.bounced.of_dispatch(dispatch.id)


def _came_back(firm: Firm, dispatch: Dispatch, address: str, outcome: Outcome) -> Dispatch:
    known, bounced = firm.bounced.of_dispatch(dispatch.id), comparable_address(address)
    firm.bounced.add(dispatch, bounced, firm.parts.clock.now())
    fault = _fault(dispatch, address, outcome)
    if known | {bounced} >= set(map(comparable_address, dispatch.address.split(", "))):
        state = DispatchState.FAILED
    else:
        # The others have it; nobody must get it twice for the sake of one.
        state = DispatchState.SENT
    words = f"{outcome.status} {outcome.words}".strip()
    text = words if state is DispatchState.FAILED else ""
    return ended(dispatch, Receipt(state, text, fault), firm)


def _fault(dispatch: Dispatch, address: str, outcome: Outcome) -> Text:
    if dispatch.kind is not ChannelKind.FAX:
        return bounce_fault(address, outcome.status)
    return say(
        "The fax gateway’s address {address} sent the e-mail back. Look whether [fax] gateway and"
        " the customer’s number are right.",
        address=outcome.addresses[0],
    )


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
