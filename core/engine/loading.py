"""Loading: the files of the ledger folder become a ledger and a list of problems."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from core.causes import cause_of
from core.domain.balances import still_open
from core.domain.bookkeeping import build_ledger
from core.domain.events import LedgerReading
from core.domain.exports import Export, figures_day, outdated
from core.domain.ledger import Item, Ledger
from core.domain.problems import Problem, Severity
from core.domain.wording import Text, say
from core.engine.ledger_files import (
    LEDGER_FOLDER,
    LedgerFile,
    find_files,
    is_readable,
    looks_like_table,
    not_read,
)
from core.errors import FileUnreadable, PluginOff
from core.readers import Reader, ReadFile, join_tables
from core.tables.cells import Cell
from core.tables.mapping import TableMapping
from core.tables.progress import watched
from core.tables.reading import HeadingsUnknown, read_mapped

FIRST_ROWS = 200
"""Kept of a table whose headings nobody knows, so that a person can say what they mean."""
_TRIES = 3

LARGE = 2_000_000
"""Bytes: what is smaller is read in a moment."""

Rows = Sequence[Sequence[Cell]]
Watch = Callable[[LedgerReading], None]


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """What the ledger folder holds at one moment."""

    ledger: Ledger = field(default_factory=Ledger)
    problems: tuple[Problem, ...] = ()
    whole: bool = True
    """False: a file could not be used, so that something is missing."""
    files: tuple[str, ...] = ()
    """The files that were read, as problems name them."""
    fingerprint: str = ""
    """Different as soon as one byte of one file is."""
    open_items: int = 0
    """Items with something left after everything known, whatever the date."""
    payments: int = 0
    """Rows of money received, allocated or not."""
    silenced: Text | None = None
    """That files are not read because a plugin is switched off."""
    unknown: Mapping[str, Rows] = field(default_factory=dict)
    """The first rows of each table whose headings nobody knows, by its name in problems."""


def load_ledger(
    folder: Path,
    readers: Sequence[Reader],
    mappings: Sequence[TableMapping] = (),
    watch: Watch = lambda _: None,
) -> LoadedLedger:
    """Read every file of the ledger folder that a reader wants, the first one that does.

    Headings that the program does not know may have a mapping that a person made. A file that
    cannot be used is a problem, and the ledger is not whole. Raises `FolderMissing` if the data
    folder is away. `watch` hears how far a long reading is, and ends it by what it raises.
    """
    wanted: list[tuple[LedgerFile, Reader]] = []
    unread: list[Problem] = []
    for file in find_files(folder):
        reader = _reader_of(file, readers) if is_readable(file) else None
        if reader is not None:
            wanted.append((file, reader))
        elif looks_like_table(file):
            unread.append(not_read(file))
    with _collector_at_rest():
        looked = []
        for number, (file, reader) in enumerate(wanted, 1):
            with _watched(watch, LedgerReading(file.name, number, len(wanted)), file.path):
                looked.append(_look(file.path, reader, file.name, mappings))
        if any(_is_large(file.path) for file, _ in wanted):
            watch(LedgerReading("", len(wanted), len(wanted)))
        ledger, contradictions = build_ledger(one.found.part for one in looked)
        left = still_open(ledger)
    exports = _exports(looked, left)
    payments_decide = any(item.residual is None for item in left)
    problems = [problem for one in looked for problem in one.problems]
    problems += outdated(exports)
    return LoadedLedger(
        ledger=replace(ledger, written_on=figures_day(exports, payments_decide=payments_decide)),
        problems=(*problems, *contradictions, *unread) if looked else (_nothing_there(), *unread),
        whole=all(problem.severity is not Severity.FILE for problem in problems),
        files=tuple(one.file for one in looked),
        fingerprint=_fingerprint(looked),
        open_items=len(left),
        payments=sum(len(one.found.part.payments) for one in looked),
        silenced=_silenced(looked),
        unknown=dict(table for one in looked for table in one.unknown),
    )


def stopped(newest: LoadedLedger) -> LoadedLedger:
    """Return the ledger of before, no longer whole: what is new in the folder is not in it."""
    problem = Problem(
        LEDGER_FOLDER,
        say("The reading of the ledger was stopped: the figures are those of before."),
        say("Read the files again."),
        Severity.FILE,
    )
    others = (other for other in newest.problems if other != problem)
    return replace(newest, problems=(problem, *others), whole=False)


@contextlib.contextmanager
def _watched(watch: Watch, reading: LedgerReading, path: Path) -> Iterator[None]:
    """Tell of a file that takes long, as it begins and as its rows go by."""
    if _is_large(path):
        watch(reading)
    with watched(lambda rows, total: watch(replace(reading, rows=rows, total=total))):
        yield


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size >= LARGE
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Looked:
    """What came of one file."""

    file: str
    found: ReadFile
    mark: str = ""
    """Digest of the content."""
    written: datetime | None = None
    """When it was written, in the office's time."""

    @property
    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong in the file, or with it."""
        yield from self.found.problems
        for error in self.found.refused:
            yield _unusable(self.file, error)

    @property
    def unknown(self) -> Iterator[tuple[str, Rows]]:
        """Yield the first rows of each table whose headings nobody knows, with its name."""
        for error in self.found.refused:
            if isinstance(error, HeadingsUnknown):
                yield error.file, error.rows[:FIRST_ROWS]


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from looking through a hundred thousand new rows in vain.

    It takes as long as the reading itself while the old ledger is still there.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _reader_of(file: LedgerFile, readers: Sequence[Reader]) -> Reader | None:
    for reader in readers:
        if any(map(file.matches, reader.patterns)):
            return reader
    return None


def _look(path: Path, reader: Reader, file: str, mappings: Sequence[TableMapping]) -> _Looked:
    """Read one file; again if it changes meanwhile. What fails is a problem of the file."""
    try:
        for _ in range(_TRIES):
            before = _state(path)
            mark = _digest(path)
            found = _read(path, reader, file, mappings)
            if _state(path) == before:
                return _Looked(file, found, mark, _written(path))
    except FileUnreadable as error:
        return _Looked(file, ReadFile(refused=(error,)), mark)
    except OSError as error:
        return _Looked(file, ReadFile(problems=(_unopened(file, error),)))
    return _Looked(file, ReadFile(problems=(_restless(file),)))


def _read(path: Path, reader: Reader, file: str, mappings: Sequence[TableMapping]) -> ReadFile:
    try:
        found = reader.read(path, file)
    except HeadingsUnknown as unknown:
        found = ReadFile(refused=(unknown,))
    tables, refused = [replace(found, refused=())], []
    for error in found.refused:
        mapped = read_mapped(error, mappings) if isinstance(error, HeadingsUnknown) else None
        if mapped is None:
            refused.append(error)
        else:
            tables.append(mapped)
    return replace(join_tables(tables), refused=tuple(refused))


def _state(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()


def _exports(looked: Iterable[_Looked], left: Iterable[Item]) -> Sequence[Export]:
    """Return the files with figures; an item is known by what other exports have of it too."""
    documents = set(map(_document, left))
    return [
        Export(
            one.file,
            one.written,
            has_items=bool(part.items or part.item_headings),
            has_payments=bool(part.payments or part.has_payments),
            is_open=any(_document(item) in documents for item in part.items),
            headings=part.item_headings,
        )
        for one, part in ((one, one.found.part) for one in looked)
        if one.written is not None
    ]


def _document(item: Item) -> tuple[object, ...]:
    return item.kind, item.number, item.document_date, item.due_date


def _fingerprint(looked: Sequence[_Looked]) -> str:
    digest = blake2b(digest_size=16)
    for one in looked:
        digest.update(f"{one.file}\0{one.mark}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _silenced(looked: Iterable[_Looked]) -> Text | None:
    """Say how many files nobody reads because a plugin is switched off, or return None."""
    refused = [error for one in looked for error in one.found.refused]
    off = [error for error in refused if isinstance(error, PluginOff)]
    if not off:
        return None
    return say(
        "Files that are no longer read: {count}. “{plugin}” is switched off in [plugins] off.",
        count=len(off),
        plugin=off[0].title.values["plugin"],
    )


def _unusable(file: str, error: FileUnreadable) -> Problem:
    hint = error.hint or say("Export the file again.")
    name = error.file if isinstance(error, HeadingsUnknown) else file
    return Problem(name, error.title, hint, error.severity)


def _unopened(file: str, error: OSError) -> Problem:
    return Problem(
        file,
        say(
            "“{file}” cannot be opened: {reason}.",
            file=file,
            reason=cause_of(error),
        ),
        say("Close it in other programs, and see that you may open it."),
        Severity.FILE,
    )


def _restless(file: str) -> Problem:
    return Problem(
        file,
        say("“{file}” changes while it is read.", file=file),
        say("It is read again as soon as it is at rest."),
        Severity.FILE,
    )


def _nothing_there() -> Problem:
    return Problem(
        LEDGER_FOLDER,
        say("The ledger folder holds no table yet."),
        say("Leave the exports of the accounting program there: CSV, Excel or OpenDocument."),
        Severity.NOTE,
    )
