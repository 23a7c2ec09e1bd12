"""Aging: how long the open amounts have been overdue."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from core.domain.money import ZERO

BOUNDS = (0, 30, 60, 90)
"""Upper bounds in days overdue: not yet due, 1-30, 31-60, 61-90, and over 90."""


@dataclass(frozen=True, slots=True)
class Aging:
    """Open invoices of one currency by days after the due date; due today is current."""

    current: Decimal = ZERO
    d1_30: Decimal = ZERO
    d31_60: Decimal = ZERO
    d61_90: Decimal = ZERO
    d90_plus: Decimal = ZERO

    @property
    def overdue(self) -> Decimal:
        """Return what is past its due date."""
        return self.d1_30 + self.d31_60 + self.d61_90 + self.d90_plus

    @property
    def buckets(self) -> tuple[Decimal, ...]:
        """Return the five buckets, the current one first."""
        return (self.current, self.d1_30, self.d31_60, self.d61_90, self.d90_plus)


NO_AGING = Aging()


def bucket_of(days_overdue: int) -> int:
    """Return the index of the bucket, 0 for what is not overdue."""
    return bisect_left(BOUNDS, days_overdue)
