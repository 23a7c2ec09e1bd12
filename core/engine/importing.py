"""Tables that a person brings in: dropped files, and what unknown columns mean."""

from __future__ import annotations

from core.domain.commands import ForgetMapping, PutTable, RememberMapping
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.ledger_files import LEDGER_FOLDER
from core.errors import SollecitoError
from core.files import safe_name, write_durably
from core.store.mappings import forget_mapping, remember_mapping
from core.tables.mapping import TableMapping, faults_of
from core.tables.vocabulary import Field, TableKind


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
    """Put a file into the ledger folder, over an earlier one of that name; return its name."""
    # What a browser calls a file may be a whole path.
    name = safe_name(command.name.replace("\\", "/").rpartition("/")[2])
    patterns = [pattern for reader in firm.parts.plugins.readers() for pattern in reader.patterns]
    endings = sorted({pattern.removeprefix("*") for pattern in patterns})
    if name.startswith(".") or not name.lower().endswith(tuple(endings)):
        raise SollecitoError(
            say("“{file}” is no table that the program reads.", file=name),
            say("Tables end in: {endings}.", endings=", ".join(endings)),
        )
    write_durably(firm.parts.folder / LEDGER_FOLDER / name, command.content)
    return name
