"""Take a sent dispatch back, where its channel still can."""

from __future__ import annotations

from dataclasses import replace

from core.channels import Channel
from core.domain.dispatches import Dispatch, DispatchState, moved
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.sites import site_of
from core.errors import SollecitoError
from core.texts import tell


def take_back(firm: Firm, dispatch_id: str) -> Dispatch:
    """Undo a dispatch and return it as the history now has it: failed, and by whom.

    The file goes first: should the program die in between, the dispatch still counts as
    sent, and nobody is written to twice.
    """
    parts = firm.parts
    dispatch = parts.history.get(dispatch_id)
    channel = firm.channel(dispatch.channel)
    _check(firm, dispatch, channel)
    reason = channel.undo(site_of(firm, channel), dispatch)
    if reason is not None:
        raise SollecitoError(reason, say("Nothing was changed: it still counts as sent."))
    user = parts.user or parts.machine
    error = tell(say("Taken back by {user}.", user=user), parts.language)
    failed = moved(dispatch, DispatchState.FAILED, parts.clock.now(), error=error)
    taken_back = replace(failed, taken_back_by=user)
    parts.history.record(taken_back)
    return taken_back


def _check(firm: Firm, dispatch: Dispatch, channel: Channel) -> None:
    if dispatch.state is not DispatchState.SENT or not channel.takes_back:
        raise SollecitoError(say("This sending cannot be taken back."))
    if not firm.parts.history.is_own(dispatch.id):
        raise SollecitoError(
            say("This sending cannot be taken back here."),
            say("It was made on {machine}; take it back there.", machine=dispatch.machine),
        )
    if _is_shared(firm, dispatch):
        raise SollecitoError(
            say("Another sending is kept in the same file; it stays."),
            say("Nothing was changed: it still counts as sent."),
        )


def _is_shared(firm: Firm, dispatch: Dispatch) -> bool:
    """Whether the file that would go is the proof of another sending, too."""
    return any(
        other.id != dispatch.id
        and other.state.may_have_arrived
        and dispatch.receipt in (other.document, other.receipt)
        for other in firm.parts.history.newest(dispatch.customer)
    )
