"""One journal file: lines with a checksum, and where the newest version of each record is."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

Document = dict[str, Any]
Record = tuple[str, int, Document | None]
"""Table, number of the record in this file, and its document; None: removed."""
OnRecord = Callable[["JournalFile", Record], None]

NOWHERE = -1


def encode(record: Record) -> bytes:
    """Write a record as one line: its CRC32, a space, JSON, and the end of the line."""
    table, number, document = record
    body = orjson.dumps({"i": number, "t": table, "d": document})
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decode(line: bytes) -> Record | None:
    """Read a line; None if it is torn, zeroed or rotten."""
    body = line[9:-1]
    try:
        if int(line[:8], 16) != zlib.crc32(body):
            return None
        read = orjson.loads(body)
        return read["t"], read["i"], read["d"]
    except (ValueError, KeyError, TypeError):
        return None


class JournalMoved(OSError):
    """The file is not what was read before: read everything again."""


class JournalFile:
    """What has been read of one journal so far."""

    def __init__(self, path: Path, name: str, generation: int, indexed: tuple[str, ...]) -> None:
        self.path = path
        self.name = name
        """Year and writer: `2026/PC1`, the first part of every id."""
        self.generation = generation
        self.indexed = indexed
        self.end = 0
        """How far the file has been read."""
        self.lines = 0
        """How many lines were read one by one, not from a snapshot."""
        self.offsets: dict[str, array[int]] = {}
        """By table: where the newest version of each record begins."""
        self.index: dict[tuple[str, str], dict[str, array[int]]] = {}
        """By table and field: which records have a value."""
        self.damaged: list[int] = []
        """Where lines begin that cannot be read."""

    def follow(self, on_record: OnRecord) -> None:
        """Read the lines that are new; one without an end is left for the next time."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError as error:
            raise self._moved() from error
        if size < self.end:
            raise self._moved()
        if size == self.end:
            return
        with self._opened() as file:
            file.seek(self.end)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._take(line, on_record)

    def add(self, record: Record, position: int) -> None:
        """Note where a record's newest version begins; an indexed field never changes later."""
        table, number, document = record
        offsets = self.offsets.get(table)
        if offsets is None:
            offsets = self.offsets[table] = array("q")
        known = number < len(offsets)
        if not known:
            offsets.extend([NOWHERE] * (number + 1 - len(offsets)))
        new = not known or offsets[number] == NOWHERE
        offsets[number] = NOWHERE if document is None else position
        if new and document is not None:
            self._enter(table, number, document)

    def has(self, table: str, number: int) -> bool:
        """Return whether the record is there and not removed."""
        offsets = self.offsets.get(table, ())
        return 0 <= number < len(offsets) and offsets[number] != NOWHERE

    def numbers(self, table: str) -> list[int]:
        """Return the numbers of all records of a table."""
        offsets = self.offsets.get(table, ())
        return [number for number, position in enumerate(offsets) if position != NOWHERE]

    def last(self, table: str, count: int) -> list[int]:
        """Return the numbers of the last records of a table, the last one first."""
        found: list[int] = []
        offsets = self.offsets.get(table, array("q"))
        for number in range(len(offsets) - 1, -1, -1):
            if len(found) == count:
                break
            if offsets[number] != NOWHERE:
                found.append(number)
        return found

    def read(self, table: str, numbers: Iterable[int]) -> Iterator[tuple[int, Document]]:
        """Yield records with their numbers, in the order asked for."""
        offsets = self.offsets.get(table, ())
        present = [number for number in numbers if self.has(table, number)]
        if not present:
            return
        with self._opened() as file:
            position = 0
            for number in present:
                if offsets[number] != position:
                    position = file.seek(offsets[number])
                line = file.readline()
                position += len(line)
                record = decode(line)
                if record is None or record[:2] != (table, number) or record[2] is None:
                    raise self._moved()
                yield number, record[2]

    def _take(self, line: bytes, on_record: OnRecord) -> None:
        record = decode(line)
        if record is not None:
            self.add(record, self.end)
            on_record(self, record)
        elif len(line) > 1:
            self.damaged.append(self.end)
        self.end += len(line)
        self.lines += 1

    def _enter(self, table: str, number: int, document: Document) -> None:
        for field in self.indexed:
            value = document.get(field)
            if isinstance(value, str):
                values = self.index.setdefault((table, field), {})
                numbers = values.get(value)
                if numbers is None:
                    numbers = values[value] = array("q")
                numbers.append(number)

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except FileNotFoundError as error:
            raise self._moved() from error

    def _moved(self) -> JournalMoved:
        # Its owner has just written the next generation, or the share is away.
        return JournalMoved(f"{self.path} is not what it was")
