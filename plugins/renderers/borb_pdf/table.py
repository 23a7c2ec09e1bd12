"""The table of open items: cells as text, columns as wide as their contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from plugins.renderers.borb_pdf.canvas import HAIRLINE, QUIET, RULE, Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.look import Look
from plugins.renderers.borb_pdf.phrases import Phrases
from plugins.renderers.borb_pdf.typography import MM, Style
from sollecito import LineKind, StatementLine, StatementSection

_FIGURES = frozenset(("amount", "paid", "open", "balance"))
_EMPHASISED = frozenset(("due_date", "days_overdue"))
_GAP = 4 * MM
_LEAST_DOCUMENT = 42 * MM
"""Narrower than this, the documents' names break too often: the table is then set small."""
_PADDING = 4.2
"""Above and below the text of a row."""
_MOST_NAME_LINES = 6


class Row(NamedTuple):
    """One line of the statement as it is drawn."""

    cells: Sequence[str]
    document: Sequence[str]
    """The document's name, broken into lines."""
    overdue: bool
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its edges; figures end at the right one."""

    key: str
    left: float
    right: float
    place: float
    """The edge at which its texts begin or, if they are figures, end."""
    figures: bool
    emphasised: bool
    """Whether it is set strong in an overdue line."""


class Table:
    """One section's lines, measured and ready to be drawn."""

    def __init__(self, section: StatementSection, columns: Sequence[str], look: Look) -> None:
        """Say every cell, then give each column the room it needs."""
        self._section, self._keys = section, columns
        phrases, styles = look.phrases, look.styles
        self._phrases, self._place = phrases, look.place
        writers = [_CELLS[key] for key in columns]
        cells = [[write(line, phrases) for write in writers] for line in section.lines]
        self._total = _total(section, columns, phrases)
        self._head = styles.small_strong
        for body, strong, gap in (
            (styles.normal, styles.strong, _GAP),
            (styles.small, styles.small_strong, _GAP),
            (styles.least, styles.least_strong, _GAP / 2),
        ):
            self._body, self._strong = body, strong
            self.columns = self._fit(cells, gap)
            if self._document.right - self._document.left >= _LEAST_DOCUMENT:
                break
        lines = zip(cells, section.lines, strict=True)
        self.rows = [self._row(texts, line.days_overdue > 0) for texts, line in lines]

    @property
    def plain_height(self) -> float:
        """Return the height of a row of one line."""
        return self._body.size * 1.05 + 2 * _PADDING

    @property
    def head_height(self) -> float:
        """Return the height of the header row."""
        return self._head.size + 2 * _PADDING

    def draw_head(self, canvas: Canvas, y: float) -> float:
        """Draw the header row."""
        texts = [self._phrases.fill(f"column_{column.key}") for column in self.columns]
        self._draw_cells(canvas, y + _PADDING + self._head.size * 0.8, texts, self._head)
        y += self.head_height
        canvas.rule(self._place.left, self._place.right, y, RULE)
        return y

    def draw_rows(self, canvas: Canvas, y: float, rows: Sequence[Row]) -> float:
        """Draw lines below each other, with a mark in the margin of those overdue."""
        body, strong = self._body, self._strong
        ends, marks = [], []
        for row in rows:
            baseline = y + _PADDING + body.size * 0.82
            if row.overdue:
                marks.append(baseline)
            self._draw_cells(canvas, baseline, row.cells, body, strong if row.overdue else body)
            if len(row.document) > 1:
                below = baseline + body.leading
                canvas.lines(self._document.left, below, row.document[1:], body)
            y += row.height
            ends.append(y)
        canvas.rules(self._place.left, self._place.right, ends, HAIRLINE, QUIET)
        if marks:
            canvas.marks(self._place.left - 3.2 * MM, marks, body.size * 0.62)
        return y

    def draw_balance(self, canvas: Canvas, y: float, key: str, balance: Decimal) -> float:
        """Draw the balance that goes from one page to the next."""
        baseline = y + _PADDING + self._body.size * 0.82
        canvas.text(self._document.left, baseline, self._phrases.fill(key), self._strong)
        column = self._column("balance") or self._column("open") or self.columns[-1]
        canvas.text_right(column.right, baseline, self._phrases.amount(balance), self._strong)
        y += self.plain_height
        canvas.rule(self._place.left, self._place.right, y, HAIRLINE, QUIET)
        return y

    def draw_total(self, canvas: Canvas, y: float) -> float:
        """Draw the sums below the last line."""
        canvas.rule(self._place.left, self._place.right, y, RULE)
        baseline = y + _PADDING + self._body.size * 0.9
        self._draw_cells(canvas, baseline, self._total, self._strong)
        return y + self.plain_height

    def balance_before(self, index: int) -> Decimal:
        """Return the running balance up to, and without, a line."""
        return self._section.lines[index - 1].running_balance if index else Decimal()

    @property
    def _document(self) -> Column:
        return next(column for column in self.columns if column.key == "document")

    def _column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def _draw_cells(
        self,
        canvas: Canvas,
        y: float,
        texts: Sequence[str],
        style: Style,
        emphasis: Style | None = None,
    ) -> None:
        strong = emphasis or style
        cells = [
            (column.place, text, strong if column.emphasised else style, column.figures)
            for column, text in zip(self.columns, texts, strict=True)
            if text
        ]
        canvas.row(y, cells)

    def _fit(self, cells: Sequence[Sequence[str]], gap: float) -> tuple[Column, ...]:
        """Give every column its widest text; the documents get what is left."""
        texts = zip(*cells, self._total, strict=True)
        widths = list(map(self._widest, self._keys, texts))
        left_over = self._place.width - gap * (len(self._keys) - 1) - sum(widths)
        columns, x = [], self._place.left
        for key, own in zip(self._keys, widths, strict=True):
            width = left_over if key == "document" else own
            place = x + width if key in _FIGURES else x
            columns.append(Column(key, x, x + width, place, key in _FIGURES, key in _EMPHASISED))
            x += width + gap
        return tuple(columns)

    def _widest(self, key: str, texts: tuple[str, ...]) -> float:
        if key == "document":
            return 0.0
        head = self._head.width(self._phrases.fill(f"column_{key}"))
        # Figures are tabular: the longest text is the widest.
        return max(head, self._strong.width(max(texts, key=len)))

    def _row(self, cells: Sequence[str], overdue: bool) -> Row:  # noqa: FBT001 - one caller, just above
        document = cells[self._keys.index("document")]
        names = self._body.wrap(document, self._document.right - self._document.left)
        if len(names) > _MOST_NAME_LINES:
            names = [*names[: _MOST_NAME_LINES - 1], names[_MOST_NAME_LINES - 1][:-1] + "…"]
        if len(names) > 1:
            cells = [names[0] if text is document else text for text in cells]
        height = self.plain_height + (len(names) - 1) * self._body.leading
        return Row(cells, names, overdue, height)


