"""The pages of a PDF as pictures and as text; PDFium may be used by one thread at a time."""

from __future__ import annotations

from io import BytesIO
from threading import Lock

import pypdfium2

_LOCK = Lock()


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
