"""A file that another program on Windows has open, and does not share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOTHING = 0
"""As Excel opens a table."""
READING = 1
"""As a backup or a reader of PDF does: others may read it, too."""
WRITING = 3
"""As another Sollecito does: others may read and write, but nobody renames or removes it."""


@contextmanager
def open_elsewhere(path: Path, share: int = NOTHING) -> Iterator[None]:
    """Hold a file open; by default nobody else may even read it."""
    import win32con  # noqa: PLC0415 - only on Windows
    import win32file  # noqa: PLC0415

    handle = win32file.CreateFile(
        str(path), win32con.GENERIC_READ, share, None, win32con.OPEN_EXISTING, 0, None
    )
    try:
        yield
    finally:
        handle.Close()
