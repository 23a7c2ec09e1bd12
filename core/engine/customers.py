"""The list of customers as it stands now: the ledger's part made once, the rest looked up."""

from __future__ import annotations

from datetime import date, timedelta

from core.channels import Channel
from core.domain.customer_list import (
    CustomerIndex,
    CustomerPage,
    CustomerQuery,
    Standing,
    build_entry,
)
from core.domain.parties import Customer, SendingPreferences
from core.domain.roads import order_of
from core.engine.firm import Firm, reached_at
from core.engine.serving import Found, find_channel, serving_channel

RECENT_DAYS = 7
"""How long a failed sending is shown as such."""


class CustomerList:
    """Answers queries about the customers; may be asked from any thread."""

    def __init__(self, firm: Firm) -> None:
        """Keep the firm; nothing is made before the first query."""
        self._firm = firm
        self._made: tuple[object, date, CustomerIndex] | None = None

    def page(self, query: CustomerQuery) -> CustomerPage:
        """Return one page of the list."""
        return self._index().page(query, standing_of(self._firm))

    def _index(self) -> CustomerIndex:
        ledger, today = self._firm.ledger, self._firm.parts.clock.today()
        made = self._made
        if made is None or made[0] is not ledger or made[1] != today:
            balances = self._firm.balances()
            entries = (
                build_entry(customer, balances.get(code, {}).values())
                for code, customer in ledger.customers.items()
            )
            made = (ledger, today, CustomerIndex(entries))
            self._made = made
        return made[2]


def standing_of(firm: Firm) -> Standing:
    """Return how the customers' sendings stand at this moment."""
    history, today = firm.parts.history, firm.parts.clock.today()
    own, by_default = firm.parts.preferences.all(), firm.settings.automatic.roads
    channels: dict[str, Channel | None] = {}

    def wishes(customer: Customer) -> SendingPreferences:
        # Not by the firm's own method: it looks at the disk for each customer.
        found = own.get(customer.code)
        return found.over(customer.preferences) if found else customer.preferences

    def excluded(customer: Customer) -> bool:
        wanted = wishes(customer)
        until = wanted.excluded_until
        return wanted.automatic is False or (until is not None and until >= today.isoformat())

    def reachable(customer: Customer) -> bool:
        wanted = wishes(customer)
        for road in order_of(wanted.channel or "") or by_default:
            if road not in channels:
                channels[road] = _channel(firm, road)
            channel = channels[road]
            if channel is not None and reached_at(customer, wanted, channel):
                return True
        return False

    since = today - timedelta(days=RECENT_DAYS)
    troubled = (*history.failed_since(since), *history.unclear())
    return Standing(
        last=history.last_sendings(),
        failed=frozenset(dispatch.customer for dispatch in troubled),
        excluded=excluded,
        reachable=reachable,
    )


def _channel(firm: Firm, road: str) -> Channel | None:
    def find(name: str) -> Found:
        return find_channel(firm, name)

    return find(serving_channel(firm, road, find))[0]
