"""Invoices as an accounting program leaves them: PDFs with text, scans, locked and broken ones."""

import os
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas


def invoice_pdf(*lines: str, pages: Sequence[Sequence[str]] = (), password: str = "") -> bytes:
    """Return a PDF whose first page has these lines; further pages have theirs."""
    file = BytesIO()
    locked = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(file, encrypt=locked, invariant=True)
    for page in (lines, *pages):
        for number, line in enumerate(page):
            canvas.drawString(60, 780 - 20 * number, line)
        canvas.rect(40, 40, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def the_invoice(
    number: str = "1/26", customer: str = "Rossi S.r.l.", day: str = "05/10/2026"
) -> bytes:
    """Return the file of an invoice of the firm of the tests."""
    return invoice_pdf(
        "Ferramenta Rossi S.r.l., Via Roma 1, Milano",
        f"Fattura n. {number} del {day}",
        f"Spett.le {customer}",
        "12 pezzi, 100,00 EUR",
    )


SCAN = invoice_pdf()
"""A page without a letter."""


def put(folder: Path, name: str, content: bytes, moment: datetime) -> Path:
    """Leave a file in the folder of the invoices, an hour before the moment."""
    path = folder / "invoices" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    written = moment.timestamp() - 3600
    os.utime(path, (written, written))
    return path
