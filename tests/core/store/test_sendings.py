"""The running summary equals a search of everything, whatever happens in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, LastSending
from core.store import journal
from core.store.history import History
from tests.core.store.things import opened
from tests.dispatches import DAY, NOON, on

STEPS = some.lists(
    some.tuples(
        some.integers(0, 11),
        some.sampled_from(DispatchState),
        some.sampled_from([ChannelKind.EMAIL, ChannelKind.ARCHIVE]),
        some.booleans(),
    ),
    max_size=40,
)


def searched(dispatches: Iterable[Dispatch]) -> dict[str, LastSending]:
    """Return the last sendings by looking at every dispatch."""
    last: dict[str, LastSending] = {}
    for found in sorted(dispatches, key=lambda found: found.created_at):
        if found.kind.reaches_customer and found.state.may_have_arrived:
            last[found.customer] = LastSending(found.day, found.state, found.id)
    return last


def play(
    steps: Iterable[tuple[int, DispatchState, ChannelKind, bool]], *histories: History
) -> None:
    """Plan a dispatch for a number seen first, else record or resolve the one it has."""
    planned: dict[int, tuple[Dispatch, History]] = {}
    for number, state, kind, resolve in steps:
        if number not in planned:
            history = histories[number % len(histories)]
            new = on(number, f"C{number % 3}", state=state, kind=kind)
            planned[number] = (history.plan([new])[0], history)
            continue
        dispatch, history = planned[number]
        if resolve and history.get(dispatch.id).state is DispatchState.UNKNOWN:
            decision = DispatchState.SENT if kind is ChannelKind.EMAIL else DispatchState.FAILED
            histories[0].resolve(dispatch.id, decision, NOON, "anna")
        else:
            history.record(replace(dispatch, state=state))


def check(history: History) -> None:
    everything = history.newest()
    assert history.last_sendings() == searched(everything)
    by_state = {state: set[str]() for state in DispatchState}
    for found in everything:
        by_state[found.state].add(found.id)
    assert {found.id for found in history.unclear()} == by_state[DispatchState.UNKNOWN]
    since = DAY + timedelta(days=5)
    failed = {found.id for found in everything if found.day >= since}
    assert {found.id for found in history.failed_since(since)} == (
        failed & by_state[DispatchState.FAILED]
    )


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_summary_equals_a_search(
    steps: list[tuple[int, DispatchState, ChannelKind, bool]],
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place, "history")
        with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
            play(steps, one, other)
            check(one)
            check(other)
        with opened(folder, "PC3") as reader:
            check(reader)


@pytest.fixture
def snapshots_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SNAPSHOT_LINES", 1)


@pytest.mark.usefixtures("snapshots_at_once")
def test_the_summary_equals_a_search_after_opening_from_an_index() -> None:
    states = list(DispatchState)
    steps = [
        (number * 7 % 12, states[number * 5 % 8], ChannelKind.EMAIL, number % 4 == 0)
        for number in range(60)
    ]
    with TemporaryDirectory() as place:
        folder = Path(place, "history")
        with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
            play(steps, one, other)
        assert len(list(folder.glob("2026/*.index"))) == 2
        with opened(folder, "PC3") as reader:
            check(reader)
