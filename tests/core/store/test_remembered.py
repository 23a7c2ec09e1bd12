from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.store.history import History
from core.store.remembered import Remembered


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path, "PC1", look_every=0.0)
    yield opened
    opened.close()


def test_what_was_made_is_kept_until_the_table_changes(history: History) -> None:
    made: list[int] = []

    def make(documents: Sequence[Any]) -> int:
        made.append(len(documents))
        return made[-1]

    remembered = Remembered(history, "notes", make)
    remembered.now()
    history.insert("notes", {"text": "one"}, 2026)
    history.insert("others", {"text": "one"}, 2026)
    assert [remembered.now(), remembered.now(), made] == [1, 1, [0, 1]]


def test_a_reading_that_was_overtaken_does_not_stay(history: History) -> None:
    overtaking = iter([True])

    def make(documents: Sequence[Any]) -> int:
        # Another thread writes and reads while this one is still at work.
        if next(overtaking, False):
            history.insert("notes", {"text": "one"}, 2026)
            assert remembered.now() == 1
        return len(documents)

    remembered = Remembered(history, "notes", make)
    assert [remembered.now(), remembered.now()] == [0, 1]
