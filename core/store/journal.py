"""A TinyDB storage over append-only journals: one file per writer and year, read by all."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any, NoReturn, Protocol

from tinydb.storages import Storage

from core.store.journal_compaction import remove_generations, write_generation
from core.store.journal_file import Document, JournalFile, JournalMoved, Record
from core.store.journal_snapshot import load_snapshot, save_snapshot
from core.store.journal_writer import JournalWriter, claim, sync_folder

SNAPSHOT_LINES = 20_000
"""After reading so many lines one by one, an index is left for the next time."""
_SLOTS = 99
_FILE_NAME = re.compile(r"(?P<writer>[A-Za-z0-9_-]+(?:\.\d+)?)(?:\.g(?P<generation>\d+))?\.jsonl")


class Fold(Protocol):
    """A running summary of the records, kept up as they are read."""

    def add(self, journal: str, record: Record) -> None:
        """Take in the newest version of a record."""

    def dump(self, journal: str) -> Any:
        """Return what was taken in from a journal, as JSON."""

    def load(self, journal: str, dumped: Any) -> None:
        """Take in what was dumped."""

    def clear(self) -> None:
        """Forget everything."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that cannot be read."""

    journal: Path
    line: int
    torn: bool
    """Cut off when the program died: such a line was never acknowledged."""


