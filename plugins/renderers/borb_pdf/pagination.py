"""Pagination: which lines stand on which page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

TOGETHER = 2
"""So many lines stay with the total: it is never alone on a page."""


@dataclass(frozen=True, slots=True)
class Room:
    """The height of what a section needs, in points."""

    here: float
    """What is left of the page where the section begins."""
    page: float
    """What a page of its own has, below the header row and the balance brought forward."""
    carried: float
    """The row with the balance carried forward."""
    closing: float
    """The total and what must stand below it."""


def break_lines(heights: Sequence[float], room: Room) -> list[range]:
    """Return the lines of each page; the closing part follows the last ones.

    The first range is empty if the section does not begin on the page at hand.
    """
    ends = [0.0, *accumulate(heights)]
    count = len(heights)
    pages: list[range] = []
    start, left = 0, room.here
    while ends[count] - ends[start] + room.closing > left:
        stop = start
        while stop < count and ends[stop + 1] - ends[start] + room.carried <= left:
            stop += 1
        stop = max(start, min(stop, count - TOGETHER))
        if stop == start and left >= room.page:
            # Not even one fits on an empty page: it must stand somewhere.
            stop = start + 1
        if start >= count:
            break
        pages.append(range(start, stop))
        start, left = stop, room.page
    return [*pages, range(start, count)]
