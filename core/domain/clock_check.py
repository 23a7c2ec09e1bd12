"""The clock's check: whether a new day has come, and whether the clock can be believed."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

LONGEST_BREAK = timedelta(days=45)
"""A PC may be off this long; a longer step forward is taken for a clock set wrong."""


class DayVerdict(StrEnum):
    """What today's date means beside that of the last run."""

    SAME = "same"
    NEW = "new"
    SET_BACK = "set_back"
    JUMPED = "jumped"


def judge_day(last_run: date | None, today: date) -> DayVerdict:
    """Compare today with the day of the last run; a first run is a new day."""
    if last_run is None:
        return DayVerdict.NEW
    if today == last_run:
        return DayVerdict.SAME
    if today < last_run:
        return DayVerdict.SET_BACK
    if today - last_run > LONGEST_BREAK:
        return DayVerdict.JUMPED
    return DayVerdict.NEW
