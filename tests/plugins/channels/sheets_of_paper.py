"""PDFs whose pages can be told apart."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def pages_of(count: int) -> bytes:
    """Return an A4 PDF; each page says its number."""
    written = BytesIO()
    canvas = Canvas(written, A4)
    for number in range(1, count + 1):
        canvas.setFont("Helvetica", 40)
        canvas.drawString(60, 700, f"Pagina {number}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()
