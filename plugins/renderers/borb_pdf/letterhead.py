"""Letterhead and footer: the parts that every statement of the company shares."""

from __future__ import annotations

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.logo import Logo
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM, Sheet, Style
from sollecito import Company

LOGO = "Logo"
_ACCENT_RULE = 1.6
_PAGE_NUMBER_ROOM = 90.0


def draw_letterhead(canvas: Canvas, company: Company, look: Look, logo: Logo | None) -> float:
    """Draw logo or name on the left, who writes on the right; return where the rule is."""
    place = look.place
    if logo is None:
        left_bottom = _draw_name(canvas, company, look)
    else:
        left_bottom = _draw_logo(canvas, logo, place)
    rule = max(left_bottom, _draw_company(canvas, company, look)) + 2.5 * MM
    canvas.rule(place.left, place.right, rule, _ACCENT_RULE, look.styles.large_accent.colour)
    return rule


def draw_footer(canvas: Canvas, company: Company, look: Look) -> None:
    """Draw who writes, once more, beside the room for the page's number."""
    place, style = look.place, look.styles.small
    canvas.rule(place.left, place.right, place.bottom + style.leading * 0.6, HAIRLINE)
    room = place.width - _PAGE_NUMBER_ROOM
    facts = [company.name, _vat(company, look.phrases), company.email, company.phone]
    facts = [legible(fact) for fact in facts if fact]
    while len(facts) > 1 and style.width(" · ".join(facts)) > room:
        facts.pop()
    line = style.wrap(" · ".join(facts), room)[0]
    canvas.text(place.left, footer_line(place, style), line, style)


def footer_line(place: Sheet, style: Style) -> float:
    """Return the baseline of the footer."""
    return place.bottom + style.leading * 1.7


def _vat(company: Company, phrases: Phrases) -> str:
    return f"{phrases.fill('vat_number')} {company.vat_number}" if company.vat_number else ""


def _draw_logo(canvas: Canvas, logo: Logo, place: Sheet) -> float:
    scale = min(place.logo_height / logo.height, 0.45 * place.width / logo.width)
    width, height = logo.width * scale, logo.height * scale
    canvas.image(LOGO, place.left, place.top, width, height)
    return place.top + height


def _draw_name(canvas: Canvas, company: Company, look: Look) -> float:
    style, place = look.styles.large_accent, look.place
    lines = style.wrap(legible(company.name), 0.52 * place.width)
    baseline = place.top + style.size * 0.8
    return canvas.lines(place.left, baseline, lines, style) - style.size


def _draw_company(canvas: Canvas, company: Company, look: Look) -> float:
    place, style, strong = look.place, look.styles.small, look.styles.small_strong
    room = 0.45 * place.width
    y = place.top + style.size * 0.8
    for line in strong.wrap(legible(company.name), room):
        canvas.text_right(place.right, y, line, strong)
        y += style.leading
    contact = " · ".join(fact for fact in (company.email, company.phone) if fact)
    for fact in (*company.address, _vat(company, look.phrases), contact):
        for line in style.wrap(legible(fact), room) if fact else ():
            canvas.text_right(place.right, y, line, style)
            y += style.leading
    return y - style.size
