"""Data on standard output as a table, CSV or JSON; messages on standard error."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import orjson

from core.domain.wording import Text
from tray.cli.wording import told
from tray.windowless import has_console, show_window

Row = Mapping[str, Any]
_ON_ONE_LINE = ("customer", "currency", "state", "channel", "created_at", "oldest_due")


class Format(StrEnum):
    """How data is shown."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def on_screen() -> bool:
    """Whether a person is looking at standard output."""
    return sys.stdout.isatty()


def chosen(wanted: Format | None, otherwise: Format) -> Format:
    """Return the format asked for; else a table for a person, something exact for a program."""
    return wanted or (Format.TABLE if on_screen() else otherwise)


def show_rows(rows: Sequence[Row], columns: Sequence[str], form: Format) -> None:
    """Show rows that all have the same columns."""
    if form is Format.JSON:
        show_json(list(rows))
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_flat(row.get(name)) for name in columns] for row in rows)
    else:
        _show_table(rows, columns)


def show_row(row: Row, wanted: Format | None) -> None:
    """Show one record."""
    form = chosen(wanted, Format.JSON)
    if form is Format.JSON:
        show_json(row)
    else:
        show_rows([row], tuple(row), form)


def show_json(value: object) -> None:
    """Show one value as JSON."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def show_lines(lines: Iterable[str]) -> None:
    """Show plain lines."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show at a terminal that work is under way."""
    if not sys.stderr.isatty():
        yield
        return
    # Rich is slow to import, and only a person at a terminal sees it.
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(what):
        yield


def message(text: Text, hint: Text | None = None) -> None:
    """Tell a person something, beside the data."""
    said = "".join(f"{told(part)}\n" for part in (text, hint) if part is not None)
    if has_console():
        sys.stderr.write(said)
    else:
        show_window(said)


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_flat(part) for part in value)
    if isinstance(value, Mapping):
        return " ".join(f"{key} {_flat(part)}" for key, part in value.items())
    return str(value)


def _show_table(rows: Sequence[Row], columns: Sequence[str]) -> None:
    # Rich is slow to import, and programs that read CSV or JSON do not need it.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        # A figure on two lines is no figure; words may go on below.
        numeric = bool(rows) and all(_is_number(row.get(name)) for row in rows)
        short = name in _ON_ONE_LINE or numeric
        table.add_column(
            name, justify="right" if numeric else "left", overflow="fold", no_wrap=short
        )
    for row in rows:
        table.add_row(*(_flat(row.get(name)) for name in columns))
    Console().print(table)


def _is_number(value: object) -> bool:
    return isinstance(value, int) or str(value or "").replace("-", "").replace(".", "").isdigit()
