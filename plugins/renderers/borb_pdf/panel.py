"""The payment panel: what is owed and how to pay it, at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.payment_square import payment_square
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM, Style
from sollecito import Company, Drawing, Statement, StatementSection, amount_to_pay, payment_code

BANK_DETAILS = "BankDetails"
_AMOUNTS = 62 * MM
"""Width of the column with the amounts."""
_MOST_LARGE = 5
"""Currencies whose amounts are set large."""
_LABELS = 21 * MM
_SQUARE = 26 * MM
_QUIET = 3.5 * MM
"""Four modules of white around a QR code, or scanners do not find it."""
_PADDING = 2.4 * MM


def draw_panel(
    canvas: Canvas, drawing: Drawing, look: Look, top: float, *, bank_details: float
) -> float:
    """Draw amounts, bank details and QR code side by side; return the lower edge."""
    place, statement = look.place, drawing.statement
    canvas.rule(place.left, place.right, top, HAIRLINE)
    bottom = _draw_amounts(canvas, statement, look, top + _PADDING)
    if something_to_pay(statement) and drawing.company.iban:
        wanted = purpose(statement, look.phrases)
        code = _code(drawing, wanted)
        if code is not None:
            left = place.right - _SQUARE
            canvas.squares(left, top + _PADDING, _SQUARE, payment_square(code))
            bottom = max(bottom, top + _PADDING + _SQUARE)
        canvas.stamp(BANK_DETAILS, top + _PADDING)
        y = _draw_purpose(canvas, wanted, look, top + _PADDING + bank_details)
        if code is not None:
            y = _draw_hint(canvas, statement, look, y)
        bottom = max(bottom, y - look.styles.small.leading)
    bottom += _PADDING
    canvas.rule(place.left, place.right, bottom, HAIRLINE)
    return bottom


def draw_bank_details(canvas: Canvas, company: Company, look: Look) -> float:
    """Draw whom and where to pay, from the top of the canvas; return where the next line stands."""
    styles = look.styles
    y = styles.normal.size * 0.8
    facts = (
        ("beneficiary", legible(company.name), styles.normal),
        ("iban", grouped(company.iban), styles.strong),
        ("bic", legible(company.bic), styles.normal),
    )
    for key, value, style in facts:
        if value:
            y = _draw_pair(canvas, look, y, look.phrases.fill(key), value, style)
    return y


def purpose(statement: Statement, phrases: Phrases) -> str:
    """Return what the customer should write on the transfer."""
    day = phrases.day(statement.as_of)
    return phrases.fill("purpose_text", code=legible(statement.customer.code), as_of=day)


def something_to_pay(statement: Statement) -> bool:
    """Tell whether the customer owes anything in any currency."""
    return any(section.balance.outstanding > 0 for section in statement.sections)


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four, as it stands on bank statements."""
    packed = "".join(iban.split()).upper()
    return " ".join(packed[start : start + 4] for start in range(0, len(packed), 4))


def _code(drawing: Drawing, wanted: str) -> str | None:
    if not drawing.design.show_payment_code:
        return None
    return payment_code(drawing.statement, drawing.company, wanted)


def _draw_amounts(canvas: Canvas, statement: Statement, look: Look, y: float) -> float:
    place, styles, phrases = look.place, look.styles, look.phrases
    room = _AMOUNTS - _QUIET if statement.sections else place.width
    facts = [_amounts(section, phrases) for section in statement.sections]
    if len(facts) > _MOST_LARGE:
        return _draw_many_amounts(canvas, facts, look, y)
    for label, amount, hint in facts or [_nothing_open(statement, phrases)]:
        canvas.text(place.left, y + styles.small.size * 0.8, label, styles.small_strong)
        y += styles.small.leading + styles.large.size * 0.95
        canvas.text(place.left, y, amount, styles.large_accent.fitted(amount, room))
        y += styles.normal.leading + 3
        y = canvas.lines(place.left, y, styles.normal.wrap(hint, room), styles.normal)
        y += 2
    return y - styles.normal.leading


def _draw_many_amounts(
    canvas: Canvas, facts: Sequence[tuple[str, str, str]], look: Look, y: float
) -> float:
    """Draw a line a currency: large amounts of so many would fill the page."""
    small, strong = look.styles.small, look.styles.small_strong
    y += small.size * 0.8
    for label, amount, _ in facts:
        text = f"{label} {amount}"
        y = canvas.lines(look.place.left, y, strong.wrap(text, _AMOUNTS - _QUIET), strong)
    return y - small.leading


def _nothing_open(statement: Statement, phrases: Phrases) -> tuple[str, str, str]:
    hint = phrases.fill("nothing_open", as_of=phrases.day(statement.as_of))
    money = phrases.money(Decimal(), statement.customer.currency)
    return phrases.fill("nothing_to_pay"), money, hint


def _amounts(section: StatementSection, phrases: Phrases) -> tuple[str, str, str]:
    """Return label, the amount that matters, and what stands below it."""
    balance, currency = section.balance, section.currency
    outstanding = phrases.money(abs(balance.outstanding), currency)
    if balance.outstanding < 0:
        return phrases.fill("in_favour"), outstanding, phrases.fill("in_favour_hint")
    if balance.overdue_net > 0:
        overdue = phrases.money(balance.overdue_net, currency)
        return phrases.fill("overdue"), overdue, f"{phrases.fill('outstanding')} {outstanding}"
    if balance.outstanding > 0:
        hint = "overdue_covered" if balance.overdue_gross > 0 else "nothing_overdue"
        return phrases.fill("not_yet_due"), outstanding, phrases.fill(hint)
    return phrases.fill("nothing_to_pay"), outstanding, phrases.fill("in_favour_hint")


def _draw_pair(canvas: Canvas, look: Look, y: float, label: str, value: str, style: Style) -> float:
    """Draw a label and what it says; return where the next would stand."""
    left = look.place.left + _AMOUNTS
    canvas.text(left, y, label, look.styles.small)
    room = look.place.right - _SQUARE - _QUIET - left - _LABELS
    return canvas.lines(left + _LABELS, y, style.wrap(value, room), style)


def _draw_purpose(canvas: Canvas, wanted: str, look: Look, y: float) -> float:
    label = look.phrases.fill("purpose")
    return _draw_pair(canvas, look, y, label, wanted, look.styles.normal) if wanted else y


def _draw_hint(canvas: Canvas, statement: Statement, look: Look, y: float) -> float:
    amount = look.phrases.money(amount_to_pay(statement), "EUR")
    hint = look.phrases.fill("payment_code_hint", amount=amount)
    room = look.place.width - _AMOUNTS - _SQUARE - _QUIET
    small = look.styles.small
    return canvas.lines(look.place.left + _AMOUNTS, y + 2, small.wrap(hint, room), small)
