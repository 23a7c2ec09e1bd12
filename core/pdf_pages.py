"""The pages of a PDF: as pictures, as text, counted, joined; PDFium by one thread at a time."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.domain.wording import say
from core.drawing import Document
from core.errors import SollecitoError

if TYPE_CHECKING:
    from PIL.Image import Image

_LOCK = Lock()
_FAX_ACROSS, _FAX_DOWN = 204, 196
"""Dots to the inch in fine resolution."""
_FAX_WIDTH = 1728
"""Dots in a line of every fax machine (ITU-T T.4)."""
_DARK = 160
_POINTS = 72
"""Of a PDF, to the inch."""
_WHITE_IS_ZERO = {262: 0}
"""As fax services want it (TIFF class F)."""


class NotAPdf(SollecitoError):
    """What should leave as a PDF is none, or is broken."""


class PdfLocked(SollecitoError):
    """A PDF that opens with a password only."""


def picture_of(pdf: bytes, page: int, scale: float) -> bytes:
    """Return one page as PNG; pages count from 1, `scale` is pixels a point."""
    with _LOCK:
        file = _pdfium().PdfDocument(pdf)
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
        file = _pdfium().PdfDocument(pdf)
        try:
            return tuple(page.get_textpage().get_text_bounded() for page in file)
        finally:
            file.close()


def readable_text(pdf: bytes) -> str:
    """Return the whole text of somebody else's PDF; none of it where it is a scan.

    A page that is only a picture among pages with text may be another document: it is refused.
    """
    with _LOCK:
        try:
            file = _opened(pdf)
        except NotAPdf as error:
            if "password" in str(error.__context__).lower():
                raise PdfLocked(say("It opens with a password only.")) from error
            raise NotAPdf(say("It is broken: it cannot be read as a PDF.")) from error
        try:
            texts = [page.get_textpage().get_text_range() for page in file]
            pictures = [
                not text.strip() and _shows_something(page)
                for text, page in zip(texts, file, strict=True)
            ]
        except _pdfium().PdfiumError as error:
            raise NotAPdf(say("Its pages cannot be read.")) from error
        finally:
            file.close()
    if any(pictures) and not all(pictures):
        raise NotAPdf(say("One of its pages is a picture without text."))
    return "\n".join(texts)


def _shows_something(page: Any) -> bool:
    return next(iter(page.get_objects(max_depth=1)), None) is not None


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
        joined = _pdfium().PdfDocument.new()
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


def fax_pages(pdf: bytes) -> bytes:
    """Return the pages as a fax machine sends them: a TIFF in black and white (Group 4)."""
    with _LOCK:
        file = _opened(pdf)
        try:
            pages = [_fax_page(page.render(scale=_FAX_ACROSS / _POINTS).to_pil()) for page in file]
        finally:
            file.close()
    tiff = BytesIO()
    pages[0].save(
        tiff,
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="group4",
        dpi=(_FAX_ACROSS, _FAX_DOWN),
        tiffinfo=_WHITE_IS_ZERO,
    )
    return tiff.getvalue()


def _fax_page(picture: Image) -> Image:
    from PIL import Image  # noqa: PLC0415 - as slow as PDFium

    height = round(picture.height * _FAX_DOWN / _FAX_ACROSS)
    grey = picture.convert("L").resize((picture.width, height))
    sheet = Image.new("L", (_FAX_WIDTH, height), 255)
    sheet.paste(grey, ((_FAX_WIDTH - grey.width) // 2, 0))
    # A threshold, no dots: they would break thin letters up and take minutes to send.
    return sheet.point(lambda value: 255 if value > _DARK else 0).convert("1")


def _pdfium() -> Any:
    """Import it when it is needed: most commands never look into a PDF."""
    import pypdfium2  # noqa: PLC0415

    return pypdfium2


def _opened(pdf: bytes) -> Any:
    refused = NotAPdf(
        say("The statement’s file is no PDF that can be read: nothing was sent."),
        say("Draw the statement again."),
    )
    if not pdf.startswith(b"%PDF-"):
        raise refused
    try:
        file = _pdfium().PdfDocument(pdf)
    except _pdfium().PdfiumError:
        raise refused from None
    if not len(file):
        file.close()
        raise refused
    return file
