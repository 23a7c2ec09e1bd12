"""What closes a section and the statement: remarks, aging, kind words."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas, Cell
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.typography import MM, Style
from sollecito import StatementSection

AGING = "Aging"
AGING_WITH_CREDITS = "AgingWithCredits"
_BUCKETS = ("aging_current", "aging_d1_30", "aging_d31_60", "aging_d61_90", "aging_d90_plus")
_CREDITS = ("credits",)
_ABOVE = 6 * MM
_REMARK_ABOVE = 2.5 * MM


def draw_closing(
    canvas: Canvas,
    section: StatementSection,
    look: Look,
    *,
    aging: bool,
) -> float:
    """Draw what stands below a section's total, from the top of the canvas; return its height."""
    y, small, place = 0.0, look.styles.small, look.place
    if any(line.due_date_assumed and line.due_date for line in section.lines):
        y += _REMARK_ABOVE + small.size
        lines = small.wrap(look.phrases.fill("assumed_due_date"), place.width)
        y = canvas.lines(place.left, y, lines, small) - small.leading
    if aging:
        y = _draw_aging(canvas, section, look, y + _ABOVE)
    return y


def draw_words(canvas: Canvas, look: Look, *, owing: bool) -> float:
    """Draw the kind sentence to those who owe, and that this is no formal notice."""
    y, phrases, styles = _ABOVE, look.phrases, look.styles
    texts = [(phrases.fill("already_paid"), styles.normal)] if owing else []
    for text, style in [*texts, (phrases.fill("no_formal_notice"), styles.small)]:
        if text:
            lines = style.wrap(text, look.place.width)
            y = canvas.lines(look.place.left, y + style.size, lines, style) - style.size + 2
    return y


def draw_aging_frame(canvas: Canvas, look: Look, *, credit: bool) -> None:
    """Draw the lines and labels of the aging, from the top of the canvas."""
    place, small = look.place, look.styles.small
    canvas.rule(place.left, place.right, 0.0, HAIRLINE)
    canvas.rule(place.left, place.right, _aging_height(look), HAIRLINE)
    labels = [look.phrases.fill(key) for key in (_BUCKETS + _CREDITS if credit else _BUCKETS)]
    canvas.row(small.leading, _in_columns(labels, look, small))


def _draw_aging(canvas: Canvas, section: StatementSection, look: Look, y: float) -> float:
    phrases, styles = look.phrases, look.styles
    amounts = section.balance.aging.buckets
    if section.balance.credits:
        amounts += (section.balance.credits,)
    canvas.stamp(AGING_WITH_CREDITS if section.balance.credits else AGING, y)
    head = phrases.fill("aging", currency=section.currency)
    line = y + styles.small.leading
    canvas.text(look.place.left, line, head, styles.small_strong)
    figures = [phrases.amount(amount) for amount in amounts]
    room = look.place.width / (len(figures) + 1) - 2 * MM
    style = styles.strong.fitted(max(figures, key=len), room)
    canvas.row(line + styles.strong.leading, _in_columns(figures, look, style))
    return y + _aging_height(look)


def _aging_height(look: Look) -> float:
    return look.styles.small.leading + look.styles.strong.leading + 5


def _in_columns(texts: Sequence[str], look: Look, style: Style) -> list[Cell]:
    """Return texts that end at the edges of columns of one width; the first one is free."""
    step = look.place.width / (len(texts) + 1)
    left = look.place.left
    return [(left + index * step, text, style, True) for index, text in enumerate(texts, 2)]
