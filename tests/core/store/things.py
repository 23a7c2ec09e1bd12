"""Histories for the tests of what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.store.history import History


@contextmanager
def opened(folder: Path, machine: str = "PC1") -> Iterator[History]:
    """Open a history that sees at once what others write."""
    history = History(folder, machine, "anna", look_every=0)
    try:
        yield history
    finally:
        history.close()
