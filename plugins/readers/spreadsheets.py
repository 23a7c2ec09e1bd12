"""Ledger tables as workbooks: Excel (.xlsx, .xlsm, .xls) and OpenDocument (.ods)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sollecito import Cell, FileUnreadable, LedgerPart, Reader, ReadFile, hookimpl, read_table, say

MAX_BYTES = 200_000_000


class Spreadsheets(Reader):
    """Reads every visible sheet that holds a table of the ledger."""

    name = "spreadsheets"
    patterns = ("*.xlsx", "*.xlsm", "*.xls", "*.ods")

    def read(self, path: Path, file: str) -> ReadFile:
        """Read one workbook; sheets that hold something else are passed over."""
        found: list[ReadFile] = []
        refused = FileUnreadable(
            say("“{file}” has no sheet with rows.", file=file),
            say("Export it again, with the headings in the first row."),
        )
        for sheet, rows in _sheets(path, file):
            try:
                found.append(read_table(rows, sheet))
            except FileUnreadable as error:
                refused = error
        if not found:
            raise refused
        return _join(found)


@hookimpl
def ledger_readers() -> Iterable[Reader]:
    """Offer the reader of workbooks."""
    return (Spreadsheets(),)


def _sheets(path: Path, file: str) -> Iterator[tuple[str, Sequence[Sequence[Cell]]]]:
    """Yield the name of each visible sheet for problems, and its rows."""
    if path.stat().st_size > MAX_BYTES:
        raise FileUnreadable(
            say("“{file}” is larger than 200 MB.", file=file),
            say("Export the open items only, or one year at a time."),
        )
    with _reported(file), _open(path) as workbook:
        for number, sheet in enumerate(filter(_is_shown, workbook.sheets_metadata)):
            rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            # The lines of a second sheet are not those of the first: problems name it.
            yield (f"{file} [{sheet.name}]" if number else file), rows


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


def _is_shown(sheet: SheetMetadata) -> bool:
    return sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible


def _join(found: Sequence[ReadFile]) -> ReadFile:
    """Join what the sheets hold."""
    parts = [one.part for one in found]
    return ReadFile(
        LedgerPart(
            customers=tuple(chain.from_iterable(part.customers for part in parts)),
            items=tuple(chain.from_iterable(part.items for part in parts)),
            payments=tuple(chain.from_iterable(part.payments for part in parts)),
            has_payments=any(part.has_payments for part in parts),
        ),
        tuple(chain.from_iterable(one.problems for one in found)),
    )
