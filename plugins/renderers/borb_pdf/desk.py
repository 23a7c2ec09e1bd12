"""The desk: everything that is the same for all statements of a company, kept ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from borb.pdf.primitives import name

from plugins.renderers.borb_pdf.canvas import Canvas
from plugins.renderers.borb_pdf.characters import latin
from plugins.renderers.borb_pdf.closing import (
    AGING,
    AGING_WITH_CREDITS,
    draw_aging_frame,
    draw_words,
)
from plugins.renderers.borb_pdf.face_cache import faces
from plugins.renderers.borb_pdf.font_objects import Ready, font_object, packed
from plugins.renderers.borb_pdf.letterhead import LOGO, draw_footer, draw_letterhead
from plugins.renderers.borb_pdf.logo import Logo, read_logo
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.panel import BANK_DETAILS, draw_bank_details
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.stationery import Stationery, write_stationery
from plugins.renderers.borb_pdf.typography import MM, PAGE_HEIGHT, PAGE_WIDTH, sheet, typography
from sollecito import Company, Design, Drawing

LETTERHEAD = "Letterhead"
FOOTER = "Footer"
_TO_DEBTORS = "WordsToDebtors"
_TO_OTHERS = "WordsToOthers"
_PARTS = (
    LETTERHEAD,
    FOOTER,
    BANK_DETAILS,
    AGING,
    AGING_WITH_CREDITS,
    _TO_DEBTORS,
    _TO_OTHERS,
)
_MOST_KEPT = 8
_LATIN = frozenset(map(chr, latin()))


@dataclass(frozen=True, slots=True)
class Words:
    """The words that end a statement: a constant part of the stationery."""

    name: str
    height: float


@dataclass(frozen=True, slots=True)
class Desk:
    """Look and stationery of one company, design and language."""

    look: Look
    stationery: Stationery
    letterhead: float
    """Where the letterhead ends."""
    bank_details: float
    """How high the bank details are."""
    words_to_debtors: Words
    words_to_others: Words
    unknown: frozenset[str]
    """Characters of the company's own name and address that the font lacks."""


_Key = tuple[Design, Company, str, bytes, bool]
"""What a desk depends on; the last is whether its fonts must know more than Latin."""

_desks: dict[_Key, Desk] = {}
_lock = Lock()


def desk_for(drawing: Drawing) -> Desk:
    """Return the desk that a drawing needs; pages draw previews while a run is drawn."""
    wide = not _LATIN.issuperset("".join(_free_texts(drawing)))
    key = (drawing.design, drawing.company, drawing.language, drawing.logo, wide)
    desk = _desks.get(key)
    if desk is not None:
        return desk
    with _lock:
        if key not in _desks:
            made = _lay_out(drawing, wide=wide)
            while len(_desks) >= _MOST_KEPT:
                del _desks[next(iter(_desks))]
            _desks[key] = made
        return _desks[key]


def _free_texts(drawing: Drawing) -> Iterable[str]:
    """Yield what the customer brings: if it is Latin, fonts of half the size do."""
    customer = drawing.statement.customer
    yield from (customer.name, customer.code, customer.address, customer.city)
    yield from (customer.province, customer.country, customer.postcode)
    yield from (customer.vat_number, customer.tax_code)
    for section in drawing.statement.sections:
        for line in section.lines:
            yield line.number
            yield line.instalment


def _own_texts(drawing: Drawing) -> Iterable[str]:
    """Yield what the company and its design bring."""
    company = drawing.company
    yield from (company.name, *company.address, company.email, company.phone)
    yield from drawing.design.texts.get(drawing.language, {}).values()


def _lay_out(drawing: Drawing, *, wide: bool) -> Desk:
    phrases = Phrases(drawing.design, drawing.language)
    phrases.need("title")
    wide = wide or not _LATIN.issuperset("".join(_own_texts(drawing)))
    regular, bold = faces(drawing.design, wide=wide)
    look = Look(phrases, sheet(drawing.design), typography(drawing.design, regular, bold))
    logo = read_logo(drawing.logo) if drawing.logo else None
    unknown: set[str] = set()
    parts = {key: Canvas(unknown, look.styles.normal.colour) for key in _PARTS}
    letterhead = draw_letterhead(parts[LETTERHEAD], drawing.company, look, logo)
    draw_footer(parts[FOOTER], drawing.company, look)
    bank_details = draw_bank_details(parts[BANK_DETAILS], drawing.company, look)
    draw_aging_frame(parts[AGING], look, credit=False)
    draw_aging_frame(parts[AGING_WITH_CREDITS], look, credit=True)
    debtors = Words(_TO_DEBTORS, draw_words(parts[_TO_DEBTORS], look, owing=True))
    others = Words(_TO_OTHERS, draw_words(parts[_TO_OTHERS], look, owing=False))
    fonts = {name("F1"): font_object(regular.file), name("F2"): font_object(bold.file)}
    stationery = write_stationery(_resources(fonts, logo, parts))
    return Desk(look, stationery, letterhead, bank_details, debtors, others, frozenset(unknown))


def _resources(
    fonts: dict[Any, Any], logo: Logo | None, canvases: Mapping[str, Canvas]
) -> dict[Any, Any]:
    own: dict[Any, Any] = {name("Font"): fonts}
    if logo is not None:
        own[name("XObject")] = {name(LOGO): logo.image}
    parts = {name(key): _form(canvas, own) for key, canvas in canvases.items()}
    return {name("Font"): fonts, name("XObject"): parts}


def _form(canvas: Canvas, resources: dict[Any, Any]) -> Any:
    return packed(
        canvas.content,
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=Ready(f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT + MM}]"),
        Resources=resources,
    )
