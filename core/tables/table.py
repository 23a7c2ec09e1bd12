"""A recognised table: its cells in a fixed order, the values of its cells, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter

from core.domain.problems import CORRECT_THE_FILE, Problem, Severity
from core.domain.wording import Text, say
from core.tables.cells import (
    Cell,
    Memo,
    decimal_mark,
    is_month_first,
    read_amount,
    read_date,
    read_text,
)
from core.tables.columns import Header
from core.tables.currencies import read_currency
from core.tables.progress import in_steps
from core.tables.vocabulary import Field
from core.tables.words import key

_AMOUNTS = (Field.AMOUNT, Field.PAID, Field.RESIDUAL)
_DATES = (Field.DOCUMENT_DATE, Field.DUE_DATE, Field.PAYMENT_DATE)
_TOTALS = ("total", "subtotal", "grandtotal", "somma", "summe", "gesamt", "saldofinale")
_FEW = 2
FILL_IT_IN = say("Fill the cell in; until then the row is left out.")


Checked = tuple[Field, Memo[Decimal] | Memo[date] | Memo[str], Cell]
"""A cell to check: its column, and the memo that has read it."""


@dataclass(frozen=True, slots=True)
class Where:
    """A row of a table, for what is wrong in it."""

    line: int
    customer: str = ""


@dataclass(slots=True)
class Table:
    """The rows below a header, and what was found wrong in them so far."""

    header: Header
    rows: Sequence[Sequence[Cell]]
    file: str
    first_line: int
    """Line of the first row."""
    problems: list[Problem] = field(default_factory=list)
    texts: Memo[str] = field(default_factory=lambda: Memo(read_text))
    currencies: Memo[str] = field(default_factory=lambda: Memo(read_currency))
    mark: str = field(init=False)
    """What stands before the decimals."""
    amounts: Memo[Decimal] = field(init=False)
    dates: Memo[date] = field(init=False)

    def __post_init__(self) -> None:
        """Decide the decimal mark and the order of dates, once for the whole table."""
        comma = self.header.comma
        self.mark = decimal_mark(self._cells_of(_AMOUNTS), comma=comma)
        self.amounts = Memo(partial(read_amount, mark=self.mark))
        month_first = not comma and is_month_first(self._cells_of(_DATES))
        self.dates = Memo(partial(read_date, month_first=month_first))

    @property
    def any_wrong(self) -> bool:
        """Whether any cell so far could not be read."""
        return bool(self.amounts.wrong or self.dates.wrong or self.currencies.wrong)

    def pick(self, fields: Sequence[Field]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield each row that says something: its line, and its cells in the fields' order."""
        width = len(self.header.headings)
        # A column that the table has not is the blank cell put behind every row.
        take = itemgetter(*(self.header.columns.get(one, width) for one in fields))
        for line, row in enumerate(in_steps(self.rows), self.first_line):
            cells = row if len(row) == width else self._fit(row, line, width)
            if cells:
                picked = take([*cells, ""])
                if any(picked):
                    yield line, picked

    def report(
        self,
        where: Where,
        what: Text,
        hint: Text = CORRECT_THE_FILE,
        *,
        column: Field | None = None,
        severity: Severity = Severity.ROW,
    ) -> None:
        """Note something that a person should mend."""
        heading = "" if column is None else self.header.heading(column)
        self.problems.append(
            Problem(self.file, what, hint, severity, where.line, heading, where.customer)
        )

    def has_wrong(
        self,
        where: Where,
        cells: Iterable[Checked],
    ) -> bool:
        """Report the cells that cannot be read; return whether there are any."""
        found = False
        for column, memo, cell in cells:
            what = memo.wrong.get(cell)
            if what is not None:
                found = True
                hint = say("The row is left out until the cell is corrected.")
                self.report(where, what, hint, column=column)
        return found

    def is_idle(self, line: int, *, few: bool = False) -> bool:
        """Whether a row is empty or sums up others: “Totale”, “Total for ...”.

        `few`: only if it says little else, where a name may begin so.
        """
        filled = [text for cell in self.rows[line - self.first_line] if (text := read_text(cell))]
        if not filled:
            return True
        return not (few and len(filled) > _FEW) and key(filled[0]).startswith(_TOTALS)

    def _fit(self, row: Sequence[Cell], line: int, width: int) -> Sequence[Cell]:
        """Make a row as wide as the header; one with too many cells is left out."""
        if len(row) < width:
            return [*row, *[""] * (width - len(row))] if any(row) else ()
        if any(read_text(cell) for cell in row[width:]):
            self.report(
                Where(line),
                say(
                    "The row has {cells} cells, the headings are {width}.",
                    cells=len(row),
                    width=width,
                ),
                say("Put quotation marks around a text that contains the separator."),
            )
            return ()
        return row[:width]

    def _cells_of(self, fields: Iterable[Field]) -> set[Cell]:
        columns = self.header.columns
        indices = [columns[one] for one in fields if one in columns]
        return {row[index] for index in indices for row in self.rows if index < len(row)}
