"""The pages of a PDF: as pictures, as text, counted, joined; PDFium by one thread at a time."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from threading import Lock

import pypdfium2

from core.domain.wording import say
from core.drawing import Document
from core.errors import SollecitoError

_LOCK = Lock()


class NotAPdf(SollecitoError):
    """What should leave as a PDF is none, or is broken."""


def picture_of(pdf: bytes, page: int, scale: float) -> bytes:
    """Return one page as PNG; pages count from 1, `scale` is pixels a point."""
    with _LOCK:
        file = pypdfium2.PdfDocument(pdf)
        try:
            image = file[page - 1].render(scale=scale).to_pil()
        finally:
            file.close()
    png = BytesIO()
    # Grey-level palettes are a third of the size, but colours of the design would be lost.
    image.save(png, "PNG", compress_level=3)
    return png.getvalue()


def texts_of(pdf: bytes) -> tuple[str, ...]:
    """Return the text inside the edges of each page."""
    with _LOCK:
        file = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(page.get_textpage().get_text_bounded() for page in file)
        finally:
            file.close()


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has; refuse what is none, whatever its name says."""
    with _LOCK:
        file = _opened(pdf)
        try:
            return len(file)
        finally:
            file.close()


def join_documents(documents: Iterable[bytes]) -> Document:
    """Return one PDF with the pages of all of them, in this order."""
    with _LOCK:
        joined = pypdfium2.PdfDocument.new()
        try:
            for pdf in documents:
                file = _opened(pdf)
                joined.import_pages(file)
                file.close()
            written = BytesIO()
            joined.save(written)
            return Document(written.getvalue(), len(joined))
        finally:
            joined.close()


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    refused = NotAPdf(
        say("The statement’s file is no PDF that can be read: nothing was sent."),
        say("Draw the statement again."),
    )
    if not pdf.startswith(b"%PDF-"):
        raise refused
    try:
        file = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise refused from None
    if not len(file):
        file.close()
        raise refused
    return file
