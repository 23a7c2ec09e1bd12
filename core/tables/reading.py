"""Reading a table: rows of cells become a part of the ledger, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.ledger import LedgerPart
from core.domain.problems import Severity
from core.domain.wording import say
from core.errors import FileUnreadable
from core.readers import ReadFile
from core.tables.cells import Cell
from core.tables.columns import Header, recognise
from core.tables.customers import read_customers
from core.tables.items import read_items
from core.tables.payments import read_payments
from core.tables.table import Table
from core.tables.vocabulary import TableKind

PREAMBLE = 30
"""How many lines may stand above the headings."""


def read_table(rows: Sequence[Sequence[Cell]], file: str, first_line: int = 1) -> ReadFile:
    """Read a table of customers, items or payments, told apart by its headings.

    Raises `FileUnreadable` if no line among the first holds headings that are known.
    """
    index, header = _find_header(rows, file)
    table = Table(header, rows[index + 1 :], file, first_line + index + 1)
    if header.kind is TableKind.CUSTOMERS:
        part = LedgerPart(customers=read_customers(table))
    elif header.kind is TableKind.ITEMS:
        part = LedgerPart(items=read_items(table))
    else:
        payments = read_payments(table)
        lost = frozenset(p.customer for p in table.problems if p.severity is Severity.ROW)
        part = LedgerPart(payments=payments, has_payments=True, payments_lost=lost)
    return ReadFile(part, tuple(table.problems))


def _find_header(rows: Sequence[Sequence[Cell]], file: str) -> tuple[int, Header]:
    for index, row in enumerate(rows[: PREAMBLE + 1]):
        header = recognise(row)
        if header is not None:
            return index, header
    raise FileUnreadable(
        say("“{file}” has no line of headings that the program knows.", file=file),
        say(
            "Name the columns above the rows, for instance: Codice cliente, Numero documento, "
            "Data documento, Data scadenza, Importo. A file that is no ledger belongs elsewhere."
        ),
    )
