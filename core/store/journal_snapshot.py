"""A journal's index kept beside it, so that a million records open at once; derived."""

from __future__ import annotations

import sys
import zlib
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from core.store.journal_file import JournalFile, JournalMoved

VERSION = 2
_WINDOW = 1 << 16


def save_snapshot(journal: JournalFile, folded: Any) -> None:
    """Write the index of a journal; where that cannot be done, the journal is read whole."""
    offsets = {table: len(found) for table, found in journal.offsets.items()}
    index = [
        (table, field, list(values), [len(numbers) for numbers in values.values()])
        for (table, field), values in journal.index.items()
    ]
    head = orjson.dumps(
        {
            "version": VERSION,
            "byteorder": sys.byteorder,
            "end": journal.end,
            "check": _check(journal.path, journal.end),
            "damaged": journal.damaged,
            "offsets": offsets,
            "index": index,
            "folded": folded,
        }
    )
    parts = [head, b"\n", *(found.tobytes() for found in journal.offsets.values())]
    for values in journal.index.values():
        parts += [numbers.tobytes() for numbers in values.values()]
    _replace(_path(journal), b"".join(parts))


def load_snapshot(journal: JournalFile) -> Any | None:
    """Fill a journal's index from its snapshot; return what was folded, None if it is no use."""
    try:
        content = _path(journal).read_bytes()
        if int(content[:8], 16) != zlib.crc32(content[9:]):
            return None
        head, _, numbers = content[9:].partition(b"\n")
        read = orjson.loads(head)
        if (read["version"], read["byteorder"]) != (VERSION, sys.byteorder):
            return None
        if read["check"] != _check(journal.path, read["end"]):
            return None
    except (OSError, ValueError, KeyError):
        return None
    journal.end = read["end"]
    journal.damaged = read["damaged"]
    _unpack(journal, read, numbers)
    return read["folded"]


def _unpack(journal: JournalFile, read: dict[str, Any], packed: bytes) -> None:
    numbers = array("q")
    numbers.frombytes(packed)
    start = 0
    for table, length in read["offsets"].items():
        journal.offsets[table] = numbers[start : start + length]
        start += length
    for table, field, values, lengths in read["index"]:
        entries = journal.index[table, field] = {}
        for value, length in zip(values, lengths, strict=True):
            entries[value] = numbers[start : start + length]
            start += length


def _check(path: Path, end: int) -> int:
    """Return a checksum of how the read part begins and ends; it never changes between."""
    with path.open("rb") as file:
        first = file.read(min(end, _WINDOW))
        file.seek(max(0, end - _WINDOW))
        last = file.read(min(end, _WINDOW))
    if len(first) < min(end, _WINDOW) or len(last) < len(first):
        raise JournalMoved(f"{path} is shorter than it was")
    return zlib.crc32(last, zlib.crc32(first))


def _path(journal: JournalFile) -> Path:
    return journal.path.with_suffix(".index")


def _replace(path: Path, content: bytes) -> None:
    # Two PCs that write it at once spoil it, and the checksum shows it.
    new = path.with_name(f"{path.name}.new")
    with suppress(OSError):
        new.write_bytes(b"%08x %s" % (zlib.crc32(content), content))
        new.replace(path)
    with suppress(OSError):
        new.unlink(missing_ok=True)
