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

NEEDED_COLUMNS = ("document", "open")
"""Without these a line does not say what is owed for what."""

LEAST_SIZE = 8.0
"""Points: smaller letters do not survive a fax."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "title": ("as_of",),
    "to": (),
    "customer_code": (),
    "vat_number": (),
    "tax_code": (),
    "overdue": (),
    "outstanding": (),
    "not_yet_due": (),
    "nothing_overdue": (),
    "overdue_covered": (),
    "nothing_to_pay": (),
    "nothing_open": ("as_of",),
    "in_favour": (),
    "in_favour_hint": (),
    "beneficiary": (),
    "iban": (),
    "bic": (),
    "purpose": (),
    "purpose_text": ("code", "as_of"),
    "payment_code_hint": ("amount",),
    "greeting": ("as_of",),
    "section": ("currency",),
    "column_document": (),
    "column_document_date": (),
    "column_due_date": (),
    "column_days_overdue": (),
    "column_amount": (),
    "column_paid": (),
    "column_open": (),
    "column_balance": (),
    "invoice": ("number",),
    "credit_note": ("number",),
    "payment": ("number",),
    "instalment": ("instalment",),
    "day": (),
    "days": ("days",),
    "brought_forward": (),
    "carried_forward": (),
    "total": ("currency",),
    "assumed_due_date": (),
    "aging": ("currency",),
    "aging_current": (),
    "aging_d1_30": (),
    "aging_d31_60": (),
    "aging_d61_90": (),
    "aging_d90_plus": (),
    "credits": (),
    "already_paid": (),
    "no_formal_notice": (),
    "page": ("page", "pages"),
}
"""Every text of a statement by its key, with what its braces may name."""

SENTENCES = (
    "in_favour_hint",
    "payment_code_hint",
    "greeting",
    "already_paid",
    "no_formal_notice",
)
"""Texts that a firm may do without: emptied, they are left out. A label is never empty."""


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
    margin_bottom: float = 12.0
    address_left: float = 115.0
    """From the left edge of the sheet to the address in the envelope's window."""
    address_top: float = 48.0
    address_window: float = 45.0
    """Height kept in letters for the address alone: an envelope's window shows nothing else."""
    logo: str = ""
    """Path below the design's folder; empty: the company's logo."""
    logo_height: float = 16.0
    columns: tuple[str, ...] = COLUMNS
    show_aging: bool = True
    show_payment_code: bool = True
    home_countries: tuple[str, ...] = ("IT", "Italia", "Italy")
    """Addresses there show no country."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """By language, then by key."""
    folder: str = ""
    """Where the design's own files lie."""

    def text(self, language: str, key: str) -> str:
        """Return a text in the language, else in English; empty if there is to be none."""
        own = self.texts.get(language, {})
        if key in SENTENCES and key in own:
            return own[key]
        return own.get(key) or self.texts.get("en", {}).get(key, "")
