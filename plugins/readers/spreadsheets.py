"""Ledger tables as workbooks: Excel (.xlsx, .xlsm, .xls) and OpenDocument (.ods)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sollecito import (
    Cell,
    FileUnreadable,
    HeadingsUnknown,
    Problem,
    Reader,
    ReadFile,
    Severity,
    hookimpl,
    join_tables,
    read_table,
    say,
)

MAX_BYTES = 200_000_000
MAX_UNPACKED = 1_000_000_000
"""Bytes that a workbook may have inside: half a million items have about a quarter of it."""
_SMALL, _DENSE = 50_000_000, 100
"""Beyond the first, nothing real is packed that many times smaller: it is a trap."""
FIRST_ROWS = 50
"""Of a hidden sheet: enough to see whether it has headings."""
_WIDE, _LONG = 3, 2
"""So many filled cells in so many rows look like a table."""
_HIDE_IT = say("Say what its columns hold, hide the sheet, or move it away from this workbook.")

SOLLECITO_NAME = say("Tables of Excel and OpenDocument")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet; of a hidden one only the first rows."""

    name: str
    label: str
    """Its name in problems."""
    rows: Sequence[Sequence[Cell]]
    shown: bool
    unread: str = ""
    """The one heading that kept it from being read."""


class Spreadsheets(Reader):
    """Reads every visible sheet that holds a table of the ledger."""

    name = "spreadsheets"
    patterns = ("*.xlsx", "*.xlsm", "*.xls", "*.ods")

    def read(self, path: Path, file: str) -> ReadFile:
        """Read one workbook; a sheet that holds no table is passed over if others do."""
        tables: list[ReadFile] = []
        hidden: list[ReadFile] = []
        unknown: list[_Sheet] = []
        for sheet in _sheets(path, file):
            try:
                found = read_table(sheet.rows, sheet.label)
            except HeadingsUnknown as error:
                if sheet.shown:
                    unknown.append(replace(sheet, unread=error.unread))
                continue
            if sheet.shown:
                tables.append(found)
            else:
                hidden.append(ReadFile(problems=(_hidden(sheet),)))
        refused = _refused(unknown, file, alone=not tables)
        if len(unknown) == 1 and not tables and not hidden:
            raise HeadingsUnknown(unknown[0].rows, file, 1, unread=unknown[0].unread)
        if not tables and not refused:
            raise FileUnreadable(
                say("“{file}” has no sheet with rows.", file=file),
                say("Export it again, with the headings in the first row."),
            )
        return join_tables([*tables, *hidden, ReadFile(refused=refused)])


@hookimpl
def ledger_readers() -> Iterable[Reader]:
    """Offer the reader of workbooks."""
    return (Spreadsheets(),)


def _sheets(path: Path, file: str) -> Iterator[_Sheet]:
    if path.stat().st_size > MAX_BYTES:
        raise FileUnreadable(
            say("“{file}” is larger than 200 MB.", file=file),
            say("Export the open items only, or one year at a time."),
        )
    if _swells(path):
        raise FileUnreadable(
            say("“{file}” unpacks to far more than any ledger.", file=file),
            say("Export it again from the accounting program."),
        )
    with _reported(file), _open(path) as workbook:
        first = True
        for sheet in workbook.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            shown = sheet.visible is SheetVisibleEnum.Visible
            rows = workbook.get_sheet_by_name(sheet.name).to_python(
                skip_empty_area=False, nrows=None if shown else FIRST_ROWS
            )
            # The lines of a second sheet are not those of the first: problems name it.
            label = file if shown and first else _label(file, sheet.name)
            first = first and not shown
            yield _Sheet(sheet.name, label, rows, shown)


def _swells(path: Path) -> bool:
    """Whether a small file would fill the memory once it is unpacked."""
    try:
        with ZipFile(path) as packed:
            inside = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        # An .xls is not packed; what cannot be opened is told when it is read.
        return False
    return inside > MAX_UNPACKED or inside > max(_SMALL, path.stat().st_size * _DENSE)


def _label(file: str, sheet: str) -> str:
    return f"{file} [{sheet}]"


def _refused(unknown: Sequence[_Sheet], file: str, *, alone: bool) -> tuple[HeadingsUnknown, ...]:
    """Return the sheets of data that nobody can read; `alone`: no other sheet can be read."""
    full = list(filter(_has_data, unknown)) or (unknown[:1] if alone else ())
    return tuple(
        HeadingsUnknown(sheet.rows, _label(file, sheet.name), 1, _HIDE_IT, unread=sheet.unread)
        for sheet in full
    )


def _has_data(sheet: _Sheet) -> bool:
    """Whether a sheet looks like a table, and not like a note or a total."""
    return sum(sum(cell != "" for cell in row) >= _WIDE for row in sheet.rows) >= _LONG


def _hidden(sheet: _Sheet) -> Problem:
    return Problem(
        sheet.label,
        say("The sheet “{sheet}” is hidden and not read.", sheet=sheet.name),
        say("Show it if it belongs to the ledger; else remove it from the workbook."),
        Severity.NOTE,
    )


@contextmanager
def _reported(file: str) -> Iterator[None]:
    """Say in a sentence what the library finds wrong with a workbook."""
    try:
        yield
    except PasswordError as error:
        raise FileUnreadable(
            say("“{file}” is protected by a password.", file=file),
            say("Save it without a password; the folder itself can be protected."),
        ) from error
    except CalamineError as error:
        raise _damaged(file) from error
    except OSError as error:
        # A wrong checksum comes as an error of the system, but without its number.
        if error.errno is None:
            raise _damaged(file) from error
        raise
    except BaseException as error:
        # Some damaged .xls make the library, which is written in Rust, panic. What it raises
        # then is no Exception, and cannot be imported.
        if type(error).__name__ == "PanicException":
            raise _damaged(file) from error
        raise


def _open(path: Path) -> CalamineWorkbook:
    """Open a workbook by its name, else by its content: much .xlsx goes under the name .xls."""
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise
    except CalamineError:
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _damaged(file: str) -> FileUnreadable:
    return FileUnreadable(
        say("“{file}” is damaged, still being written, or no workbook.", file=file),
        say("Open it in Excel or LibreOffice and save it again as .xlsx."),
    )
