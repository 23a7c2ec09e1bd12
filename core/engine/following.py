"""Asks the channels how those sendings ended that were only handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.channels import Channel
from core.domain.dispatches import Dispatch
from core.engine.firm import Firm
from core.engine.sending import Announce, ended
from core.engine.sites import site_of
from core.errors import SollecitoError

FOLLOWED_DAYS = 3
"""A fax server gives up within hours; a printer that stands still over the weekend prints on."""
PAUSE = timedelta(minutes=1)
PAUSE_WHEN_AWAY = timedelta(minutes=10)
"""While a server is away: asking it may take seconds, in which the engine does nothing else."""


class Following:
    """Knows what is still open, and when to ask again."""

    def __init__(self, firm: Firm) -> None:
        """Ask the first time at once: much may have ended while the program was off."""
        self._firm = firm
        self._next: dict[str, datetime] = {}
        self._known: tuple[object, tuple[Dispatch, ...]] = (None, ())

    def look(self, announce: Announce) -> bool:
        """Ask each channel whose turn it is, record what ended; return whether anything did."""
        changed = False
        channels = self._firm.parts.plugins.channels()
        for name in dict.fromkeys(dispatch.channel for dispatch in self._open()):
            if name in channels and self._is_time(name):
                mine = [dispatch for dispatch in self._open() if dispatch.channel == name]
                changed |= self._ask(channels[name], mine, announce)
        return changed

    def _ask(self, channel: Channel, dispatches: Sequence[Dispatch], announce: Announce) -> bool:
        parts = self._firm.parts
        try:
            receipts = channel.follow(site_of(self._firm, channel), dispatches)
        except (OSError, SollecitoError):
            self._next[channel.name] = parts.clock.now() + PAUSE_WHEN_AWAY
            return False
        self._next[channel.name] = parts.clock.now() + PAUSE
        told = [
            ended(dispatch, receipts[dispatch.id], self._firm)
            for dispatch in dispatches
            if dispatch.id in receipts
        ]
        parts.history.record_many(told)
        for dispatch in told:
            announce(dispatch)
        return bool(told)

    def _is_time(self, channel: str) -> bool:
        # A clock that was set back must not keep anybody waiting.
        now = self._firm.parts.clock.now()
        return not timedelta() < self._next.get(channel, now) - now <= PAUSE_WHEN_AWAY

    def _open(self) -> tuple[Dispatch, ...]:
        """Return what the channels may know more of; searched when the history has changed."""
        parts = self._firm.parts
        today = parts.clock.today()
        key = (parts.history.sendings_version(), today)
        if self._known[0] != key:
            since = today - timedelta(days=FOLLOWED_DAYS)
            self._known = (key, tuple(parts.history.handed_over(since, today)))
        return self._known[1]
