"""Columns of a table: a person says what each holds, and sees at once how it is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import ForgetMapping, RememberMapping
from core.domain.wording import Text, say
from core.engine.loading import Rows
from core.errors import UnknownName
from core.formats import format_amount, format_day
from core.store.mappings import read_mappings
from core.tables.cells import Cell, Memo, read_text
from core.tables.columns import suggest_fields
from core.tables.mapping import TableMapping, faults_of, headings_in, likely_headings
from core.tables.table import Table
from core.tables.vocabulary import VOCABULARY, Field, TableKind
from tray.pages.desk import WrongInput, desk_of, field

_SAMPLES = 3
KINDS = {
    TableKind.ITEMS: say("Invoices and credit notes"),
    TableKind.CUSTOMERS: say("Customers"),
    TableKind.PAYMENTS: say("Payments received"),
}
FIELDS = {
    Field.CUSTOMER: say("Customer code"),
    Field.NAME: say("Customer name"),
    Field.VAT_NUMBER: say("VAT number"),
    Field.TAX_CODE: say("Tax code"),
    Field.ADDRESS: say("Street and number"),
    Field.POSTCODE: say("Postcode"),
    Field.CITY: say("City"),
    Field.PROVINCE: say("Province"),
    Field.COUNTRY: say("Country"),
    Field.PHONE: say("Phone"),
    Field.FAX: say("Fax"),
    Field.EMAILS: say("E-mail"),
    Field.PEC: say("PEC"),
    Field.IBAN: say("IBAN"),
    Field.TERMS: say("Payment terms"),
    Field.CURRENCY: say("Currency"),
    Field.AUTOMATIC: say("Automatic sending: yes or no"),
    Field.PERIOD: say("Period in days"),
    Field.LANGUAGE: say("Language"),
    Field.KIND: say("Kind of document"),
    Field.NUMBER: say("Document number"),
    Field.DOCUMENT_DATE: say("Date of the document"),
    Field.INSTALMENT: say("Instalment"),
    Field.DUE_DATE: say("Due date"),
    Field.AMOUNT: say("Amount"),
    Field.PAID: say("Paid"),
    Field.RESIDUAL: say("Open amount"),
    Field.STATE: say("State: paid or open"),
    Field.PAYMENT_ID: say("Number of the payment"),
    Field.PAYMENT_DATE: say("Payment date"),
}
_BACK = {
    "": (say("Problems"), "/problems"),
    "welcome": (say("What was understood"), "/welcome/understood"),
}
"""Where a person comes from and goes back to."""
_AMOUNTS = {Field.AMOUNT, Field.PAID, Field.RESIDUAL}
_DATES = {Field.DOCUMENT_DATE, Field.DUE_DATE, Field.PAYMENT_DATE}


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell as the file has it, and as it is understood."""

    written: str
    understood: str = ""
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file."""

    heading: str
    field: Field | None
    samples: tuple[Sample, ...]


def mappings(request: Request) -> Response:
    """Show one unknown table to be mapped, or which there are and what is remembered."""
    desk = desk_of(request)
    file = request.query_params.get("file", "")
    if file and file not in desk.office.unknown_tables():
        # Read meanwhile: the page that was open shows so by itself.
        return RedirectResponse("/mapping", 303)
    if file:
        rows = _rows(request, file)
        line = likely_headings(rows) or 0
        kind = _likely_kind(headings_in(rows[line]))
        came = _from(request.query_params.get("from", ""))
        return _page(request, file, line, _suggested(rows, line, kind), came)
    known, _ = read_mappings(Path(desk.office.status.folder))
    unknown = tuple(desk.office.unknown_tables())
    return desk.page(request, "mappings.html", unknown=unknown, known=known, kinds=KINDS)


async def change(request: Request) -> Response:
    """Look at the mapping as the form has it now, or remember it."""
    form = await request.form()
    file = field(form, "file")
    rows = _rows(request, file)
    line, mapping = _read(form, rows)
    if field(form, "action") != "save" or any(faults_of(mapping)):
        return _page(request, file, line, mapping, _from(field(form, "from")))
    columns = tuple(one.value if one else "" for one in mapping.fields)
    command = RememberMapping(mapping.kind.value, mapping.headings, columns)
    _, there = _BACK[_from(field(form, "from"))]
    return await desk_of(request).carry_out(form, command, there)


async def forget(request: Request) -> Response:
    """Forget what was said of tables with these headings."""
    form = await request.form()
    headings = tuple(map(str, form.getlist("heading")))
    return await desk_of(request).carry_out(form, ForgetMapping(headings), "/mapping")


def _from(text: str) -> str:
    return text if text in _BACK else ""


def _page(
    request: Request, file: str, line: int, mapping: TableMapping, came: str = ""
) -> Response:
    desk = desk_of(request)
    below = desk.office.unknown_tables()[file][line + 1 :]
    table = Table(mapping.header(), below, file, line + 2)
    return desk.page(
        request,
        "mapping.html",
        file=file,
        line=line + 1,
        kind=mapping.kind,
        kinds=KINDS,
        fields=[(one, FIELDS[one]) for one in VOCABULARY[mapping.kind]],
        columns=_columns(table, mapping, desk.office.status.language),
        faults=tuple(faults_of(mapping)),
        rows=len(below),
        comma=table.mark == ",",
        amounts=any(one in _AMOUNTS for one in mapping.fields),
        dates=any(one in _DATES for one in mapping.fields),
        came=came,
        back=_BACK[came],
    )


def _rows(request: Request, file: str) -> Rows:
    rows = desk_of(request).office.unknown_tables().get(file)
    if rows is None:
        raise UnknownName(
            say("There is no table “{file}” that waits to be understood.", file=file),
            say("It may have been read meanwhile; see the problems."),
        )
    return rows


def _likely_kind(headings: Sequence[str]) -> TableKind:
    """Return the kind of which most columns are already understood."""
    return max(KINDS, key=lambda kind: sum(map(bool, suggest_fields(headings, kind))))


def _suggested(rows: Rows, line: int, kind: TableKind) -> TableMapping:
    headings = headings_in(rows[line])
    return TableMapping(kind, headings, suggest_fields(headings, kind))


def _read(form: FormData, rows: Rows) -> tuple[int, TableMapping]:
    """Return the line of headings and the mapping; a new line or kind is suggested anew."""
    text = field(form, "line")
    line = int(text) - 1 if text.isascii() and text.isdecimal() and len(text) < len("999") else -1
    if not 0 <= line < len(rows) or not headings_in(rows[line]):
        raise WrongInput(say("There are no headings in line {line}.", line=text))
    try:
        kind = TableKind(field(form, "kind"))
    except ValueError:
        raise WrongInput(say("Choose what the table holds.")) from None
    if (field(form, "shown_kind"), field(form, "shown_line")) != (kind.value, text):
        return line, _suggested(rows, line, kind)
    headings = headings_in(rows[line])
    names = [field(form, f"column-{place}") for place in range(len(headings))]
    known = {one.value: one for one in VOCABULARY[kind]}
    return line, TableMapping(kind, headings, tuple(map(known.get, names)))


def _columns(table: Table, mapping: TableMapping, language: str) -> list[Column]:
    found = []
    for place, (heading, one) in enumerate(zip(mapping.headings, mapping.fields, strict=True)):
        cells = [row[place] for row in table.rows if len(row) > place and read_text(row[place])]
        samples = (_sample(table, cell, one, language) for cell in cells[:_SAMPLES])
        found.append(Column(heading, one, tuple(samples)))
    return found


def _sample(table: Table, cell: Cell, one: Field | None, language: str) -> Sample:
    written = read_text(cell)
    memos: Mapping[Field, Memo[Decimal] | Memo[date]] = {
        **dict.fromkeys(_AMOUNTS, table.amounts),
        **dict.fromkeys(_DATES, table.dates),
    }
    if one is None or one not in memos:
        return Sample(written, written if one else "")
    value = memos[one][cell]
    if isinstance(value, Decimal):
        return Sample(written, format_amount(value, language))
    if isinstance(value, date):
        return Sample(written, format_day(value, language))
    return Sample(written, fault=memos[one].wrong.get(cell))


ROUTES = [
    Route("/mapping", mappings),
    Route("/mapping", change, methods=["POST"]),
    Route("/mapping/forget", forget, methods=["POST"]),
]
