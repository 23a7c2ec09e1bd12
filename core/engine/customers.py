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
from core.domain.dispatches import ChannelKind
from core.domain.parties import Customer, SendingPreferences
from core.engine.firm import Firm
from core.errors import UnknownName

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
    own, by_default = firm.parts.preferences.all(), firm.settings.email.via
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
        name = wanted.channel or by_default
        if name not in channels:
            channels[name] = _channel(firm, name)
        channel = channels[name]
        if channel is not None and channel.kind is ChannelKind.EMAIL and wanted.addresses:
            return True
        return channel is not None and bool(channel.address(customer))

    since = today - timedelta(days=RECENT_DAYS)
    troubled = (*history.failed_since(since), *history.unclear())
    return Standing(
        last=history.last_sendings(),
        failed=frozenset(dispatch.customer for dispatch in troubled),
        excluded=excluded,
        reachable=reachable,
    )


def _channel(firm: Firm, name: str) -> Channel | None:
    try:
        return firm.channel(name)
    except UnknownName:
        return None
