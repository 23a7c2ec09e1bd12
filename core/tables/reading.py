"""Reading a table: rows of cells become a part of the ledger, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.domain.ledger import LedgerPart
from core.domain.problems import Problem, Severity
from core.domain.wording import Text, say
from core.errors import FileUnreadable
from core.readers import ReadFile
from core.tables.cells import Cell, read_text
from core.tables.columns import recognise
from core.tables.customers import read_customers
from core.tables.cut import StillWritten, is_cut
from core.tables.items import read_items
from core.tables.mapping import PREAMBLE, TableMapping, find_headings
from core.tables.paid_columns import unread_payment, with_state
from core.tables.payments import read_payments
from core.tables.table import Table
from core.tables.vocabulary import Field, TableKind

_NAME_THE_COLUMNS = say(
    "Name the columns above the rows, for instance: Codice cliente, Numero documento, "
    "Data documento, Data scadenza, Importo. A file that is no ledger belongs elsewhere."
)
_SAY_WHAT_IT_HOLDS = say(
    "Say what it holds, or that it is left out; until then the file is not read, lest customers "
    "be asked for what they have paid."
)


class HeadingsUnknown(FileUnreadable):
    """No line holds headings that the program knows; a person may say what they mean."""

    def __init__(
        self,
        rows: Sequence[Sequence[Cell]],
        file: str,
        first_line: int,
        hint: Text = _NAME_THE_COLUMNS,
        *,
        unread: str = "",
    ) -> None:
        """Keep the rows: a mapping that is remembered may fit them.

        `unread`: the one heading that is not understood, where the others are.
        """
        if unread:
            super().__init__(_say_unread(file, unread), _SAY_WHAT_IT_HOLDS)
        else:
            super().__init__(
                say("“{file}” has no line of headings that the program knows.", file=file), hint
            )
        self.unread = unread
        self.rows = rows
        self.file = file
        self.first_line = first_line
        self.problems: tuple[Problem, ...] = ()
        """What the reader had found wrong before it looked at the headings."""
        self.ends_open = False
        """Whether its last line has no end."""


def read_table(
    rows: Sequence[Sequence[Cell]], file: str, first_line: int = 1, *, ends_open: bool = False
) -> ReadFile:
    """Read a table of customers, items or payments, told apart by its headings.

    `ends_open`: its last line has no end, so that its last cell may be half of one. Raises
    `FileUnreadable` if so, or if no line among the first holds headings that are known.
    """
    for index, row in enumerate(rows[: PREAMBLE + 1]):
        header = recognise(row)
        if header is not None:
            heading = unread_payment(header)
            if heading:
                unknown = HeadingsUnknown(rows, file, first_line, unread=heading)
                break
            rest = rows[index + 1 :]
            table = Table(with_state(header, rest), rest, file, first_line + index + 1)
            return _read(table, ends_open=ends_open)
    else:
        unknown = HeadingsUnknown(rows, file, first_line)
    unknown.ends_open = ends_open
    raise unknown


def read_mapped(unknown: HeadingsUnknown, mappings: Iterable[TableMapping]) -> ReadFile | None:
    """Read a table by the first mapping that fits its headings; None if none does."""
    for mapping in mappings:
        index = find_headings(unknown.rows, mapping)
        if index is not None:
            line = unknown.first_line + index + 1
            rest = unknown.rows[index + 1 :]
            table = Table(with_state(mapping.header(), rest), rest, unknown.file, line)
            found = _read(table, ends_open=unknown.ends_open)
            return replace(found, problems=(*unknown.problems, *found.problems))
    return None


def _say_unread(file: str, heading: str) -> Text:
    return say(
        "The column “{column}” of “{file}” seems to tell what was paid.", column=heading, file=file
    )


def _read(table: Table, *, ends_open: bool) -> ReadFile:
    header = table.header
    if ends_open and is_cut(header, table.rows, table.mark):
        raise StillWritten(table.file)
    if header.kind is TableKind.CUSTOMERS:
        part = LedgerPart(customers=read_customers(table))
    elif header.kind is TableKind.ITEMS:
        part = LedgerPart(items=read_items(table), item_headings=frozenset({header.headings}))
    else:
        payments = read_payments(table)
        codes, numbers = _lost(table)
        part = LedgerPart(
            payments=payments, has_payments=True, payments_lost=codes, documents_lost=numbers
        )
    return ReadFile(part, tuple(table.problems))


def _lost(table: Table) -> tuple[frozenset[str], frozenset[str]]:
    """Return the customers and the documents that rows name which were left out."""
    codes: set[str] = set()
    numbers: set[str] = set()
    number = table.header.columns.get(Field.NUMBER)
    for problem in table.problems:
        if problem.severity is not Severity.ROW:
            continue
        row = [read_text(cell) for cell in table.rows[problem.line - table.first_line]]
        if len(row) > len(table.header.headings):
            # Its cells are not below their headings: any of them may be either.
            codes.update(row)
            numbers.update(row)
        else:
            codes.add(problem.customer)
            numbers.update([row[number]] if number is not None and number < len(row) else ())
    return frozenset(codes - {""}), frozenset(numbers - {""})
