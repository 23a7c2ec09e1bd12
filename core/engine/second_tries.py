"""Tries again what a person sent and a server refused for now, on the same PC and day.

So it does for the recipients that were put off while the others of a sending were accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.commands import SendStatement
from core.domain.dispatches import Dispatch, DispatchState, amounts_of, moved
from core.domain.wording import say
from core.engine.by_hand import send_group
from core.engine.connections import Connections
from core.engine.firm import Firm
from core.engine.sending import Announce, Order
from core.errors import SollecitoError
from core.texts import tell

FIRST_PAUSE = timedelta(minutes=15)
"""Greylisting servers ask for that much; each pause is twice as long as the one before."""
_LATEST = 50
"""Sendings to one customer, of which those of today are looked at."""


@dataclass(frozen=True, slots=True)
class _Wish:
    dispatch: Dispatch
    letter: str
    at: datetime
    pause: timedelta


class SecondTries:
    """Remembers a person's letter too, so that what is sent is what was looked at."""

    def __init__(self, firm: Firm) -> None:
        """Begin with nothing to try; what an earlier life left is given up at the first look."""
        self._firm = firm
        self._wishes: list[_Wish] = []
        self._began = False

    def remember(self, dispatches: Iterable[Dispatch], wish: SendStatement) -> None:
        """Note those that were refused for now."""
        for dispatch in dispatches:
            self._note(dispatch, wish.letter, FIRST_PAUSE)

    def look(self, announce: Announce) -> bool:
        """Try those whose time has come; return whether there were any."""
        put_off, self._firm.put_off = self._firm.put_off, []
        for dispatch in put_off:
            at = dispatch.created_at + FIRST_PAUSE
            self._wishes.append(_Wish(dispatch, dispatch.letter, at, FIRST_PAUSE))
        if not self._began:
            self._began = True
            self._give_up(announce)
        now = self._firm.parts.clock.now()
        due = [wish for wish in self._wishes if wish.at <= now]
        for wish in due:
            # Forgotten only once it has an outcome: the history may be away just now.
            tried = self._try(wish, announce) if self._is_still_open(wish) else None
            self._wishes.remove(wish)
            if tried is not None:
                self._note(tried, wish.letter, wish.pause * 2)
        return bool(due)

    def _is_still_open(self, wish: _Wish) -> bool:
        """Whether nothing was handed over: an interrupted try may have left already."""
        known = self._firm.parts.history.get(wish.dispatch.id)
        return known.state is DispatchState.RETRY

    def _note(self, dispatch: Dispatch, letter: str, pause: timedelta) -> None:
        if dispatch.state is DispatchState.RETRY:
            at = self._firm.parts.clock.now() + pause
            self._wishes.append(_Wish(dispatch, letter, at, pause))

    def _try(self, wish: _Wish, announce: Announce) -> Dispatch:
        firm, dispatch = self._firm, wish.dispatch
        if dispatch.day != firm.parts.clock.today():
            return self._fail(dispatch, dispatch.error, announce)
        if self._was_sent_meanwhile(dispatch):
            sent = tell(say("Another statement has gone out meanwhile."), firm.parts.language)
            return self._end(dispatch, DispatchState.DROPPED, sent, announce)
        try:
            statement = firm.statement(dispatch.customer, dispatch.as_of)
            channel = firm.channel(dispatch.channel)
        except SollecitoError as error:
            return self._fail(dispatch, tell(error.title, firm.parts.language), announce)
        if amounts_of(statement) != dispatch.amounts:
            changed = say("The figures have changed meanwhile: look at them, then send again.")
            return self._fail(dispatch, tell(changed, firm.parts.language), announce)
        recipients = tuple(dispatch.address.split(", "))
        order = Order(statement, channel, recipients, dispatch, wish.letter)
        with Connections(firm) as connections:
            (tried,) = send_group(firm, [order], connections, announce)
        return tried

    def _give_up(self, announce: Announce) -> None:
        """Tell as not sent what a person sent in an earlier life: nobody will try it again."""
        ours = {wish.dispatch.id for wish in self._wishes}
        for dispatch in self._firm.parts.history.unfinished():
            refused = dispatch.state is DispatchState.RETRY and not dispatch.automatic
            if refused and dispatch.id not in ours:
                self._fail(dispatch, dispatch.error, announce)

    def _was_sent_meanwhile(self, dispatch: Dispatch) -> bool:
        """Whether the program, another PC or the person itself has done it by now."""
        since = self._firm.parts.history.newest(dispatch.customer, _LATEST)
        return dispatch.kind.reaches_customer and any(
            one.id not in (dispatch.id, dispatch.rest_of)
            and one.kind.reaches_customer
            and one.state.may_have_arrived
            and one.happened_at >= dispatch.created_at
            for one in since
        )

    def _fail(self, dispatch: Dispatch, why: str, announce: Announce) -> Dispatch:
        return self._end(dispatch, DispatchState.FAILED, why, announce)

    def _end(
        self, dispatch: Dispatch, state: DispatchState, why: str, announce: Announce
    ) -> Dispatch:
        ended = moved(dispatch, state, self._firm.parts.clock.now(), error=why)
        self._firm.parts.history.record(ended)
        announce(ended)
        return ended
