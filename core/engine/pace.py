"""Keeps e-mail within what the provider takes in a minute and in a day."""

from __future__ import annotations

import math
from datetime import timedelta

from core.channels import Deliver, Delivery, HandOver
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.store.settings import PecTable, SmtpTable

SERVERS = {"smtp": ("smtp", "email_to_fax"), "pec": ("pec",)}
"""The channels that go by the mail server of each table."""


class Pace:
    """Keeps each mail server's pace in a run."""

    def __init__(self, firm: Firm) -> None:
        self._servers = {
            channel: server
            for table, channels in SERVERS.items()
            for server in (_ServerPace(firm, table),)
            for channel in channels
        }

    def of(self, channel: str, deliver: Deliver) -> Deliver:
        """Return the function that delivers no faster and no more than is allowed."""
        return self._servers[channel].of(deliver) if channel in self._servers else deliver


class _ServerPace:
    """Counts over all channels of one mail server; providers count recipients, not messages."""

    def __init__(self, firm: Firm, table: str) -> None:
        self._firm = firm
        self._table = table
        self._day = firm.parts.clock.today()
        self._sent = -1

    def of(self, deliver: Deliver) -> Deliver:
        def paced(delivery: Delivery, hand_over: HandOver) -> Receipt:
            limit = self._limits.per_day
            size = recipients(delivery.dispatch)
            if limit and self._sent_today() + size > limit:
                return Receipt(DispatchState.RETRY, fault=_too_many(limit))
            self._wait()
            receipt = deliver(delivery, hand_over)
            if receipt.state.may_have_arrived:
                self._sent += size
            return receipt

        return paced

    @property
    def _limits(self) -> SmtpTable | PecTable:
        settings = self._firm.settings
        return settings.pec if self._table == "pec" else settings.smtp

    def _sent_today(self) -> int:
        today = self._firm.parts.clock.today()
        if self._sent < 0 or today != self._day:
            self._day = today
            sent = self._firm.parts.history.sent_by(SERVERS[self._table], today)
            self._sent = sum(recipients(one) for one in sent)
        return self._sent

    def _wait(self) -> None:
        """Let so much time pass that a minute does not get too full; a stop is heard at once."""
        a_minute = self._limits.per_minute
        if not a_minute:
            return
        clock, last = self._firm.parts.clock, self._firm.last_mail_at.get(self._table)
        if last is not None:
            left = (last + timedelta(minutes=1) / a_minute - clock.now()).total_seconds()
            # A clock that was set back must not keep anybody waiting.
            left = min(left, 60 / a_minute)
            for _ in range(math.ceil(left)):
                if self._firm.stopping.is_set():
                    return
                self._firm.parts.wait(min(1.0, left))
                left -= 1
        self._firm.last_mail_at[self._table] = clock.now()


def recipients(dispatch: Dispatch) -> int:
    """Return to how many addresses a dispatch goes, blind copies with them."""
    return sum(len(one.split(",")) for one in (dispatch.address, dispatch.bcc) if one)


def _too_many(limit: int) -> Text:
    return say(
        "The limit of {count} recipients a day is reached. What is left follows by itself, at the"
        " latest tomorrow.",
        count=limit,
    )
