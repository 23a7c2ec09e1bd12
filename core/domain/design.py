"""A statement's design: how it looks, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

COLUMNS = (
    "document",
    "document_date",
    "due_date",
    "days_overdue",
    "amount",
    "paid",
    "open",
    "balance",
)
"""The columns a design may show, in any order."""


@dataclass(frozen=True, slots=True)
class Design:
    """Colours, fonts, margins, columns, texts and places of one statement design.

    Lengths are millimetres, font sizes points, colours `#rrggbb`.
    """

    name: str
    accent: str = "#1f4e79"
    ink: str = "#000000"
    font: str = ""
    """Path of a TrueType file below the design's folder; empty: Source Sans."""
    font_bold: str = ""
    small: float = 8.0
    normal: float = 9.0
    large: float = 16.0
    margin_left: float = 20.0
    margin_right: float = 15.0
    margin_top: float = 12.0
    margin_bottom: float = 15.0
    address_left: float = 115.0
    """From the left edge of the sheet to the address in the envelope's window."""
    address_top: float = 50.0
    logo: str = ""
    """Path below the design's folder; empty: the company's logo."""
    logo_height: float = 16.0
    columns: tuple[str, ...] = COLUMNS
    show_aging: bool = True
    show_payment_code: bool = True
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language, then by key."""
    folder: str = ""
    """Where the design's own files lie."""
