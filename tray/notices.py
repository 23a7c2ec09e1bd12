"""Notices: what the icon says by itself, and of which events it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState
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
from tray.ways import FAILED, PROBLEMS, REPLIES, UNKNOWN


@dataclass(frozen=True, slots=True)
class Notice:
    """A title, and sentences of which each stands alone."""

    title: Text
    sentences: tuple[Text, ...] = ()
    page: str = "/"
    """What a click on it opens."""


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
            return Notice(say("The settings are wrong"), (what,), PROBLEMS)
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
    page = UNKNOWN if run.unknown else FAILED if run.failed else "/history"
    return Notice(say("Statements of {day}", day=run.day), tuple(sentences), page)


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
            if dispatch.automatic or (later and (dispatch.error or dispatch.ticket)):
                return None
            if later and dispatch.state is DispatchState.SENT and dispatch.receipt:
                return _of_success(dispatch)
            return _of_dispatch(dispatch, deed_done(status, dispatch))


def _of_what_came_back(dispatches: tuple[Dispatch, ...]) -> Notice:
    if len(dispatches) > 1:
        return _of_several(dispatches)
    (dispatch,) = dispatches
    why = (say("{answer}", answer=dispatch.error),)
    if dispatch.state is DispatchState.UNKNOWN:
        what = say("It is unclear whether {customer} has the statement", customer=dispatch.name)
        return Notice(what, why, _customer_page(dispatch))
    if dispatch.state is DispatchState.SENT and dispatch.kind is not ChannelKind.EMAIL:
        what = say("Statement sent to {customer}", customer=dispatch.name)
        return Notice(what, why, _customer_page(dispatch))
    if dispatch.state is DispatchState.SENT:
        return Notice(
            say("Not everybody at {customer} has the statement", customer=dispatch.name),
            why,
            _customer_page(dispatch),
        )
    what = say("{customer} does not have the statement", customer=dispatch.name)
    return Notice(what, why, _customer_page(dispatch))


def _of_several(dispatches: tuple[Dispatch, ...]) -> Notice:
    count = len(dispatches)
    if all(one.state is DispatchState.UNKNOWN for one in dispatches):
        what = say("Sendings of which nobody knows whether they arrived: {count}", count=count)
        return Notice(what, page=UNKNOWN)
    return Notice(say("Statements that came back: {count}", count=count), page=FAILED)


def _of_success(dispatch: Dispatch) -> Notice:
    what = say("{customer}: {answer}", customer=dispatch.name, answer=dispatch.receipt)
    return Notice(what, page=_customer_page(dispatch))


def _of_answers(replies: tuple[Reply, ...]) -> Notice:
    if len(replies) > 1:
        return Notice(say("Customers have answered: {count}", count=len(replies)), page=REPLIES)
    (reply,) = replies
    lines = tuple(say("{answer}", answer=text) for text in (reply.subject, reply.line) if text)
    return Notice(say("{customer} has answered", customer=reply.name), lines, REPLIES)


def _of_dispatch(dispatch: Dispatch, deed: Deed) -> Notice | None:
    name, page = dispatch.name, _customer_page(dispatch)
    # What a channel answers is in the user's words already.
    why = (say("{answer}", answer=dispatch.error),) if dispatch.error else ()
    match dispatch.state:
        case DispatchState.SENT:
            return Notice(deed.tell(dispatch), page=page)
        case DispatchState.FAILED:
            return Notice(deed.tell(dispatch), why, page)
        case DispatchState.RETRY:
            return Notice(
                say("The statement to {customer} will be tried again", customer=name), why, page
            )
        case DispatchState.UNKNOWN:
            return Notice(
                say("It is unclear whether {customer} has the statement", customer=name), why, page
            )
    return None


def _customer_page(dispatch: Dispatch) -> str:
    return f"/customers/{quote(dispatch.customer, safe='')}"
