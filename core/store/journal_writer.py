"""Who may append to a journal file, and how a line becomes durable."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.store.journal_file import Record, encode


class JournalWriter:
    """The one that appends to a journal file; holds its lock from `claim` to `close`."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o644)
        self._end_torn_line()
        sync_folder(path.parent)

    def append(self, records: Iterable[Record]) -> list[int]:
        """Write records durably, together; return where each begins.

        If that fails, nothing of it stays: what was written is cut off again.
        """
        lines = [encode(record) for record in records]
        start = os.fstat(self._file).st_size
        rest = memoryview(b"".join(lines))
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError:
            # What cannot be cut off either has no end or is ended at the next claim.
            with suppress(OSError):
                os.ftruncate(self._file, start)
            raise
        return _positions(start, lines)

    @property
    def end(self) -> int:
        """Return how long the file is."""
        return os.fstat(self._file).st_size

    def close(self) -> None:
        """Let the file go; its lock too."""
        os.close(self._file)
        self._lock.release()

    def _end_torn_line(self) -> None:
        size = os.lseek(self._file, 0, os.SEEK_END)
        if size and os.lseek(self._file, -1, os.SEEK_END) >= 0 and os.read(self._file, 1) != b"\n":
            # Readers skip the torn line by its checksum.
            os.write(self._file, b"\n")


def claim(path: Path, name: str) -> JournalWriter | None:
    """Take the right to append to a journal; None while another process has it.

    The lock lies beside the journal and keeps its name when the generation changes.
    """
    # Not per thread: the engine's thread writes what another one may have opened.
    lock = FileLock(path.parent / f"{name}.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    try:
        return JournalWriter(path, lock)
    except OSError:
        lock.release()
        raise


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system can."""
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot; the file itself is written by now.
        with suppress(OSError):
            os.fsync(file)
    finally:
        os.close(file)


def _positions(start: int, lines: list[bytes]) -> list[int]:
    positions = []
    for line in lines:
        positions.append(start)
        start += len(line)
    return positions
