"""Tables that a person brings in: dropped files, and what unknown columns mean."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from core.domain.commands import ForgetMapping, PutTable, RememberMapping
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.ledger_files import LEDGER_FOLDER
from core.errors import SollecitoError
from core.files import safe_name, write_durably
from core.store.mappings import forget_mapping, remember_mapping
from core.tables.mapping import TableMapping, faults_of
from core.tables.vocabulary import Field, TableKind

REPLACED_FOLDER = "replaced"
"""In the data folder: tables that a dropped one has replaced."""


def remember(firm: Firm, command: RememberMapping) -> None:
    """Remember what columns mean, if a table can be read so."""
    fields = tuple(Field(name) if name else None for name in command.columns)
    mapping = TableMapping(TableKind(command.kind), command.headings, fields)
    for fault in faults_of(mapping):
        raise SollecitoError(fault)
    remember_mapping(firm.parts.folder, mapping)


def forget(firm: Firm, command: ForgetMapping) -> None:
    """Forget what columns meant."""
    forget_mapping(firm.parts.folder, command.headings)


def put_table(firm: Firm, command: PutTable) -> str:
    """Put a file into the ledger folder; return its name there."""
    # What a browser calls a file may be a whole path.
    name = safe_name(command.name.replace("\\", "/").rpartition("/")[2])
    patterns = [pattern for reader in firm.parts.plugins.readers() for pattern in reader.patterns]
    endings = sorted({pattern.removeprefix("*") for pattern in patterns})
    if name.startswith(".") or not name.lower().endswith(tuple(endings)):
        raise SollecitoError(
            say("“{file}” is no table that the program reads.", file=name),
            say("Tables end in: {endings}.", endings=", ".join(endings)),
        )
    path = firm.parts.folder / LEDGER_FOLDER / name
    if path.exists() and path.read_bytes() != command.content:
        _make_room(firm, path, allowed=command.replace)
    write_durably(path, command.content)
    return name


def _make_room(firm: Firm, path: Path, *, allowed: bool) -> None:
    """Keep a copy of a table that another one is to replace."""
    if not allowed:
        raise SollecitoError(
            say("“{file}” is in the ledger folder already; it was not replaced.", file=path.name),
            say("Tick “Replace” and drop it again: the earlier file is then kept beside."),
        )
    # Not below the ledger: there it would be read.
    folder = firm.parts.folder / REPLACED_FOLDER
    with suppress(OSError):  # what the writing tells better
        folder.mkdir(exist_ok=True)
    copy = folder / f"{firm.parts.clock.now():%Y-%m-%d %H%M%S} {path.name}"
    write_durably(copy, path.read_bytes())
