"""The payment panel: what is owed and how to pay it, at a glance."""

from __future__ import annotations

from decimal import Decimal

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.payment_square import payment_square
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM, Sheet, Typography
from sollecito import Company, Drawing, Statement, StatementSection, amount_to_pay, payment_code

_AMOUNTS = 62 * MM
"""Width of the column with the amounts."""
_LABELS = 21 * MM
_SQUARE = 26 * MM
_QUIET = 3.5 * MM
"""Four modules of white around a QR code, or scanners do not find it."""
_PADDING = 2.4 * MM


def draw_panel(
    canvas: Canvas, drawing: Drawing, phrases: Phrases, place: Sheet, styles: Typography, top: float
) -> float:
    """Draw amounts, bank details and QR code side by side; return the lower edge."""
    canvas.rule(place.left, place.right, top, HAIRLINE)
    y = top + _PADDING
    bottom = _draw_amounts(canvas, drawing.statement, phrases, place, styles, y)
    if something_to_pay(drawing.statement) and drawing.company.iban:
        right = place.right
        code = _code(drawing, phrases)
        if code is not None:
            right -= _SQUARE + _QUIET
            canvas.squares(place.right - _SQUARE, y, _SQUARE, payment_square(code))
            bottom = max(bottom, y + _SQUARE)
        details = _Details(drawing, phrases, styles, place.left + _AMOUNTS, right)
        bottom = max(bottom, details.draw(canvas, y, with_code=code is not None))
    bottom += _PADDING
    canvas.rule(place.left, place.right, bottom, HAIRLINE)
    return bottom


def purpose(statement: Statement, phrases: Phrases) -> str:
    """Return what the customer should write on the transfer."""
    day = phrases.day(statement.as_of)
    return phrases.say("purpose_text", code=statement.customer.code, as_of=day)


def something_to_pay(statement: Statement) -> bool:
    """Tell whether the customer owes anything in any currency."""
    return any(section.balance.outstanding > 0 for section in statement.sections)


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four, as it stands on bank statements."""
    packed = "".join(iban.split()).upper()
    return " ".join(packed[start : start + 4] for start in range(0, len(packed), 4))


def _code(drawing: Drawing, phrases: Phrases) -> str | None:
    if not drawing.design.show_payment_code:
        return None
    return payment_code(drawing.statement, drawing.company, purpose(drawing.statement, phrases))


def _draw_amounts(
    canvas: Canvas,
    statement: Statement,
    phrases: Phrases,
    place: Sheet,
    styles: Typography,
    y: float,
) -> float:
    if not statement.sections:
        day = phrases.day(statement.as_of)
        hint = phrases.say("nothing_open", as_of=day)
        money = phrases.money(Decimal(), statement.customer.currency)
        facts = [(phrases.say("nothing_to_pay"), money, hint)]
    else:
        facts = [_amounts(section, phrases) for section in statement.sections]
    for label, amount, hint in facts:
        canvas.text(place.left, y + styles.small.size * 0.8, label, styles.small_strong)
        y += styles.small.leading + styles.large.size * 0.95
        canvas.text(place.left, y, amount, styles.large_accent)
        y += styles.normal.leading + 3
        room = _AMOUNTS - _QUIET if statement.sections else place.width
        y = canvas.lines(place.left, y, styles.normal.wrap(hint, room), styles.normal)
        y += 2
    return y - styles.normal.leading


def _amounts(section: StatementSection, phrases: Phrases) -> tuple[str, str, str]:
    """Return label, the amount that matters, and what stands below it."""
    balance, currency = section.balance, section.currency
    outstanding = phrases.money(abs(balance.outstanding), currency)
    if balance.outstanding < 0:
        return phrases.say("in_favour"), outstanding, phrases.say("in_favour_hint")
    if balance.overdue_net > 0:
        overdue = phrases.money(balance.overdue_net, currency)
        return phrases.say("overdue"), overdue, f"{phrases.say('outstanding')} {outstanding}"
    if balance.outstanding > 0:
        return phrases.say("not_yet_due"), outstanding, phrases.say("nothing_overdue")
    return phrases.say("nothing_to_pay"), outstanding, phrases.say("in_favour_hint")


class _Details:
    """Bank details: a label and a value a line."""

    def __init__(
        self, drawing: Drawing, phrases: Phrases, styles: Typography, left: float, right: float
    ) -> None:
        self.drawing, self.phrases, self.styles = drawing, phrases, styles
        self.left, self.right = left, right

    def draw(self, canvas: Canvas, y: float, *, with_code: bool) -> float:
        styles = self.styles
        value_left = self.left + _LABELS
        room = self.right - value_left
        y += styles.normal.size * 0.8
        for key, value in self._facts(self.drawing.company):
            style = styles.strong if key == "iban" else styles.normal
            canvas.text(self.left, y, self.phrases.say(key), styles.small)
            y = canvas.lines(value_left, y, style.wrap(value, room), style)
        if with_code:
            hint = styles.small.wrap(self._hint(), self.right - self.left)
            y = canvas.lines(self.left, y + 2, hint, styles.small)
        return y - styles.small.leading

    def _facts(self, company: Company) -> list[tuple[str, str]]:
        facts = [
            ("beneficiary", legible(company.name)),
            ("iban", grouped(company.iban)),
            ("bic", legible(company.bic)),
            ("purpose", purpose(self.drawing.statement, self.phrases)),
        ]
        return [(key, value) for key, value in facts if value]

    def _hint(self) -> str:
        amount = self.phrases.money(amount_to_pay(self.drawing.statement), "EUR")
        return self.phrases.say("payment_code_hint", amount=amount)
