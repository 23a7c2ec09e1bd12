"""Draws a whole statement, page after page."""

from __future__ import annotations

from plugins.renderers.borb_pdf.canvas import RULE, Canvas
from plugins.renderers.borb_pdf.characters import legible
from plugins.renderers.borb_pdf.closing import draw_closing
from plugins.renderers.borb_pdf.desk import FOOTER, LETTERHEAD, Desk, Words, desk_for
from plugins.renderers.borb_pdf.letterhead import footer_line
from plugins.renderers.borb_pdf.opening import draw_opening
from plugins.renderers.borb_pdf.pagination import Room, break_lines
from plugins.renderers.borb_pdf.panel import draw_panel, something_to_pay
from plugins.renderers.borb_pdf.stationery import PageContent, Properties
from plugins.renderers.borb_pdf.table import Table
from plugins.renderers.borb_pdf.typography import MM
from sollecito import Document, Drawing, StatementSection

_BELOW_LETTERHEAD = 5 * MM
_ABOVE_PANEL = 2.8 * MM
_ABOVE_TABLE = 4.5 * MM
_BETWEEN_SECTIONS = 9 * MM
_PAGE_NUMBER_ROOM = 35 * MM


def draw_statement(drawing: Drawing) -> Document:
    """Draw a statement with the stationery of its company."""
    desk = desk_for(drawing)
    pages = _Pages(drawing, desk)
    pages.draw_first()
    sections = drawing.statement.sections
    for section in sections:
        pages.draw_section(section, last=section is sections[-1])
    if not sections:
        pages.draw_words()
    contents = pages.finish()
    pdf = desk.stationery.write(contents, _properties(drawing, pages.title))
    return Document(pdf, len(contents), tuple(sorted(pages.unknown)))


def _properties(drawing: Drawing, title: str) -> Properties:
    return Properties(
        title=drawing.title or title,
        author=drawing.company.name,
        language=drawing.language,
        written=drawing.statement.as_of.isoformat().replace("-", ""),
    )


