"""The look of a statement: its words, places and styles."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import Sheet, Typography


@dataclass(frozen=True, slots=True)
class Look:
    """What every part of a page is drawn with."""

    phrases: Phrases
    place: Sheet
    styles: Typography
