"""The statement as a person sees it before it leaves: PDF, and each page as a picture."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock

from core.domain.events import Event
from core.domain.wording import say
from core.drawing import Document
from core.engine.office import Office
from core.errors import UnknownName
from core.pdf_pages import picture_of

_KEPT = 8
_SCALE = 2.0
"""Pixels a point: 1190 x 1684 for a sheet of A4, sharp on a dense screen."""


class Previews:
    """Draws statements for the screen and keeps the last few."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._documents: OrderedDict[tuple[int, str, date], Document] = OrderedDict()
        self._generation = 0
        # One drawing serves all who wait.
        self._lock = Lock()

    def forget(self, event: Event) -> None:
        """Draw anew from now on: something has changed."""
        del event
        self._generation += 1

    def document(self, customer: str, as_of: date) -> Document:
        """Return the customer's drawn statement."""
        with self._lock:
            return self._document(customer, as_of)

    def picture(self, customer: str, as_of: date, page: int) -> bytes:
        """Return one page as PNG; pages count from 1."""
        with self._lock:
            document = self._document(customer, as_of)
            if not 1 <= page <= document.pages:
                raise UnknownName(say("The statement has no page {page}.", page=page))
            return picture_of(document.pdf, page, _SCALE)

    def _document(self, customer: str, as_of: date) -> Document:
        key = (self._generation, customer, as_of)
        document = self._documents.get(key)
        if document is None:
            document = self._office.draw(customer, as_of)
            self._documents[key] = document
            while len(self._documents) > _KEPT:
                self._documents.popitem(last=False)
        return document
