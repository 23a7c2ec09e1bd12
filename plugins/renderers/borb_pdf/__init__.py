"""Draws statements as PDF with borb, in the design that the firm chose."""

from __future__ import annotations

from sollecito import Document, Drawing, hookimpl, say

SOLLECITO_NAME = say("Drawing of the statement")


@hookimpl
def render_statement(drawing: Drawing) -> Document:
    """Draw a statement as PDF: the same drawing, the same bytes."""
    # borb takes a third of a second to import: not at the program's start.
    from plugins.renderers.borb_pdf.statement import draw_statement  # noqa: PLC0415

    return draw_statement(drawing)
