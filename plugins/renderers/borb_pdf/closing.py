"""What closes a section and the statement: remarks, aging, kind words."""

from __future__ import annotations

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.typography import MM
from sollecito import StatementSection

_BUCKETS = ("aging_current", "aging_d1_30", "aging_d31_60", "aging_d61_90", "aging_d90_plus")
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
        lines = small.wrap(look.phrases.say("assumed_due_date"), place.width)
        y = canvas.lines(place.left, y, lines, small) - small.leading
    if aging:
        y = _draw_aging(canvas, section, look, y + _ABOVE)
    return y


def draw_words(canvas: Canvas, look: Look, *, owing: bool) -> float:
    """Draw the kind sentence to those who owe, and that this is no formal notice."""
    y, phrases, styles = _ABOVE, look.phrases, look.styles
    texts = [(phrases.say("already_paid"), styles.normal)] if owing else []
    for text, style in [*texts, (phrases.say("no_formal_notice"), styles.small)]:
        if text:
            lines = style.wrap(text, look.place.width)
            y = canvas.lines(look.place.left, y + style.size, lines, style) - style.size + 2
    return y


def _draw_aging(canvas: Canvas, section: StatementSection, look: Look, y: float) -> float:
    phrases, place, styles = look.phrases, look.place, look.styles
    amounts = list(zip(_BUCKETS, section.balance.aging.buckets, strict=True))
    if section.balance.credits:
        amounts.append(("credits", section.balance.credits))
    canvas.rule(place.left, place.right, y, HAIRLINE)
    label_line = y + styles.small.leading
    amount_line = label_line + styles.strong.leading
    step = place.width / (len(amounts) + 1)
    head = phrases.say("aging", currency=section.currency)
    lines = styles.small_strong.wrap(head, step)[:2]
    canvas.lines(place.left, label_line, lines, styles.small_strong)
    small, strong = styles.small, styles.strong
    labels, figures = [], []
    for index, (key, amount) in enumerate(amounts, 2):
        label, figure = phrases.say(key), phrases.amount(amount)
        right = place.left + index * step
        labels.append((right - small.width(label), label, small))
        figures.append((right - strong.width(figure), figure, strong))
    canvas.row(label_line, labels)
    canvas.row(amount_line, figures)
    y = amount_line + 5
    canvas.rule(place.left, place.right, y, HAIRLINE)
    return y
