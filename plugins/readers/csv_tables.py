"""Ledger tables as CSV: customers, items and payments, as text with separators."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sollecito import (
    FileUnreadable,
    HeadingsUnknown,
    Problem,
    Reader,
    ReadFile,
    Severity,
    StillWritten,
    hookimpl,
    read_table,
    say,
)

MAX_BYTES = 200_000_000
_DELIMITERS = ";,\t|"
_SAMPLE = 100
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

# A quotation mark left open may swallow the rest of a file; that must not be an error of csv.
csv.field_size_limit(MAX_BYTES)

SOLLECITO_NAME = say("Tables as text (CSV)")


class CsvTables(Reader):
    """Reads tables as CSV, of any delimiter and encoding in use."""

    name = "csv_tables"
    patterns = ("*.csv", "*.txt", "*.tsv")

    def read(self, path: Path, file: str) -> ReadFile:
        """Read one file; a text file that is no table of a ledger is only noted."""
        lines = _lines(path, file)
        delimiter, width = _vote(lines[:_SAMPLE])
        rows, broken = _split(lines, delimiter, width)
        unclosed = tuple(_unclosed(file, line) for line in broken)
        try:
            found = _recognise(rows, file, width, ends_open=_ends_open(lines[-1]))
        except StillWritten:
            raise
        except FileUnreadable as error:
            if path.suffix.lower() == ".txt":
                error.severity = Severity.NOTE
                return ReadFile(refused=(error,))
            if isinstance(error, HeadingsUnknown):
                _check_end(lines[-1], rows[-1], file, width)
                error.problems = unclosed
            raise
        _check_end(lines[-1], rows[-1], file, width)
        if found.part.has_payments and broken:
            found = _with_losses(found, [lines[line - 1] for line in broken], delimiter)
        return replace(found, problems=(*unclosed, *found.problems))


@hookimpl
def ledger_readers() -> Iterable[Reader]:
    """Offer the reader of CSV tables."""
    return (CsvTables(),)


def _recognise(
    rows: Sequence[Sequence[str]], file: str, width: int, *, ends_open: bool
) -> ReadFile:
    if width:
        return read_table(rows, file, ends_open=ends_open)
    raise FileUnreadable(
        say("“{file}” has only one column.", file=file),
        say("Separate the columns with ; or , or tabs, and save the file as CSV."),
    )


def _check_end(line: str, row: Sequence[str], file: str, width: int) -> None:
    if _ends_open(line) and len(row) < width:
        raise StillWritten(file)


def _ends_open(line: str) -> bool:
    return not line.endswith(("\n", "\r"))


def _lines(path: Path, file: str) -> list[str]:
    """Return the lines with their ends, decoded as the file itself tells or shows."""
    if path.stat().st_size > MAX_BYTES:
        raise FileUnreadable(
            say("“{file}” is larger than 200 MB.", file=file),
            say("Export the open items only, or one year at a time."),
        )
    content = path.read_bytes()
    text = _decode(content)
    if "\0" in text:
        raise FileUnreadable(
            say("“{file}” is no text file.", file=file),
            say("Export it again as CSV, or as an Excel workbook with its own ending, .xlsx."),
        )
    if not text.strip():
        raise FileUnreadable(
            say("“{file}” is empty.", file=file),
            say("Export it again; if there is nothing to export, leave the headings in it."),
        )
    return list(io.StringIO(text, newline=""))


def _decode(content: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _vote(lines: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter that separates the most, evenly, and how many cells it gives."""
    best = (0, 0, ";")
    for delimiter in _DELIMITERS:
        # Line by line: a quotation mark left open must not swallow the others.
        rows = (next(csv.reader([line], delimiter=delimiter), []) for line in lines)
        for width, times in Counter(map(len, rows)).items():
            score = times * (width - 1)
            if score > best[0]:
                best = (score, width, delimiter)
    return best[2], best[1]


def _split(lines: Sequence[str], delimiter: str, width: int) -> tuple[list[list[str]], list[int]]:
    """Return one row a line, and the lines whose quotation mark is never closed.

    A row of several lines is followed by empty ones, so that rows and lines keep step.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    rows = list(reader)
    if len(rows) == len(lines) and _is_balanced(lines[-1:]):
        return rows, []
    return _split_with_care(lines, delimiter, width)


def _split_with_care(
    lines: Sequence[str], delimiter: str, width: int
) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    broken: list[int] = []
    while len(rows) < len(lines):
        start = len(rows)
        reader = csv.reader(lines[start:], delimiter=delimiter)
        for row in reader:
            end = start + reader.line_num
            taken = lines[len(rows) : end]
            if not _is_balanced(taken) or (len(taken) > 1 and len(row) != width):
                rows.append([])
                broken.append(len(rows))
                break
            rows.append(row)
            rows.extend([] for _ in taken[1:])
    return rows, broken


def _is_balanced(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 0


def _with_losses(found: ReadFile, lines: Iterable[str], delimiter: str) -> ReadFile:
    """Keep what payments say that are left out: any cell may name who paid, or what."""
    cells = {cell.strip(' "\r\n') for line in lines for cell in line.split(delimiter)} - {""}
    part = found.part
    return replace(
        found,
        part=replace(
            part,
            payments_lost=part.payments_lost | cells,
            documents_lost=part.documents_lost | cells,
        ),
    )


def _unclosed(file: str, line: int) -> Problem:
    return Problem(
        file,
        say("The line opens a quotation mark and does not close it."),
        say("The line is left out. Close the quotation mark, or remove it."),
        line=line,
    )
