"""The options that several commands share, and the dates they take."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from core.domain.wording import say
from core.errors import SollecitoError
from tray.cli.output import Format
from tray.cli.wording import _


def parse_day(text: str) -> date:
    """Read an ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SollecitoError(
            say("“{text}” is not a date.", text=text), say("Write the date as 2026-12-31.")
        ) from None


Data = Annotated[
    Path | None, typer.Option("--data", help=_("The firm’s data folder."), metavar="DIR")
]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help=_("Show as table, csv or json."))
]
On = Annotated[
    date | None,
    typer.Option("--on", parser=parse_day, metavar="DATE", help=_("As if this were today.")),
]
SentOn = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=parse_day,
        metavar="DATE",
        help=_("As if this were today: what leaves counts as sent on that day."),
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=parse_day, metavar="DATE", help=_("The balance on this day.")),
]
Plugins = Annotated[
    Path | None,
    typer.Option("--plugins", metavar="DIR", help=_("Folder of this PC’s own plugins.")),
]
