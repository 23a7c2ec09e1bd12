"""Who may be sent what by itself, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.balances import Balance
from core.domain.money import ZERO


class Scope(StrEnum):
    """Whom the firm writes to by itself."""

    OVERDUE = "overdue"
    """Customers with something overdue."""
    OPEN = "open"
    """All who owe, be it not yet due."""


@dataclass(frozen=True, slots=True)
class SendingPolicy:
    """The firm's rule for automatic sending."""

    enabled: bool = False
    scope: Scope = Scope.OVERDUE
    period_days: int = 10
    minimum_amount: Decimal = ZERO
    max_ledger_age_days: int = 31

    def amount_in_scope(self, balance: Balance) -> Decimal:
        """Return the amount that the scope looks at; not above zero: out of scope."""
        if self.scope is Scope.OVERDUE:
            return balance.overdue_net
        return balance.outstanding

    def largest_in_scope(self, balances: Mapping[str, Balance]) -> Decimal:
        """Return the largest amount in scope of any currency, or zero."""
        return max((self.amount_in_scope(balance) for balance in balances.values()), default=ZERO)
