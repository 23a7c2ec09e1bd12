"""Small PDFs that a reader can open."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas


def a_pdf(pages: int = 1, words: str = "Estratto conto") -> bytes:
    """Return a PDF of A4 pages, the same bytes each time."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{words} {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()
