"""TinyDB's tables over the journals: its whole interface, with an append for each change."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, cast

import orjson
from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document as TableDocument
from tinydb.table import Table

from core.store.journal import Journal
from core.store.journal_file import Document


class View(Mapping[str, Document]):
    """A table as TinyDB reads it: documents by id, decoded when touched."""

    def __init__(self, journal: Journal, table: str) -> None:
        self._journal = journal
        self._table = table

    def __len__(self) -> int:
        return sum(len(file.numbers(self._table)) for file in self._journal.files.values())

    def __iter__(self) -> Iterator[str]:
        for name, file in list(self._journal.files.items()):
            yield from (f"{name}:{number}" for number in file.numbers(self._table))

    def __contains__(self, record_id: object) -> bool:
        name, _, number = str(record_id).rpartition(":")
        file = self._journal.files.get(name)
        return file is not None and number.isdigit() and file.has(self._table, int(number))

    def __getitem__(self, record_id: str) -> Document:
        document = self._journal.load(self._table, record_id)
        if document is None:
            raise KeyError(record_id)
        return document

    def items(self) -> Any:
        """Yield ids and documents, each file read once from front to back."""
        for name, file in list(self._journal.files.items()):
            positions = file.offsets.get(self._table, array("q"))
            numbers = sorted(file.numbers(self._table), key=positions.__getitem__)
            for number, document in file.read(self._table, numbers):
                yield f"{name}:{number}", document


class Draft(MutableMapping[str, Document]):
    """A table as TinyDB changes it: notes what was set, changed in place or removed."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._touched: dict[str, Document | None] = {}
        self._before: dict[str, bytes] = {}

    def changes(self) -> dict[str, Document | None]:
        """Return what is different now; None for what was removed."""
        return {
            record_id: document
            for record_id, document in self._touched.items()
            if document is None or orjson.dumps(document) != self._before.get(record_id)
        }

    def __getitem__(self, record_id: str) -> Document:
        if record_id not in self._touched:
            document = self._view[record_id]
            self._before[record_id] = orjson.dumps(document)
            self._touched[record_id] = document
        found = self._touched[record_id]
        if found is None:
            raise KeyError(record_id)
        return found

    def __setitem__(self, record_id: str, document: Document) -> None:
        self._touched[record_id] = document

    def __delitem__(self, record_id: str) -> None:
        self[record_id]
        self._touched[record_id] = None

    def __contains__(self, record_id: object) -> bool:
        if record_id in self._touched:
            return self._touched[str(record_id)] is not None
        return record_id in self._view

    def __iter__(self) -> Iterator[str]:
        yield from [record_id for record_id in self._view if record_id not in self._touched]
        yield from [key for key, document in self._touched.items() if document is not None]

    def __len__(self) -> int:
        return sum(1 for _ in self)


class JournalTable(Table):
    """One table; every change is durable when the call returns."""

    document_id_class = str  # type: ignore[assignment] # ids are `<year>/<machine>:<number>`
    default_query_cache_capacity = 0

    def __init__(self, storage: Journal, name: str) -> None:
        """Open a table without a query cache: other PCs write too."""
        super().__init__(storage, name, cache_size=0)
        self._journal = storage

    def put(self, documents: Mapping[str, Document]) -> None:
        """Replace documents by id, all with one write."""
        self._update_table(lambda table: cast("Draft", table).update(documents))

    def search(self, cond: QueryLike) -> list[TableDocument]:
        """Answer equality on an indexed field from the index; anything else is a scan."""
        for _, path, value in _equalities(cond):
            if len(path) == 1 and self._journal.is_indexed(path[0]):
                return self._found(path[0], value, cond)
        with self._journal.lock:
            return super().search(cond)

    def _found(self, field: str, value: Any, cond: QueryLike) -> list[TableDocument]:
        with self._journal.lock:
            self._journal.refresh()
            ids = self._journal.find(self.name, field, value)
            found = self._journal.load_many(self.name, ids)
            return [
                self.document_class(document, cast("Any", record_id))
                for record_id, document in found
                if cond(document)
            ]

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        self._journal.refresh()
        return cast("dict[str, Mapping[str, Any]]", View(self._journal, self.name))

    def _get_next_id(self) -> int:
        with self._journal.lock:
            return cast("int", self._journal.next_id(self.name))

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        with self._journal.lock:
            draft = Draft(View(self._journal, self.name))
            updater(cast("Any", draft))
            self._journal.commit(self.name, draft.changes())


class JournalDB(TinyDB):
    """TinyDB, with journals below it."""

    table_class = JournalTable  # type: ignore[assignment] # takes a journal, not any storage

    def __init__(self, journal: Journal) -> None:
        """Open the database over journals."""
        super().__init__(storage=lambda: journal)
        self.journal = journal


def _equalities(cond: QueryLike) -> list[tuple[Any, ...]]:
    """Return the equalities that must all hold, as TinyDB writes them in a query's hash."""
    whole = getattr(cond, "_hash", None)
    if not whole:
        return []
    parts = list(whole[1]) if whole[0] == "and" else [whole]
    return [part for part in parts if part[0] == "=="]
