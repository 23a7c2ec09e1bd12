"""What closes a section and the statement: aging, remarks, kind words."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.renderers.borb_pdf.canvas import HAIRLINE, Canvas
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM, Sheet, Style, Typography
from sollecito import StatementSection

_BUCKETS = ("aging_current", "aging_d1_30", "aging_d31_60", "aging_d61_90", "aging_d90_plus")
_ABOVE = 6 * MM
_REMARK_ABOVE = 2.5 * MM


@dataclass(frozen=True, slots=True)
class Closing:
    """The parts below a section's total."""

    remarks: tuple[str, ...]
    aging_head: str
    aging: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, Style], ...]
    """Paragraphs at the end of the statement; empty for a section that others follow."""
    place: Sheet
    styles: Typography

    @property
    def height(self) -> float:
        """Return how much room all of it takes, measured as it is drawn."""
        return self.draw(Canvas(set(), ""), 0.0)

    def draw(self, canvas: Canvas, y: float) -> float:
        """Draw the parts below each other."""
        small = self.styles.small
        for remark in self.remarks:
            y += _REMARK_ABOVE + small.size
            lines = small.wrap(remark, self.place.width)
            y = canvas.lines(self.place.left, y, lines, small) - small.leading
        if self.aging:
            y = self._draw_aging(canvas, y + _ABOVE)
        if self.words:
            y += _ABOVE - 2
        for text, style in self.words:
            y += 3
            lines = style.wrap(text, self.place.width)
            y = canvas.lines(self.place.left, y + style.size * 0.8, lines, style)
            y -= style.size * 0.8
        return y

    def _draw_aging(self, canvas: Canvas, y: float) -> float:
        place, styles = self.place, self.styles
        canvas.rule(place.left, place.right, y, HAIRLINE)
        step = place.width / (len(self.aging) + 1)
        label_line = y + styles.small.leading
        amount_line = label_line + styles.strong.leading
        head = styles.small_strong
        canvas.lines(place.left, label_line, head.wrap(self.aging_head, step), head)
        for index, (label, amount) in enumerate(self.aging, 2):
            right = place.left + index * step
            canvas.text_right(right, label_line, label, styles.small)
            canvas.text_right(right, amount_line, amount, styles.strong)
        y = amount_line + 5
        canvas.rule(place.left, place.right, y, HAIRLINE)
        return y


def close_section(
    section: StatementSection, phrases: Phrases, place: Sheet, styles: Typography, *, aging: bool
) -> Closing:
    """Return what stands below the total of a section."""
    assumed = any(line.due_date_assumed and line.due_date for line in section.lines)
    remarks = (phrases.say("assumed_due_date"),) if assumed else ()
    head = phrases.say("aging", currency=section.currency)
    buckets = _aging(section, phrases) if aging else ()
    return Closing(remarks, head, buckets, (), place, styles)


def closing_words(
    phrases: Phrases, styles: Typography, *, owing: bool
) -> tuple[tuple[str, Style], ...]:
    """Return the kind sentence to those who owe, and that this is no formal notice."""
    words = (
        (phrases.say("already_paid") if owing else "", styles.normal),
        (phrases.say("no_formal_notice"), styles.small),
    )
    return tuple((text, style) for text, style in words if text)


def _aging(section: StatementSection, phrases: Phrases) -> tuple[tuple[str, str], ...]:
    buckets = zip(_BUCKETS, section.balance.aging.buckets, strict=True)
    facts = [(phrases.say(key), phrases.amount(amount)) for key, amount in buckets]
    if section.balance.credits:
        facts.append((phrases.say("credits"), phrases.amount(section.balance.credits)))
    return tuple(facts)
