"""Compaction: a journal's next generation, without what newer lines have superseded."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from core.store.journal_file import JournalFile, Record
from core.store.journal_writer import claim, sync_folder


def write_generation(old: JournalFile) -> None:
    """Write the current records of a journal into a file of the next generation.

    A new name, not a replaced file: Windows cannot replace one that another PC reads. The
    caller holds the old one's lock.
    """
    writer = old.name.partition("/")[2]
    new = old.path.with_name(f"{writer}.g{old.generation + 1}.jsonl")
    unfinished = new.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, current_records(old))
    unfinished.rename(new)
    sync_folder(new.parent)


def remove_generations(last: JournalFile) -> None:
    """Remove the superseded files; one that another PC has open stays and is passed over."""
    writer = last.name.partition("/")[2]
    for generation in range(1, last.generation + 1):
        name = writer if generation == 1 else f"{writer}.g{generation}"
        for ending in ("jsonl", "index"):
            with suppress(OSError):
                last.path.with_name(f"{name}.{ending}").unlink(missing_ok=True)


def current_records(journal: JournalFile) -> list[Record]:
    """Return the newest version of every record."""
    records: list[Record] = []
    for table, offsets in journal.offsets.items():
        found = journal.read(table, journal.numbers(table))
        records += [(table, number, document) for number, document in found]
        last = len(offsets) - 1
        if not journal.has(table, last):
            # So that its number is never given again.
            records.append((table, last, None))
    return records


def _write(path: Path, records: list[Record]) -> None:
    writer = claim(path, path.stem)
    if writer is None:
        raise OSError(errno.EBUSY, f"{path} is in use")
    try:
        writer.append(records)
    finally:
        writer.close()
    path.with_suffix(".lock").unlink(missing_ok=True)