class Journal(Storage):
    """All journals of a folder, merged; appends go to this machine's own file only."""

    def __init__(
        self,
        folder: Path,
        machine: str,
        fold: Fold,
        indexed: tuple[str, ...] = ("customer", "day"),
        look_every: float = 1.0,
    ) -> None:
        self.folder = folder
        self.machine = re.sub(r"[^A-Za-z0-9_-]", "-", machine) or "PC"
        self.year = 0
        """To which year's journal new records go; the writer says so."""
        self.lock = RLock()
        self.files: dict[str, JournalFile] = {}
        self._fold = fold
        self._indexed = indexed
        self._look_every = look_every
        self._look_next = 0.0
        self._is_at_rest = False
        self._writers: dict[str, JournalWriter] = {}
        self._own: dict[int, str] = {}
        self._given: dict[tuple[str, str], int] = {}
        self._changes: dict[str, int] = {}
        self._readings = 0
        self._names: set[str] = set()
        """Every journal there has been: one that is gone is an error, not an empty one."""

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return the tables by name; TinyDB asks this only for their names."""
        self.refresh()
        tables: dict[str, dict[str, Any]] = {
            table: {} for file in self.files.values() for table in file.offsets
        }
        return tables or None

    def write(self, data: object) -> NoReturn:
        """Refuse: a journal is never rewritten as a whole."""
        raise NotImplementedError("a journal only grows; use the tables")

    def close(self) -> None:
        """Leave an index where it is worth it, and let go of the files."""
        with self.lock:
            for file in self.files.values():
                with suppress(OSError):
                    self._leave_snapshot(file)
            for writer in self._writers.values():
                writer.close()
            self._writers.clear()
            self._given.clear()

    def refresh(self, *, now: bool = False) -> None:
        """Read what other processes have appended, at most once in a while unless told."""
        with self.lock:
            if not now and (self._is_at_rest or monotonic() < self._look_next):
                return
            try:
                self._follow_all()
            except JournalMoved:
                self._start_over()
                self._follow_all()
            self._look_next = monotonic() + self._look_every

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Read what others have appended, then nothing of theirs, and let nobody write here."""
        with self.lock:
            self.refresh()
            self._is_at_rest = True
            try:
                yield
            finally:
                self._is_at_rest = False

    def own(self) -> str:
        """Return the name of the file this process appends to in the year; claim one at first."""
        mine = self._own.get(self.year)
        if mine is not None and mine in self._writers:
            return mine
        for slot in range(1, _SLOTS + 1):
            writer = self.machine if slot == 1 else f"{self.machine}.{slot}"
            name = f"{self.year}/{writer}"
            if self.claim(name):
                self._own[self.year] = name
                return name
        raise OSError(errno.EBUSY, f"all {_SLOTS} journals of {self.machine} are in use")

    def claim(self, name: str) -> bool:
        """Take the right to append to a file of this machine, if no living process has it."""
        if name in self._writers:
            return True
        year, _, writer = name.partition("/")
        if writer.partition(".")[0] != self.machine:
            return False
        folder = self._make_year(year)
        self.refresh(now=True)
        known = self.files.get(name)
        path = known.path if known else folder / f"{writer}.jsonl"
        claimed = claim(path, writer)
        if claimed is None:
            return False
        # The former owner may have written its last line a moment ago.
        self.refresh(now=True)
        if self.files[name].path != path:
            claimed.close()
            return self.claim(name)
        self._writers[name] = claimed
        return True

    def next_id(self, table: str) -> str:
        """Give the id of a new record; it is never given again."""
        name = self.own()
        known = len(self.files[name].offsets.get(table, ()))
        number = max(known, self._given.get((name, table), 0))
        self._given[name, table] = number + 1
        return f"{name}:{number}"

    def load(self, table: str, record_id: str) -> Document | None:
        """Return a record's newest version."""
        return next((document for _, document in self.load_many(table, [record_id])), None)

    def load_many(self, table: str, ids: Iterable[str]) -> list[tuple[str, Document]]:
        """Return the records that exist, with their ids, file by file."""
        ids = list(ids)
        try:
            return self._load(table, ids)
        except JournalMoved:
            self._start_over()
            self.refresh(now=True)
            return self._load(table, ids)

    def find(self, table: str, field: str, value: str) -> list[str]:
        """Return the ids of the records whose indexed field has a value."""
        return [
            f"{name}:{number}"
            for name, file in self.files.items()
            for number in file.index.get((table, field), {}).get(value, ())
            if file.has(table, number)
        ]

    def version(self, table: str) -> int:
        """Return a number that grows with every change of a table."""
        return self._readings + self._changes.get(table, 0)

    def is_indexed(self, field: str) -> bool:
        """Return whether `find` knows a field."""
        return field in self._indexed

    def newest(self, table: str, count: int) -> list[str]:
        """Return the ids of at least the last `count` records, whole years at a time."""
        found: list[str] = []
        years = sorted({name.partition("/")[0] for name in self.files}, reverse=True)
        for year in years:
            if len(found) >= count:
                break
            for name, file in self.files.items():
                if name.startswith(f"{year}/"):
                    found += [f"{name}:{number}" for number in file.last(table, count)]
        return found

    def last_of_each(self, table: str) -> list[str]:
        """Return the id of the last record in each file that has any."""
        return [
            f"{name}:{number}"
            for name, file in self.files.items()
            for number in file.last(table, 1)
        ]

    def commit(self, table: str, documents: dict[str, Document | None]) -> None:
        """Append new versions durably, together; None removes. Only own records can change."""
        by_file: dict[str, list[Record]] = {}
        for record_id, document in documents.items():
            name, _, of_file = record_id.rpartition(":")
            by_file.setdefault(name, []).append((table, int(of_file), document))
        foreign = [name for name in by_file if not self.claim(name)]
        if foreign:
            raise PermissionError(errno.EACCES, f"{foreign[0]} belongs to another writer")
        for name, records in by_file.items():
            self._append(name, records)

    def damage(self) -> list[Damage]:
        """Return the lines that could not be read."""
        return [
            _damage_at(file.path, position)
            for file in self.files.values()
            for position in file.damaged
        ]

    def compact(self, name: str) -> bool:
        """Write a file's next generation, without superseded versions; False if it is in use."""
        with self.lock:
            if not self.claim(name):
                return False
            old = self.files[name]
            write_generation(old)
            self._writers.pop(name).close()
            remove_generations(old)
            self._start_over()
            self.refresh(now=True)
            return True

    def _load(self, table: str, ids: Iterable[str]) -> list[tuple[str, Document]]:
        wanted: dict[str, list[int]] = {}
        for record_id in ids:
            name, _, number = record_id.rpartition(":")
            if name in self.files and number.isdigit():
                wanted.setdefault(name, []).append(int(number))
        return [
            (f"{name}:{number}", document)
            for name, numbers in wanted.items()
            for number, document in self.files[name].read(table, numbers)
        ]

    def _append(self, name: str, records: list[Record]) -> None:
        try:
            positions = self._writers[name].append(records)
        except OSError:
            self._writers.pop(name).close()
            raise
        file = self.files[name]
        if file.end != positions[0]:
            self.refresh(now=True)
            return
        for record, position in zip(records, positions, strict=True):
            file.add(record, position)
            self._taken(file, record)
        file.end = self._writers[name].end
        file.lines += len(records)

    def _follow_all(self) -> None:
        journals = self._journals()
        gone = self._names - journals.keys()
        if gone:
            raise FileNotFoundError(errno.ENOENT, "is gone", min(gone))
        self._names.update(journals)
        for name, (generation, path) in journals.items():
            file = self.files.get(name)
            if file is not None and file.generation < generation:
                raise JournalMoved(f"{name} has a new generation")
            if file is None:
                file = self.files[name] = JournalFile(path, name, generation, self._indexed)
                folded = load_snapshot(file)
                if folded is not None:
                    self._fold.load(name, folded)
                    self._readings += 1
        for file in list(self.files.values()):
            file.follow(self._taken)
            self._leave_snapshot(file)

    def _taken(self, file: JournalFile, record: Record) -> None:
        self._changes[record[0]] = self._changes.get(record[0], 0) + 1
        self._fold.add(file.name, record)

    def _journals(self) -> dict[str, tuple[int, Path]]:
        """Return the newest generation of each journal, years in order."""
        found: dict[str, tuple[int, Path]] = {}
        if not self.folder.is_dir():
            return found
        for year in sorted(self.folder.iterdir()):
            if not year.name.isdigit():
                continue
            for path in sorted(year.iterdir()):
                match = _FILE_NAME.fullmatch(path.name)
                if match:
                    name = f"{year.name}/{match['writer']}"
                    generation = int(match["generation"] or 1)
                    found[name] = max(found.get(name, (0, path)), (generation, path))
        return found

    def _start_over(self) -> None:
        self.files.clear()
        self._fold.clear()
        self._readings += 1
        # Should the reading fail, nobody may take what is left for the whole.
        self._look_next = 0.0

    def _leave_snapshot(self, file: JournalFile) -> None:
        if file.lines >= SNAPSHOT_LINES:
            save_snapshot(file, self._fold.dump(file.name))
            file.lines = 0

    def _make_year(self, year: str) -> Path:
        # Not the folders above: a share that is away must not be made anew on this PC.
        self.folder.mkdir(exist_ok=True)
        folder = self.folder / year
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            sync_folder(self.folder)
        return folder


def _damage_at(path: Path, position: int) -> Damage:
    with path.open("rb") as file:
        number = file.read(position).count(b"\n") + 1
        line = file.readline().rstrip(b"\n")
    # A record ends with a brace. What a power cut leaves has no end, or is all zeros.
    torn = not line.endswith(b"}") or not line.strip(b"\0")
    return Damage(path, number, torn)
