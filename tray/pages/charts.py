"""Small drawings made on the server: whole numbers that a template writes into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.domain.aging import Aging
from core.domain.forecast import DayAhead
from core.domain.money import ZERO
from core.domain.wording import Text, say

WIDTH = 1000
"""Of the aging bar, in units of its own."""
HEIGHT = 48
"""Of the highest day."""
BUCKETS: tuple[Text, ...] = (
    say("Not yet due"),
    say("1–30 days"),
    say("31–60 days"),
    say("61–90 days"),
    say("over 90 days"),
)


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the aging bar, and its line in the table below."""

    label: Text
    amount: Decimal
    percent: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the plan, as high as many are due."""

    ahead: DayAhead
    count: int
    height: int


def aging_bar(aging: Aging) -> tuple[Slice, ...]:
    """Cut the bar in proportion to the buckets; one that is not empty can be seen."""
    whole = sum(aging.buckets, ZERO)
    slices: list[Slice] = []
    before = ZERO
    for label, amount in zip(BUCKETS, aging.buckets, strict=True):
        x = int(WIDTH * before / whole) if whole else 0
        before += amount
        end = int(WIDTH * before / whole) if whole else 0
        percent = round(100 * amount / whole) if whole else 0
        slices.append(Slice(label, amount, percent, x, end - x))
    return tuple(slices)


def day_bars(ahead: Sequence[DayAhead]) -> tuple[DayBar, ...]:
    """Draw each day in proportion to the busiest one; whoever is alone on a day is seen."""
    most = max((len(day.due) for day in ahead), default=0) or 1
    return tuple(DayBar(day, len(day.due), ceil(HEIGHT * len(day.due) / most)) for day in ahead)
