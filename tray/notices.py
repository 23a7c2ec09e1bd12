"""Notices: what the icon says by itself, and of which events it says nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.dispatches import Dispatch, DispatchState
from core.domain.events import (
    CustomersAnswered,
    DispatchRecorded,
    Event,
    FolderFound,
    FolderLost,
    RunFinished,
    SendingsCameBack,
    SettingsRefused,
)
from core.domain.replies import Reply
from core.domain.wording import Text, say
from core.engine.status import Status
from core.errors import SollecitoError
from tray.deeds import Deed, deed_done


@dataclass(frozen=True, slots=True)
class Notice:
    """A title, and sentences of which each stands alone."""

    title: Text
    sentences: tuple[Text, ...] = ()


def notice_of(event: Event, status: Status) -> Notice | None:
    """Return what a person should hear of an event; None for the daily round."""
    match event:
        case RunFinished():
            return _of_run(event)
        case DispatchRecorded() | SendingsCameBack() | CustomersAnswered():
            return _of_sendings(event, status)
        case FolderLost():
            return Notice(
                say("The data folder cannot be reached"),
                (say("Nothing is sent until it is back."),),
            )
        case FolderFound():
            return Notice(say("The data folder is back"))
        case SettingsRefused(what):
            return Notice(say("The settings are wrong"), (what,))
    return None


def notice_of_error(error: SollecitoError) -> Notice:
    """Return what a person should hear when something could not be done."""
    return Notice(error.title, () if error.hint is None else (error.hint,))


def _of_run(run: RunFinished) -> Notice | None:
    sentences = []
    if run.sent:
        sentences.append(say("Sent: {count}.", count=run.sent))
    if run.failed:
        sentences.append(say("Failed: {count}.", count=run.failed))
    if run.unknown:
        sentences.append(say("Unclear, please look: {count}.", count=run.unknown))
    if run.retry:
        sentences.append(say("Tried again later: {count}.", count=run.retry))
    if not sentences:
        return None
    return Notice(say("Statements of {day}", day=run.day), tuple(sentences))


def _of_sendings(
    event: DispatchRecorded | SendingsCameBack | CustomersAnswered, status: Status
) -> Notice | None:
    match event:
        case SendingsCameBack(dispatches):
            return _of_what_came_back(dispatches)
        case CustomersAnswered(replies):
            return _of_answers(replies)
        case DispatchRecorded(dispatch, later):
            # Of what came back there is one notice, however many there were.
            if dispatch.automatic or (later and dispatch.error):
                return None
            return _of_dispatch(dispatch, deed_done(status, dispatch))


def _of_what_came_back(dispatches: tuple[Dispatch, ...]) -> Notice:
    if len(dispatches) > 1:
        return Notice(say("Statements that came back: {count}", count=len(dispatches)))
    (dispatch,) = dispatches
    why = (say("{answer}", answer=dispatch.error),)
    if dispatch.state is DispatchState.SENT:
        return Notice(
            say("Not everybody at {customer} has the statement", customer=dispatch.name), why
        )
    return Notice(say("{customer} does not have the statement", customer=dispatch.name), why)


def _of_answers(replies: tuple[Reply, ...]) -> Notice:
    if len(replies) > 1:
        return Notice(say("Customers have answered: {count}", count=len(replies)))
    (reply,) = replies
    lines = tuple(say("{answer}", answer=text) for text in (reply.subject, reply.line) if text)
    return Notice(say("{customer} has answered", customer=reply.name), lines)


def _of_dispatch(dispatch: Dispatch, deed: Deed) -> Notice | None:
    name = dispatch.name
    # What a channel answers is in the user's words already.
    why = (say("{answer}", answer=dispatch.error),) if dispatch.error else ()
    match dispatch.state:
        case DispatchState.SENT:
            return Notice(deed.tell(dispatch))
        case DispatchState.FAILED:
            return Notice(deed.tell(dispatch), why)
        case DispatchState.RETRY:
            return Notice(
                say("The statement to {customer} will be tried again", customer=name), why
            )
        case DispatchState.UNKNOWN:
            return Notice(
                say("It is unclear whether {customer} has the statement", customer=name), why
            )
    return None
