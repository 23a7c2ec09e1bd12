"""Designs that are not saved yet, as pictures: drawn for the screen, the last few are kept."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from core.domain.events import Event
from core.domain.wording import say
from core.drawing import Document
from core.engine.office import Office
from core.errors import UnknownName
from core.pdf_pages import picture_of

_KEPT_TEXTS = 64
_KEPT_DOCUMENTS = 12
_SCALE = 1.6
"""Pixels a point: a sheet beside a form is seldom wider than 700 pixels."""


class Drafts:
    """Keeps the texts of drafts by a key that pictures are asked for with."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._texts: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._documents: OrderedDict[tuple[int, str, int], Document] = OrderedDict()
        self._generation = 0
        self._lock = Lock()

    def forget(self, event: Event) -> None:
        """Draw anew from now on: the ledger or the firm may have changed."""
        del event
        self._generation += 1

    def keep(self, name: str, text: str) -> str:
        """Remember a draft; return its key: another one as soon as a picture may differ."""
        mark = f"{self._generation}\0{name}\0{text}"
        key = sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        with self._lock:
            self._texts[key] = (name, text)
            while len(self._texts) > _KEPT_TEXTS:
                self._texts.popitem(last=False)
        return key

    def pages(self, key: str, lines: int) -> int:
        """Return how many pages a sample statement has; what is wrong with the draft is raised."""
        with self._lock:
            return self._document(key, lines).pages

    def picture(self, key: str, lines: int, page: int) -> bytes:
        """Return one page as PNG; pages count from 1."""
        with self._lock:
            document = self._document(key, lines)
        if not 1 <= page <= document.pages:
            raise UnknownName(say("The statement has no page {page}.", page=page))
        return picture_of(document.pdf, page, _SCALE)

    def _document(self, key: str, lines: int) -> Document:
        if key not in self._texts:
            raise UnknownName(say("This draft is no longer known. Open the page again."))
        wanted = (self._generation, key, lines)
        document = self._documents.get(wanted)
        if document is None:
            document = self._office.draw_draft(*self._texts[key], lines)
            self._documents[wanted] = document
            while len(self._documents) > _KEPT_DOCUMENTS:
                self._documents.popitem(last=False)
        return document
