"""A history to write into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.history import History
from tests.core.store.things import opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "history"


@pytest.fixture
def history(folder: Path) -> Iterator[History]:
    with opened(folder) as history:
        yield history
