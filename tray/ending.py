"""Asks this person's running programs to end, and waits until they have."""

from __future__ import annotations

import time
from pathlib import Path

from filelock import FileLock, Timeout

from core.domain.wording import say
from core.errors import SollecitoError
from tray.single_instance import END, LOCK, default_state_folder

_GLANCE = 0.1


class StillRunning(SollecitoError):
    """A program was asked to end and has not done so yet."""


def end_running(patience: float, state_folder: Path | None = None) -> int:
    """Let every running program bring its dispatch to an end and quit; return how many did."""
    folder = state_folder or default_state_folder()
    locks = [lock for lock in sorted(folder.glob(f"*{LOCK}")) if _is_held(lock)]
    for lock in locks:
        lock.with_suffix(END).touch()
    deadline = time.monotonic() + patience
    while any(map(_is_held, locks)):
        if time.monotonic() >= deadline:
            raise StillRunning(
                say("Sollecito is still at work on a statement; it ends after that."),
                say("Try again in a moment."),
            )
        time.sleep(_GLANCE)
    return len(locks)


def _is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
