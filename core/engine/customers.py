"""The list of customers as it stands now: the ledger's part made once, the rest looked up."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from core.channels import Channel
from core.domain.customer_list import (
    CustomerIndex,
    CustomerPage,
    CustomerQuery,
    Standing,
    build_entry,
)
from core.domain.parties import Customer
from core.domain.roads import order_of
from core.engine.firm import Firm, reached_at
from core.engine.serving import Found, find_channel, serving_channel
from core.engine.sight import Sight
from core.errors import HistoryUnwritable

RECENT_DAYS = 7
"""How long a failed sending is shown as such."""


class CustomerList:
    """Answers queries about the customers; may be asked from any thread."""

    def __init__(self, firm: Firm) -> None:
        """Keep the firm; nothing is made before the first query."""
        self._firm = firm
        self._made: tuple[object, date, CustomerIndex] | None = None
        self._troubled: frozenset[str] = frozenset()

    def page(self, query: CustomerQuery) -> CustomerPage:
        """Return one page of the list."""
        sight = self._firm.sight_to_show()
        return self._index(sight).page(query, self._standing(sight))

    def _index(self, sight: Sight) -> CustomerIndex:
        made = self._made
        if made is None or made[0] is not sight.ledger or made[1] != sight.today:
            entries = (
                build_entry(customer, sight.balances[code].values())
                for code, customer in sight.ledger.customers.items()
            )
            made = self._made = (sight.ledger, sight.today, CustomerIndex(entries))
        return made[2]

    def _standing(self, sight: Sight) -> Standing:
        history, since = self._firm.parts.history, sight.today - timedelta(days=RECENT_DAYS)
        with suppress(HistoryUnwritable):  # what was known last is shown
            found = (*history.failed_since(since), *history.unclear())
            self._troubled = frozenset(dispatch.customer for dispatch in found)
        return _standing(self._firm, sight, self._troubled)


def _standing(firm: Firm, sight: Sight, troubled: frozenset[str]) -> Standing:
    """Return how the customers' sendings stand at this moment."""
    channels: dict[str, Channel | None] = {}

    def excluded(customer: Customer) -> bool:
        wanted = sight.preferences(customer)
        until = wanted.excluded_until
        return wanted.automatic is False or (until is not None and until >= sight.today.isoformat())

    def reachable(customer: Customer) -> bool:
        wanted = sight.preferences(customer)
        for road in order_of(wanted.channel or "") or sight.settings.automatic.roads:
            if road not in channels:
                channels[road] = _channel(firm, road)
            channel = channels[road]
            if channel is not None and reached_at(customer, wanted, channel):
                return True
        return False

    return Standing(
        last=sight.last,
        failed=troubled,
        excluded=excluded,
        reachable=reachable,
    )


def _channel(firm: Firm, road: str) -> Channel | None:
    def find(name: str) -> Found:
        return find_channel(firm, name)

    return find(serving_channel(firm, road, find))[0]
