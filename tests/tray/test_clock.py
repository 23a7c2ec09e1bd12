import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.clock_check import DayVerdict, judge_day
from core.engine.parts import Clock
from tests.tray.eventually import eventually
from tray.clock import SystemClock, Ticker


@pytest.fixture
def _rome(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


def clock_at(utc: str) -> Clock:
    return SystemClock(lambda: datetime.fromisoformat(utc).replace(tzinfo=UTC))


@pytest.mark.only_on("unix", "sets the zone of the process")
@pytest.mark.usefixtures("_rome")
@pytest.mark.parametrize(
    ("utc", "local", "today"),
    [
        ("2026-11-24T22:59:59", "2026-11-24 23:59:59+01:00", date(2026, 11, 24)),
        ("2026-11-24T23:00:00", "2026-11-25 00:00:00+01:00", date(2026, 11, 25)),
        ("2026-07-01T21:59:59", "2026-07-01 23:59:59+02:00", date(2026, 7, 1)),
        ("2026-07-01T22:00:00", "2026-07-02 00:00:00+02:00", date(2026, 7, 2)),
        # The night that loses an hour, and the one that has an hour twice.
        ("2026-03-29T00:59:59", "2026-03-29 01:59:59+01:00", date(2026, 3, 29)),
        ("2026-03-29T01:00:00", "2026-03-29 03:00:00+02:00", date(2026, 3, 29)),
        ("2026-10-25T00:30:00", "2026-10-25 02:30:00+02:00", date(2026, 10, 25)),
        ("2026-10-25T01:30:00", "2026-10-25 02:30:00+01:00", date(2026, 10, 25)),
    ],
)
def test_the_day_is_the_local_one(utc: str, local: str, today: date) -> None:
    clock = clock_at(utc)
    assert str(clock.now()) == local
    assert clock.today() == today


def test_now_carries_its_zone() -> None:
    assert SystemClock().now().utcoffset() is not None


@pytest.mark.only_on("unix", "sets the zone of the process")
@pytest.mark.usefixtures("_rome")
def test_hour_that_autumn_repeats_is_no_second_day() -> None:
    instant = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)
    days = [clock_at(f"{instant + timedelta(minutes=30 * n):%Y-%m-%dT%H:%M}") for n in range(60)]
    verdicts = []
    last = date(2026, 10, 24)
    for clock in days:
        verdicts.append(judge_day(last, clock.today()))
        last = clock.today()
    assert verdicts.count(DayVerdict.NEW) == 2
    assert set(verdicts) == {DayVerdict.SAME, DayVerdict.NEW}


def test_tick_after_a_suspend_of_several_days_finds_one_new_day() -> None:
    clock = clock_at("2026-11-20T12:00:00")
    later = clock_at("2026-11-24T12:00:00")
    assert judge_day(clock.today(), later.today()) is DayVerdict.NEW
    assert judge_day(later.today(), later.today()) is DayVerdict.SAME


def test_it_ticks_at_the_start_and_then_again_and_again() -> None:
    ticks: list[int] = []
    ticker = Ticker(lambda: ticks.append(1), interval=0.01)
    ticker.start()
    eventually(lambda: len(ticks) >= 3)
    ticker.stop()


def test_first_tick_does_not_wait_for_the_interval() -> None:
    ticks: list[int] = []
    ticker = Ticker(lambda: ticks.append(1), interval=3600)
    ticker.start()
    eventually(lambda: ticks)
    ticker.stop()
    assert ticks == [1]


def test_pc_that_wakes_is_ticked_at_once() -> None:
    ticks: list[int] = []
    ticker = Ticker(lambda: ticks.append(1), interval=3600)
    ticker.start()
    eventually(lambda: ticks == [1])
    ticker.tick_now()
    eventually(lambda: ticks == [1, 1])
    ticker.stop()


def test_ticker_that_never_started_can_be_stopped() -> None:
    Ticker(os.abort).stop()
