"""Notices: what the icon says by itself, and of which events it says nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.dispatches import Dispatch, DispatchState
from core.domain.events import (
    DispatchRecorded,
    Event,
    FolderFound,
    FolderLost,
    RunFinished,
    SettingsRefused,
)
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
        case DispatchRecorded(dispatch) if not dispatch.automatic:
            return _of_dispatch(dispatch, deed_done(status, dispatch))
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
