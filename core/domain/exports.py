"""Exports: the files that the figures come from, and the day that they are good for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domain.problems import Problem, Severity
from core.domain.wording import say

_ONE_SET = timedelta(days=1)
"""Files of one export are written within this time of each other."""


@dataclass(frozen=True, slots=True)
class Export:
    """One file with figures."""

    file: str
    written: datetime
    has_items: bool = False
    has_payments: bool = False
    is_open: bool = False
    """Whether an item of it has something left to pay."""
    headings: frozenset[tuple[str, ...]] = frozenset()
    """Of its tables of items; none if a plugin made the items from something else."""


def figures_day(exports: Sequence[Export], *, payments_decide: bool) -> date | None:
    """Return the day that the figures are good for, or None without any.

    That is the day of the newest file of items with something open. Where the payments decide
    what is left, it is not after the day of the newest payments. A table in which everything is
    settled tells nothing about the others.
    """
    items = [one for one in exports if one.has_items]
    telling = [one for one in items if one.is_open or not one.headings] or items
    payments = [one for one in exports if one.has_payments]
    days = [max(one.written for one in telling)] if telling else []
    if payments and (payments_decide or not items):
        days.append(max(one.written for one in payments))
    return min(days).date() if days else None


def outdated(exports: Sequence[Export]) -> Iterator[Problem]:
    """Report each file of open items beside which a newer one of the same kind lies.

    What was paid in between is still open in the older one.
    """
    open_ones = [one for one in exports if one.has_items and one.is_open]
    for older in open_ones:
        alike = (one for one in open_ones if one.headings & older.headings)
        newest = max(alike, key=lambda one: one.written, default=older)
        if newest.written - older.written > _ONE_SET:
            yield _outdated(older, newest)


def _outdated(older: Export, newest: Export) -> Problem:
    return Problem(
        older.file,
        say(
            "“{file}” may list what has been paid since: it is older than “{newest}”.",
            file=older.file,
            newest=newest.file,
        ),
        say("Move the older file away. If both are needed, export both again on the same day."),
        Severity.FILE,
    )
