"""Attaches the open invoices' own files to a statement, and says of each one why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from core.channels import Attachment
from core.domain.dispatches import SentFile
from core.domain.document_names import tokens_of
from core.domain.invoice_files import Match, match, two_files
from core.domain.invoice_text import find_doubt
from core.domain.ledger import Ledger
from core.domain.money import ZERO
from core.domain.parties import Company, Customer
from core.domain.register import FilePlace, OpenDocument, Register
from core.domain.statements import LineKind, Statement
from core.domain.wording import Text, say
from core.files import safe_name
from core.store.invoice_folder import InvoiceFolder, Look, too_large


@dataclass(frozen=True, slots=True)
class Withheld:
    """An open invoice whose file does not go along, and why."""

    number: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with a statement beside it, the oldest due first."""

    files: tuple[Attachment, ...] = ()
    sent: tuple[SentFile, ...] = ()
    """The same files, as the history remembers them."""
    withheld: tuple[Withheld, ...] = ()


NOTHING = Enclosed()


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the files lie and how much of them goes into one message."""

    folder: str
    most: int
    """Bytes."""
    taken: frozenset[str] = frozenset()
    """Names that other attachments have."""
    peek: bool = False
    """Only say which: the files themselves are left empty."""


class Invoices:
    """Finds the files of open invoices; may be asked from any thread."""

    def __init__(self, data: Path) -> None:
        """Keep the data folder; nothing is looked at before the first question."""
        self._data = data
        self._lock = Lock()
        self._folder = InvoiceFolder(data, "")
        self._register: tuple[object, Company, Register] | None = None

    def of(
        self, statement: Statement, ledger: Ledger, company: Company, limits: Limits, now: datetime
    ) -> Enclosed:
        """Return the files of a statement's open invoices, and those withheld."""
        documents = open_documents(statement)
        with self._lock:
            if self._folder.name != limits.folder:
                self._folder = InvoiceFolder(self._data, limits.folder)
            fault = self._folder.fault()
            if fault is not None:
                return Enclosed(withheld=tuple(Withheld(one.number, fault) for one in documents))
            register = self._registered(ledger, company)
            search = _Search(self._folder, register, statement.customer, limits, now)
            return search.enclosed(documents)

    def _registered(self, ledger: Ledger, company: Company) -> Register:
        made = self._register
        if made is None or made[0] is not ledger or made[1] != company:
            made = self._register = (ledger, company, Register(ledger, company))
        return made[2]


def open_documents(statement: Statement) -> tuple[OpenDocument, ...]:
    """Return a statement's open invoices, each once, the oldest due first."""
    found: dict[tuple[str, date], OpenDocument] = {}
    for section in statement.sections:
        for line in section.lines:
            if line.kind is LineKind.INVOICE and line.open_amount > ZERO:
                document = OpenDocument(line.number, line.document_date, line.due_date)
                known = found.setdefault((line.number, line.document_date), document)
                if _due(document) < _due(known):
                    found[line.number, line.document_date] = document
    return tuple(sorted(found.values(), key=lambda one: (_due(one), one.dated, one.number)))


def remarks_on(withheld: Iterable[Withheld]) -> Iterator[Text]:
    """Say what was withheld, in one sentence what has one reason."""
    by_reason: dict[str, tuple[Text, list[str]]] = {}
    for one in withheld:
        by_reason.setdefault(str(one.reason), (one.reason, []))[1].append(one.number)
    for reason, numbers in by_reason.values():
        yield say("Not attached, {numbers}: {reason}", numbers=", ".join(numbers), reason=reason)


def _due(document: OpenDocument) -> date:
    return document.due_date or document.dated


@dataclass(frozen=True, slots=True)
class _Search:
    """One customer's files, searched at one moment."""

    folder: InvoiceFolder
    register: Register
    customer: Customer
    limits: Limits
    now: datetime

    def enclosed(self, documents: Sequence[OpenDocument]) -> Enclosed:
        room, names = self.limits.most, {one.casefold() for one in self.limits.taken}
        files: list[Attachment] = []
        sent: list[SentFile] = []
        withheld: list[Withheld] = []
        used: set[str] = set()
        for document in documents:
            found = self._file(document)
            if isinstance(found, Text):
                withheld.append(Withheld(document.number, found))
                continue
            place, look = found
            if look.size > room:
                withheld.append(Withheld(document.number, too_large(self.limits.most)))
            elif look.sha256 in used:
                withheld.append(Withheld(document.number, _twice(place)))
            else:
                room -= look.size
                used.add(look.sha256)
                name = _free_name(place.path.rpartition("/")[2], names)
                names.add(name.casefold())
                files.append(Attachment(name, look.content))
                kept = f"{self.folder.name}/{place.path}"
                sent.append(SentFile(document.number, name, kept, look.size, look.sha256))
        return Enclosed(tuple(files), tuple(sent), tuple(withheld))

    def _file(self, document: OpenDocument) -> tuple[FilePlace, Look] | Text:
        number = tokens_of(document.number)
        places = self.folder.files(number, self.now)
        found = match(document, self.customer, places, self.register)
        if found.doubt is not None:
            return found.doubt
        look_at = self.folder.glance if self.limits.peek else self.folder.look
        looks = [look_at(place, self.now, self.limits.most) for place in found.files]
        for place, look in zip(found.files, looks, strict=True):
            doubt = look.fault or self._doubt(document, look, found)
            if doubt is not None:
                return say("{file}: {reason}", file=place.path, reason=doubt)
        if len({look.sha256 for look in looks}) > 1:
            return two_files(found.files)
        return found.files[0], looks[0]

    def _doubt(self, document: OpenDocument, look: Look, found: Match) -> Text | None:
        return find_doubt(look.text, document, self.customer, self.register, found)


def _twice(place: FilePlace) -> Text:
    return say("{file} holds the same as the file of another invoice.", file=place.path)


def _free_name(name: str, taken: set[str]) -> str:
    name = safe_name(name)
    stem, dot, suffix = name.rpartition(".")
    number, free = 2, name
    # On Windows `A.pdf` and `a.pdf` are one file.
    while free.casefold() in taken:
        free, number = f"{stem} ({number}){dot}{suffix}", number + 1
    return free