def _document(line: StatementLine, phrases: Phrases) -> str:
    text = phrases.fill(line.kind.value, number=legible(line.number))
    if line.instalment and line.kind is LineKind.INVOICE:
        text += ", " + phrases.fill("instalment", instalment=legible(line.instalment))
    return text


def _due_date(line: StatementLine, phrases: Phrases) -> str:
    if line.due_date is None:
        return ""
    return phrases.day(line.due_date) + ("*" if line.due_date_assumed else "")


_CELLS: Mapping[str, Callable[[StatementLine, Phrases], str]] = {
    "document": _document,
    "document_date": lambda line, phrases: phrases.day(line.document_date),
    "due_date": _due_date,
    "days_overdue": lambda line, phrases: phrases.days(line.days_overdue),
    "amount": lambda line, phrases: phrases.amount(line.amount),
    "paid": lambda line, phrases: phrases.amount(line.paid) if line.paid else "",
    "open": lambda line, phrases: phrases.amount(line.open_amount),
    "balance": lambda line, phrases: phrases.amount(line.running_balance),
}


def _total(section: StatementSection, columns: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    lines = section.lines
    sums = {
        "document": phrases.fill("total", currency=section.currency),
        "amount": phrases.amount(sum((line.amount for line in lines), Decimal())),
        "paid": phrases.amount(sum((line.paid for line in lines), Decimal())),
        "open": phrases.amount(section.balance.outstanding),
    }
    return tuple(sums.get(key, "") for key in columns)
