"""The command that gathers one customer's evidence."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from core.domain.commands import ReloadLedger
from core.domain.wording import say
from core.errors import UnknownName
from core.evidence import SUMS, build_evidence
from core.evidence_file import write_evidence
from tray.bootstrap import open_engine
from tray.cli import options
from tray.cli.output import message
from tray.cli.reading import Code
from tray.cli.wording import _


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(help=_("Gather what was sent to one customer, with hashes, for a lawyer."))(
        evidence
    )


def evidence(
    customer: Code,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help=_("A new folder, or a file .zip.")),
    ],
    data: options.Data = None,
    plugins: options.Plugins = None,
) -> None:
    """Gather a customer's statements, messages and receipts."""
    engine = open_engine(data, plugins=plugins)
    firm = engine.firm
    dispatches = engine.firm.parts.history.newest(customer)
    if not dispatches:
        engine.post(ReloadLedger(remember=False)).result()
        firm.customer(customer)
        raise UnknownName(say("Nothing was ever sent to {code}.", code=customer))
    settings = firm.settings
    found = build_evidence(
        firm.parts.folder, settings.company.name, dispatches, settings.statement.language
    )
    write_evidence(found.files, output)
    message(say("{file}: files: {count}", file=str(output), count=len(found.files)))
    digest = sha256(found.files[SUMS]).hexdigest()
    message(say("SHA-256 of {file}: {digest}", file=SUMS, digest=digest))
    if not found.whole:
        message(say("A statement is missing or was changed; the list says which."))
        raise typer.Exit(1)
