"""Waiting for what another thread or process will do, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str = "", seconds: float = 60) -> T:
    """Look again and again until what is seen is true; fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"never happened: {what or look}"
        time.sleep(0.01)
    return seen
