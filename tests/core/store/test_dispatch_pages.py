"""The history page by page: nothing twice, nothing left out, whatever is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.dispatch_list import DispatchQuery
from core.domain.dispatches import Dispatch, DispatchState
from core.store import dispatch_pages
from core.store.history import History
from tests.fakes import CUSTOMERS, fake_dispatch

MORNING = datetime.fromisoformat("2026-11-20T08:00:00+01:00")


def dispatch(number: int) -> Dispatch:
    """One of ten a day, by turns to five customers, every third by fax, each seventh failed."""
    at = MORNING + timedelta(days=number // 10, minutes=number % 10)
    return fake_dispatch(
        CUSTOMERS[number % 5],
        created_at=at,
        updated_at=at,
        day=at.date(),
        channel="fax" if number % 3 == 0 else "smtp",
        state=DispatchState.FAILED if number % 7 == 0 else DispatchState.SENT,
        automatic=number % 2 == 0,
    )


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    ours, other = History(tmp_path, "PC1", look_every=0), History(tmp_path, "PC2")
    for number in range(45):
        (other if number % 4 == 0 else ours).plan([dispatch(number)])
    other.close()
    yield ours
    ours.close()


def read_through(history: History, **asked: Any) -> list[Dispatch]:
    """Turn page after page until there is none."""
    query = DispatchQuery(**{"size": 7, **asked})
    found: list[Dispatch] = []
    for _ in range(100):
        page = history.page(query)
        found += page.rows
        if not page.older:
            return found
        query = replace(query, before=page.older)
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"size": 45},
        {"size": 1},
        {"size": None},
        {"first": date(2026, 11, 22)},
        {"last": date(2026, 11, 21)},
        {"first": date(2026, 11, 21), "last": date(2026, 11, 21)},
        {"first": date(2027, 1, 1)},
        {"channel": "fax"},
        {"channel": "fax", "automatic": True},
        {"automatic": False},
        {"state": DispatchState.SENT},
        {"state": DispatchState.FAILED},
        {"state": DispatchState.FAILED, "channel": "fax"},
        {"state": DispatchState.DROPPED},
        {"customers": ("C0001",)},
        {"customers": ("C0001", "C0003"), "automatic": True},
        {"customers": ()},
    ],
)
def test_pages_together_are_all_that_is_looked_for_newest_first(
    history: History, asked: dict[str, Any]
) -> None:
    query = DispatchQuery(**asked)
    expected = [found for found in history.newest() if query.wants(found)]
    assert read_through(history, **asked) == expected


def test_search_that_finds_hardly_anything_stops_and_says_how_far_it_looked(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch_pages, "_FARTHEST", 12)
    query = DispatchQuery(channel="carrier pigeon")
    page = history.page(query)
    assert (page.rows, page.searched_to) == ((), date(2026, 11, 23))
    assert page.older
    assert read_through(history, channel="fax") == [
        found for found in history.newest() if found.channel == "fax"
    ]


def test_dispatch_of_another_pc_that_comes_meanwhile_does_not_shift_the_pages(
    history: History, tmp_path: Path
) -> None:
    first = history.page(DispatchQuery(size=7))
    rival = History(tmp_path, "PC3")
    rival.plan([dispatch(60)])
    rival.close()
    second = history.page(DispatchQuery(size=7, before=first.older))
    assert not set(first.rows) & set(second.rows)
    assert second.rows[0].created_at < first.rows[-1].created_at
