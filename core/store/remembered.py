"""What is made of a table of the history, kept until the table changes; any thread may ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from core.store.history import History

T = TypeVar("T")


class Remembered(Generic[T]):
    """One value made of all documents of a table."""

    def __init__(self, history: History, table: str, make: Callable[[Sequence[Any]], T]) -> None:
        """Keep the way to make it; nothing is read before somebody asks."""
        self._history = history
        self._table = table
        self._make = make
        self._made: tuple[int, T] | None = None

    def now(self) -> T:
        """Return the value as the table is now."""
        version, made = self._history.version(self._table), self._made
        if made is None or made[0] != version:
            # Together: the value of one reading never stands under the number of another.
            made = self._made = (version, self._make(self._history.table(self._table).all()))
        return made[1]
