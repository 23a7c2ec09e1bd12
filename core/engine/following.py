"""Asks the channels how those sendings ended that were only handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.channels import Channel
from core.domain.dispatches import Dispatch, Receipt
from core.engine.firm import Firm
from core.engine.proofs import with_proofs
from core.engine.sending import Announce, ended
from core.engine.sites import site_of
from core.errors import FileUnwritable, MailboxUnusable, SollecitoError

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
            told = [
                self._told(dispatch, receipts[dispatch.id])
                for dispatch in dispatches
                if dispatch.id in receipts
            ]
        except (OSError, SollecitoError) as error:
            self._next[channel.name] = parts.clock.now() + PAUSE_WHEN_AWAY
            return self._note(channel, error)
        self._next[channel.name] = parts.clock.now() + PAUSE
        noted = self._note(channel, None)
        parts.history.record_many(told)
        for dispatch in told:
            announce(dispatch)
        return bool(told) or noted

    def _note(self, channel: Channel, error: Exception | None) -> bool:
        """Keep why receipts cannot be read or kept, which a person must know; others pass."""
        grave = isinstance(error, MailboxUnusable | FileUnwritable)
        fault = error.title if grave and isinstance(error, SollecitoError) else None
        known = self._firm.receipt_faults
        if known.get(channel.name) == fault:
            return False
        known[channel.name] = fault
        return True

    def _told(self, dispatch: Dispatch, receipt: Receipt) -> Dispatch:
        parts = self._firm.parts
        proven = with_proofs(parts.folder, dispatch, receipt.proofs)
        if receipt.no_pec:
            self._firm.bounced.add_no_pec(dispatch, parts.clock.now())
        if receipt.nobody_there:
            self._firm.bounced.add_all(dispatch, parts.clock.now())
        return ended(proven, receipt, self._firm)

    def _is_time(self, channel: str) -> bool:
        # A clock that was set back must not keep anybody waiting.
        now = self._firm.parts.clock.now()
        return not timedelta() < self._next.get(channel, now) - now <= PAUSE_WHEN_AWAY

    def _open(self) -> tuple[Dispatch, ...]:
        """Return what the channels may know more of; searched when the history has changed."""
        parts = self._firm.parts
        today, channels = parts.clock.today(), parts.plugins.channels()
        days = {name: channel.followed_days for name, channel in channels.items()}
        key = (parts.history.sendings_version(), today, tuple(days.items()))
        if self._known[0] != key:
            since = today - timedelta(days=max(days.values(), default=0))
            self._known = (
                key,
                tuple(
                    one
                    for one in parts.history.handed_over(since, today)
                    if (today - one.day).days <= days.get(one.channel, 0)
                ),
            )
        return self._known[1]