class _Pages:
    """The pages drawn so far, and how far down the last one is."""

    def __init__(self, drawing: Drawing, desk: Desk) -> None:
        self.drawing, self.desk = drawing, desk
        self.look = desk.look
        self.phrases, self.place, self.styles = self.look.phrases, self.look.place, self.look.styles
        self.unknown = set(desk.unknown)
        self.canvases: list[Canvas] = []
        self.y = 0.0
        day = self.phrases.day(drawing.statement.as_of)
        self.title = self.phrases.fill("title", as_of=day)

    @property
    def canvas(self) -> Canvas:
        """Return the page at hand."""
        return self.canvases[-1]

    def draw_first(self) -> None:
        """Draw all that stands above the table on page 1."""
        canvas = self._add()
        canvas.stamp(LETTERHEAD)
        statement, design = self.drawing.statement, self.drawing.design
        top = max(self.place.address_top, self.desk.letterhead + _BELOW_LETTERHEAD)
        y = draw_opening(canvas, statement, self.look, top, design.home_countries)
        # What is owed must not show through the window of an envelope.
        window = design.address_window * MM if self.drawing.posted else 0.0
        y = max(y, top + window) + _ABOVE_PANEL
        details = self.desk.bank_details
        y = draw_panel(canvas, self.drawing, self.look, y, bank_details=details)
        self.y = y + _ABOVE_TABLE
        if statement.sections:
            normal = self.styles.normal
            text = self.phrases.fill("greeting", as_of=self.phrases.day(statement.as_of))
            lines = normal.wrap(text, self.place.width) if text else []
            self.y += normal.size * 0.8
            self.y = canvas.lines(self.place.left, self.y, lines, normal) - normal.size * 0.6

    def draw_section(self, section: StatementSection, *, last: bool) -> None:
        """Draw one currency's lines, total and aging, over as many pages as it takes."""
        design = self.drawing.design
        table = Table(section, design.columns, self.look)
        below = Canvas(self.unknown, self.styles.normal.colour)
        closing = draw_closing(below, section, self.look, aging=design.show_aging)
        words = self._words if last else None
        self._begin(section)
        room = self._room(table, closing + (words.height if words else 0))
        heights = [row.height for row in table.rows]
        for index, lines in enumerate(break_lines(heights, room)):
            if index:
                self._turn_over(table, lines.start)
            if index or lines:
                self._draw_lines(table, lines)
        self.y = table.draw_total(self.canvas, self.y)
        self.canvas.paste(below, self.y)
        self.y += closing
        if last:
            self.draw_words()

    def draw_words(self) -> None:
        """Close the statement."""
        self.canvas.stamp(self._words.name, self.y)

    def finish(self) -> list[PageContent]:
        """Write footers and page numbers, and return what is on the pages."""
        small, pages = self.styles.small, str(len(self.canvases))
        for number, canvas in enumerate(self.canvases, 1):
            text = self.phrases.fill("page", page=str(number), pages=pages)
            if number > 1:
                canvas.text_right(self.place.right, self._head_line, text, self.styles.normal)
            canvas.stamp(FOOTER)
            canvas.text_right(self.place.right, footer_line(self.place, small), text, small)
        return [PageContent(canvas.content, canvas.squares_content) for canvas in self.canvases]

    def _add(self) -> Canvas:
        canvas = Canvas(self.unknown, self.styles.normal.colour)
        self.canvases.append(canvas)
        return canvas

    def _next(self) -> None:
        """Begin a page with whose it is: pages get separated, on a fax above all."""
        canvas, normal, place = self._add(), self.styles.normal, self.place
        customer = self.drawing.statement.customer
        name = f"{legible(customer.name)} ({legible(customer.code)})"
        strong, room = self.styles.strong, place.width - _PAGE_NUMBER_ROOM
        canvas.text(place.left, self._head_line, strong.wrap(name, room)[0], strong)
        y = self._head_line + normal.leading
        canvas.text(place.left, y, self.title, normal)
        canvas.rule(place.left, place.right, y + 2 * MM, RULE, self.styles.large_accent.colour)
        self.y = place.top + self._head_height

    @property
    def _head_line(self) -> float:
        return self.place.top + self.styles.normal.size * 0.8

    @property
    def _head_height(self) -> float:
        return 2 * self.styles.normal.leading + 5 * MM

    def _begin(self, section: StatementSection) -> None:
        """Leave room, and name the currency where there are several."""
        sections = self.drawing.statement.sections
        if len(sections) == 1:
            return
        strong = self.styles.strong
        needed = _BETWEEN_SECTIONS + strong.leading + 40 * MM
        if section is not sections[0]:
            self.y += _BETWEEN_SECTIONS
            if self.y + needed > self.place.bottom:
                self._next()
        text = self.phrases.fill("section", currency=section.currency)
        self.y += strong.leading
        self.canvas.text(self.place.left, self.y, text, strong)
        self.y += 5

    @property
    def _words(self) -> Words:
        owing = something_to_pay(self.drawing.statement)
        return self.desk.words_to_debtors if owing else self.desk.words_to_others

    def _room(self, table: Table, closing: float) -> Room:
        top = self.place.top + self._head_height
        return Room(
            here=self.place.bottom - self.y - table.head_height,
            page=self.place.bottom - top - table.head_height - table.plain_height,
            carried=table.plain_height,
            closing=table.plain_height + closing,
        )

    def _turn_over(self, table: Table, start: int) -> None:
        """Begin a new page, with the balance carried forward on the old one."""
        if start:
            balance = table.balance_before(start)
            table.draw_balance(self.canvas, self.y, "carried_forward", balance)
        self._next()

    def _draw_lines(self, table: Table, lines: range) -> None:
        self.y = table.draw_head(self.canvas, self.y)
        if lines.start:
            self.y = table.draw_balance(
                self.canvas, self.y, "brought_forward", table.balance_before(lines.start)
            )
        if lines:
            rows = table.rows[lines.start : lines.stop]
            self.y = table.draw_rows(self.canvas, self.y, rows)
