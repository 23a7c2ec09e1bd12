"""Lists to take away: CSV and XLSX as Excel opens them, in the language of this PC."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from core.domain.wording import Text
from core.formats import format_day, format_moment
from core.texts import tell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMS = ("csv", "xlsx")
"""What the address of an export may end in."""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST_SHEET_NAME = 31
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: what stands above it, and how wide it is in characters."""

    heading: Text
    width: int = 16


@dataclass(frozen=True, slots=True)
class Export:
    """A list to take away; its rows are as long as its columns."""

    name: str
    """Of the file, without its ending."""
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def export_response(export: Export, form: str, language: str) -> Response:
    """Give a list as a file to save; `form` is one of `FORMS`."""
    content = _WRITERS[form](export, language)
    name = quote(f"{export.name}.{form}", safe="")
    disposition = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=_TYPES[form], headers=disposition)


def write_csv(export: Export, language: str) -> bytes:
    """Write a list as CSV: Italian Excel wants semicolons, and a mark before UTF-8."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "it" else ",")
    writer.writerow(tell(column.heading, language) for column in export.columns)
    writer.writerows([_as_text(cell, language) for cell in row] for row in export.rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(export: Export, language: str) -> bytes:
    """Write a list as a workbook: amounts and dates are numbers, and text stays text."""
    # Slow to import, and the icon waits for the pages.
    from xlsxwriter import Workbook  # noqa: PLC0415

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(export.name))
        kinds = {
            Decimal: book.add_format({"num_format": "#,##0.00"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(export.columns):
            sheet.set_column(place, place, column.width)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(export.columns):
            sheet.write_string(0, place, tell(column.heading, language), bold)
        for line, row in enumerate(export.rows, start=1):
            for place, cell in enumerate(row):
                _write_cell(sheet, (line, place), cell, kinds)
    return file.getvalue()


def _sheet_name(name: str) -> str:
    """Return a name that Excel takes for a sheet."""
    return re.sub(r"[\[\]:*?/\\']", "-", name)[:_LONGEST_SHEET_NAME]


def _as_text(cell: Cell, language: str) -> str:
    if isinstance(cell, datetime):
        return format_moment(cell)
    if isinstance(cell, date):
        return format_day(cell, language)
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", "," if language == "it" else ".")
    text = "" if cell is None else str(cell)
    # A customer may be named so that Excel takes it for a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], cell: Cell, kinds: Mapping[type, Format]
) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.replace(tzinfo=None), kinds[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, kinds[date])
    elif isinstance(cell, Decimal):
        sheet.write_number(*place, float(cell), kinds[Decimal])
    elif isinstance(cell, int):
        sheet.write_number(*place, cell)
    elif cell:
        sheet.write_string(*place, cell)


_WRITERS: dict[str, Callable[[Export, str], bytes]] = {"csv": write_csv, "xlsx": write_xlsx}
