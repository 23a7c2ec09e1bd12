"""The opening of page 1: title, customer and the address in the envelope's window."""

from __future__ import annotations

from plugins.renderers.borb_pdf.canvas import Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM
from sollecito import Customer, Statement

_GAP = 6 * MM
_LEAST_ROOM = 50 * MM
"""What a title needs beside the address."""


def draw_opening(
    canvas: Canvas, statement: Statement, look: Look, top: float, home: tuple[str, ...]
) -> float:
    """Draw title and facts beside the address; return the lower edge.

    An address on the left, as for envelopes abroad, leaves no room there: the title follows it.
    """
    place = look.place
    below = _draw_address(canvas, statement.customer, look, top, home)
    room = place.address_left - place.left - _GAP
    if room < _LEAST_ROOM:
        return _draw_title(canvas, statement, look, below + _GAP, place.right - place.left)
    return max(below, _draw_title(canvas, statement, look, top, room))


def address_lines(customer: Customer, home: tuple[str, ...]) -> list[str]:
    """Return street, town and country as the post wants them."""
    town = " ".join(filter(None, (customer.postcode, customer.city, customer.province)))
    abroad = customer.country.casefold() not in {name.casefold() for name in home}
    country = customer.country if abroad else ""
    return [line for line in map(legible, (customer.address, town, country)) if line]


def _draw_title(canvas: Canvas, statement: Statement, look: Look, top: float, room: float) -> float:
    phrases, place, styles = look.phrases, look.place, look.styles
    title = phrases.fill("title", as_of=phrases.day(statement.as_of))
    y = top + styles.large.size * 0.75
    y = canvas.lines(place.left, y, styles.large.wrap_evenly(title, room), styles.large)
    facts = _facts(statement.customer, phrases)
    y = canvas.lines(place.left, y, styles.normal.wrap(facts, room), styles.normal)
    return y - styles.normal.size


def _facts(customer: Customer, phrases: Phrases) -> str:
    facts = [("customer_code", customer.code), ("vat_number", customer.vat_number)]
    if not customer.vat_number:
        facts.append(("tax_code", customer.tax_code))
    return " · ".join(f"{phrases.fill(key)} {legible(value)}" for key, value in facts if value)


def _draw_address(
    canvas: Canvas, customer: Customer, look: Look, top: float, home: tuple[str, ...]
) -> float:
    place, styles = look.place, look.styles
    room = place.right - place.address_left
    y = top + styles.normal.size * 0.8
    polite = look.phrases.fill("to")
    y = canvas.lines(place.address_left, y, [polite] if polite else [], styles.normal)
    name = styles.strong.wrap_evenly(legible(customer.name), room)
    y = canvas.lines(place.address_left, y, name, styles.strong)
    for line in address_lines(customer, home):
        y = canvas.lines(place.address_left, y, styles.normal.wrap(line, room), styles.normal)
    return y - styles.normal.size
