"""Pages of the history without reading all of it: backwards, day by day, as far as is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from itertools import takewhile
from typing import Any

from core.domain.dispatch_list import DispatchPage, DispatchQuery
from core.domain.dispatches import Dispatch
from core.store.journal import Journal
from core.store.journal_file import JournalFile
from core.store.sendings import DISPATCHES

_FARTHEST = 3000
"""How many dispatches one page looks at: a filter that hardly anything passes would read all."""
_AT_ONCE = 200

Read = Callable[[Mapping[str, Any], str], Dispatch]


def look_back(journal: Journal, query: DispatchQuery, read: Read) -> DispatchPage:
    """Return the newest dispatches looked for, older than where the last page ended."""
    rows: list[Dispatch] = []
    last: tuple[str, Mapping[str, Any]] = ("", {})
    wanted = -1 if query.size is None else query.size
    for number, (document, dispatch_id) in enumerate(_backwards(journal, query)):
        if len(rows) == wanted:
            return DispatchPage(tuple(rows), rows[-1].id)
        if number == _FARTHEST and query.size is not None:
            return DispatchPage(tuple(rows), last[0], date.fromisoformat(last[1]["day"]))
        last = (dispatch_id, document)
        if not _is_out(document, query) and query.wants(dispatch := read(document, dispatch_id)):
            rows.append(dispatch)
    return DispatchPage(tuple(rows))


def _is_out(document: Mapping[str, Any], query: DispatchQuery) -> bool:
    """Whether a document is passed over without being read as a dispatch: ten times as fast."""
    return query.channel not in ("", document["channel"]) or (
        query.automatic not in (None, document["automatic"])
    )


def _backwards(journal: Journal, query: DispatchQuery) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the dispatches of the days asked for, newest first, after where a page ended."""
    end = _place_of(journal, query.before)
    for day in _days(journal, query, end[0] if end else ""):
        streams = [
            _stream(file, _numbers(file, day, query.before)) for file in journal.files.values()
        ]
        found = merge(*streams, key=lambda entry: entry[:2], reverse=True)
        for created_at, dispatch_id, document in found:
            if end is None or day < end[0] or (created_at, dispatch_id) < end[1:]:
                yield document, dispatch_id


def _place_of(journal: Journal, dispatch_id: str) -> tuple[str, str, str] | None:
    """Return day, moment and id of the dispatch that a page ended with."""
    for found, document in journal.load_many(DISPATCHES, [dispatch_id] if dispatch_id else ()):
        return document["day"], document["created_at"], found
    return None


def _days(journal: Journal, query: DispatchQuery, upto: str) -> list[str]:
    known = {
        day
        for file in journal.files.values()
        for day in file.index.get((DISPATCHES, "day"), {})
        if (not upto or day <= upto)
        and (query.last is None or day <= query.last.isoformat())
        and (query.first is None or day >= query.first.isoformat())
    }
    return sorted(known, reverse=True)


def _numbers(file: JournalFile, day: str, before: str) -> Sequence[int]:
    """Return a file's dispatches of a day; what a page has shown of that file is not read again."""
    numbers = file.index.get((DISPATCHES, "day"), {}).get(day, ())
    name, _, last = before.rpartition(":")
    if name == file.name:
        return list(takewhile(lambda number: number < int(last), numbers))
    return numbers


def _stream(
    file: JournalFile, numbers: Sequence[int]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield moment, id and document, the last first, a handful of reads at a time."""
    for end in range(len(numbers), 0, -_AT_ONCE):
        chunk = numbers[max(0, end - _AT_ONCE) : end]
        for number, document in reversed(list(file.read(DISPATCHES, chunk))):
            yield document["created_at"], f"{file.name}:{number}", document
