"""What an envelope with a window shows of a folded letter: the address and nothing else."""

from dataclasses import replace

import pypdfium2
import pytest

from plugins.renderers.borb_pdf import render_statement
from tests.plugins.renderers.drawings import drawing, invoices, texts

MM = 72 / 25.4
SHEET = 297.0
ENVELOPE, FOLDED = 110.0, 99.0
"""Millimetres: a DL envelope is higher than a sheet folded in three, which slides in it."""
WINDOW_BELOW, WINDOW_HEIGHT = 20.0, 35.0
"""The window's lower edge above the envelope's, and its height."""
LEFT, RIGHT = 95.0, 195.0


def seen(pdf: bytes, slid: float) -> str:
    """Return the text of page 1 that the window shows when the sheet slid down so far."""
    bottom = ENVELOPE - WINDOW_BELOW - slid
    edges = (LEFT * MM, (SHEET - bottom) * MM, RIGHT * MM, (SHEET - bottom + WINDOW_HEIGHT) * MM)
    file = pypdfium2.PdfDocument(pdf)
    try:
        return str(file[0].get_textpage().get_text_bounded(*edges))
    finally:
        file.close()


@pytest.mark.parametrize("slid", [0.0, 5.0, ENVELOPE - FOLDED])
def test_window_shows_the_address_and_nothing_of_the_debt(slid: float) -> None:
    letter = replace(drawing(invoices(3)), posted=True)
    shown = seen(render_statement(letter).pdf, slid)
    assert "06012 Città di Castello" in shown
    for word in ("EUR", "IBAN", "Causale", "Estratto", "bonifico"):
        assert word not in shown


def test_what_needs_no_envelope_keeps_nothing_free() -> None:
    shown = seen(render_statement(drawing(invoices(3))).pdf, 0.0)
    assert "EUR" in shown


@pytest.mark.parametrize("count", [1, 30, 200])
def test_a_letter_has_every_line_of_the_statement(count: int) -> None:
    letter = render_statement(replace(drawing(invoices(count)), posted=True))
    shown = " ".join(texts(letter.pdf))
    assert all(f"FT {number}/2026" in shown for number in range(1, count + 1))
