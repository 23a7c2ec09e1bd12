"""The file `mappings.toml`: what a person said that the columns of unknown tables mean."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit

from core.causes import why_unreadable
from core.domain.problems import Problem
from core.domain.wording import say
from core.files import write_durably
from core.tables.mapping import TableMapping
from core.tables.vocabulary import Field, TableKind

MAPPINGS_FILE = "mappings.toml"
_ABOVE = (
    "How tables are read whose headings the program does not know: one [[table]] for each line of",
    "headings, and what each of its columns holds. Written by the page “Columns of a table”.",
)


def read_mappings(folder: Path) -> tuple[tuple[TableMapping, ...], tuple[Problem, ...]]:
    """Read what is remembered, and what is wrong with the file."""
    try:
        tables = tomllib.loads((folder / MAPPINGS_FILE).read_text("utf-8-sig")).get("table", [])
        return tuple(_mapping(table) for table in tables), ()
    except FileNotFoundError:
        return (), ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = say(
            "{file} cannot be read: {reason}.", file=MAPPINGS_FILE, reason=why_unreadable(error)
        )
        hint = say("Correct it, or delete it and say once more what the columns mean.")
        return (), (Problem(MAPPINGS_FILE, what, hint),)


def remember_mapping(folder: Path, mapping: TableMapping) -> None:
    """Remember a mapping for every table with these headings, instead of an earlier one."""
    known, _ = read_mappings(folder)
    _write(folder, (*_without(known, mapping.headings), mapping))


def forget_mapping(folder: Path, headings: tuple[str, ...]) -> None:
    """Forget what was said of tables with these headings."""
    known, _ = read_mappings(folder)
    _write(folder, _without(known, headings))


def _without(
    mappings: Sequence[TableMapping], headings: tuple[str, ...]
) -> tuple[TableMapping, ...]:
    return tuple(mapping for mapping in mappings if mapping.headings != headings)


def _mapping(table: Any) -> TableMapping:
    headings = tuple(str(heading) for heading in table["headings"])
    fields = tuple(Field(name) if name else None for name in table["columns"])
    if len(fields) != len(headings):
        message = "headings and columns differ in number"
        raise ValueError(message)
    return TableMapping(TableKind(table["kind"]), headings, fields)


def _write(folder: Path, mappings: Sequence[TableMapping]) -> None:
    document = tomlkit.document()
    for line in _ABOVE:
        document.add(tomlkit.comment(line))
    tables = tomlkit.aot()
    for mapping in mappings:
        table = tomlkit.table()
        table["kind"] = mapping.kind.value
        table["headings"] = list(mapping.headings)
        table["columns"] = [field.value if field else "" for field in mapping.fields]
        tables.append(table)
    document["table"] = tables
    write_durably(folder / MAPPINGS_FILE, tomlkit.dumps(document).encode())
