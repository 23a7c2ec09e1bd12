"""The command that gathers one customer's evidence."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from core.domain.commands import ReloadLedger
from core.domain.wording import say
from core.engine.gathering import gather_evidence
from core.evidence.gathering import SUMS
from core.evidence.writing import write_evidence
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
    if not engine.firm.parts.history.newest(customer):
        engine.post(ReloadLedger(remember=False)).result()
        engine.firm.customer(customer)
    found = gather_evidence(engine.firm, customer)
    write_evidence(found.files, output)
    message(say("{file}: files: {count}", file=str(output), count=len(found.files)))
    digest = sha256(found.files[SUMS]).hexdigest()
    message(say("SHA-256 of {file}: {digest}", file=SUMS, digest=digest))
    if not found.whole:
        message(say("A statement is missing or was changed; the list says which."))
        raise typer.Exit(1)
