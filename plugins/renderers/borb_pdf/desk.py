"""The desk: everything that is the same for all statements of a company, kept ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from borb.pdf.primitives import name

from plugins.renderers.borb_pdf.canvas import Canvas
from plugins.renderers.borb_pdf.characters import latin
from plugins.renderers.borb_pdf.face_cache import faces
from plugins.renderers.borb_pdf.font_objects import Ready, font_object, packed
from plugins.renderers.borb_pdf.letterhead import LOGO, draw_footer, draw_letterhead
from plugins.renderers.borb_pdf.logo import Logo, read_logo
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.stationery import Stationery, write_stationery
from plugins.renderers.borb_pdf.typography import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Sheet,
    Typography,
    sheet,
    typography,
)
from sollecito import Company, Design, Drawing

LETTERHEAD = "Letterhead"
FOOTER = "Footer"
_MOST_KEPT = 8
_LATIN = frozenset(map(chr, latin()))


@dataclass(frozen=True, slots=True)
class Desk:
    """Styles, places, words and stationery of one company, design and language."""

    phrases: Phrases
    place: Sheet
    styles: Typography
    stationery: Stationery
    letterhead_bottom: float
    unknown: frozenset[str]
    """Characters of the company's own name and address that the font lacks."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a desk depends on."""

    design: Design
    company: Company
    language: str
    logo: bytes
    wide: bool
    """Whether the fonts must know more than Latin."""


_desks: dict[_Wish, Desk] = {}
_lock = Lock()


def desk_for(drawing: Drawing) -> Desk:
    """Return the desk that a drawing needs; pages draw previews while a run is drawn."""
    wish = _Wish(
        drawing.design, drawing.company, drawing.language, drawing.logo, not _is_latin(drawing)
    )
    desk = _desks.get(wish)
    if desk is not None:
        return desk
    with _lock:
        if wish not in _desks:
            made = _lay_out(wish)
            while len(_desks) >= _MOST_KEPT:
                del _desks[next(iter(_desks))]
            _desks[wish] = made
        return _desks[wish]


def _is_latin(drawing: Drawing) -> bool:
    """Tell whether the smaller fonts do: they halve the size of the document."""
    return _LATIN.issuperset("".join(_free_texts(drawing)))


def _free_texts(drawing: Drawing) -> Iterable[str]:
    customer, company = drawing.statement.customer, drawing.company
    yield from (customer.name, customer.code, customer.address, customer.city)
    yield from (customer.province, customer.country, customer.postcode)
    yield from (customer.vat_number, customer.tax_code)
    yield from (company.name, *company.address, company.email, company.phone)
    for section in drawing.statement.sections:
        for line in section.lines:
            yield line.number
            yield line.instalment
    for texts in drawing.design.texts.values():
        yield from texts.values()


def _lay_out(wish: _Wish) -> Desk:
    phrases = Phrases(wish.design, wish.language)
    phrases.need("title")
    regular, bold = faces(wish.design, wide=wish.wide)
    styles, place = typography(wish.design, regular, bold), sheet(wish.design)
    logo = read_logo(wish.logo) if wish.logo else None
    unknown: set[str] = set()
    letterhead = Canvas(unknown, styles.normal.colour)
    bottom = draw_letterhead(letterhead, wish.company, phrases, place, styles, logo)
    footer = Canvas(unknown, styles.normal.colour)
    draw_footer(footer, wish.company, phrases, place, styles.small)
    fonts = {name("F1"): font_object(regular.file), name("F2"): font_object(bold.file)}
    stationery = write_stationery(_resources(fonts, logo, letterhead, footer))
    return Desk(phrases, place, styles, stationery, bottom, frozenset(unknown))


def _resources(
    fonts: dict[Any, Any], logo: Logo | None, letterhead: Canvas, footer: Canvas
) -> dict[Any, Any]:
    own: dict[Any, Any] = {name("Font"): fonts}
    if logo is not None:
        own[name("XObject")] = {name(LOGO): logo.image}
    parts = {
        name(LETTERHEAD): _form(letterhead, own),
        name(FOOTER): _form(footer, own),
    }
    return {name("Font"): fonts, name("XObject"): parts}


def _form(canvas: Canvas, resources: dict[Any, Any]) -> Any:
    return packed(
        canvas.content,
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=Ready(f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"),
        Resources=resources,
    )
