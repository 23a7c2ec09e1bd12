"""How far the reading of a table has come: told to whoever watches, who may end it by raising."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Row = TypeVar("Row")
Watch = Callable[[int, int], None]
"""Hears how many rows are done, of how many."""
STEP = 20_000
"""Rows between two words about them: a third of a second."""

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let somebody hear of the tables that are read meanwhile, whichever plugin reads them."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def in_steps(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows, with a word to whoever watches after each step of a long table."""
    watch = _watch.get()
    for start in range(0, len(rows), STEP):
        if watch is not None and start:
            watch(start, len(rows))
        yield from rows[start : start + STEP]
