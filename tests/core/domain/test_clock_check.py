from datetime import date, timedelta

import pytest

from core.domain.clock_check import DayVerdict, judge_day

LAST = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (-400, DayVerdict.SET_BACK),
        (-1, DayVerdict.SET_BACK),
        (0, DayVerdict.SAME),
        (1, DayVerdict.NEW),
        (4, DayVerdict.NEW),
        (45, DayVerdict.NEW),
        (46, DayVerdict.JUMPED),
        (4000, DayVerdict.JUMPED),
    ],
)
def test_today_is_judged_by_the_days_since_the_last_run(days: int, verdict: DayVerdict) -> None:
    assert judge_day(LAST, LAST + timedelta(days=days)) is verdict


def test_first_run_ever_is_a_new_day() -> None:
    assert judge_day(None, LAST) is DayVerdict.NEW
