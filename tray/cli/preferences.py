"""The command that shows and sets the preferences of one customer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from core.domain.commands import SetPreferences
from core.domain.parties import SendingPreferences
from core.domain.roads import order_of
from core.engine.engine import Engine
from core.engine.setting_preferences import LONGEST_PERIOD
from tray.bootstrap import open_engine
from tray.cli import options
from tray.cli.output import show_row
from tray.cli.reading import Code, open_with_ledger
from tray.cli.records import passed_records
from tray.cli.wording import _

_RESET = {"period": "period_days", "address": "addresses", "exclude-until": "excluded_until"}
"""After `--reset`, an option's name stands for the preference that it sets."""


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


Automatic = Annotated[
    Switch | None, typer.Option("--automatic", help=_("Whether it is written to by itself."))
]
Period = Annotated[
    int | None,
    typer.Option(
        "--period", metavar="DAYS", min=1, max=LONGEST_PERIOD, help=_("Days between sendings.")
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="LANGUAGE", help=_("Language of its statements: it, en.")),
]
Channel = Annotated[
    str | None,
    typer.Option("--channel", metavar="CHANNEL", help=_("Its road, or several: “pec, email”.")),
]
Addresses = Annotated[
    list[str] | None,
    typer.Option("--address", metavar="ADDRESS", help=_("Its own e-mail address; repeatable.")),
]
Pec = Annotated[
    str | None, typer.Option("--pec", metavar="ADDRESS", help=_("Its own PEC address."))
]
ExcludeUntil = Annotated[
    str | None,
    typer.Option("--exclude-until", metavar="DATE", help=_("Leave it out until then.")),
]
Invoices = Annotated[
    Switch | None,
    typer.Option("--invoices", help=_("Whether its open invoices’ own files are attached.")),
]
Reset = Annotated[
    list[str] | None,
    typer.Option("--reset", metavar="NAME", help=_("Back to what the table or the firm says.")),
]


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(help=_("Show or set the preferences of one customer."))(customer)


def customer(
    code: Code,
    automatic: Automatic = None,
    period: Period = None,
    language: Language = None,
    channel: Channel = None,
    address: Addresses = None,
    pec: Pec = None,
    exclude_until: ExcludeUntil = None,
    invoices: Invoices = None,
    reset: Reset = None,
    data: options.Data = None,
    form: options.FormatOption = None,
) -> None:
    """Set what is given, then show what holds."""
    engine = open_with_ledger(open_engine(data))
    wanted = SendingPreferences(
        automatic=_is_on(automatic),
        period_days=period,
        language=language,
        channel=channel,
        addresses=tuple(address) if address else None,
        pec=pec or None,
        excluded_until=exclude_until,
        invoices=_is_on(invoices),
    )
    cleared = tuple(_RESET.get(name, name) for name in reset or ())
    if wanted != SendingPreferences() or cleared:
        engine.post(SetPreferences(code, wanted, cleared)).result()
    show_row(_record(engine, code), form)
    engine.stop()


def _record(engine: Engine, code: str) -> dict[str, object]:
    """Return what holds for a customer: its own preferences, else the firm's."""
    known = engine.firm.customer(code)
    own = engine.preferences(code)
    taken = engine.candidate(code)
    settings = engine.firm.settings
    return {
        "customer": known.code,
        "name": known.name,
        "automatic": own.automatic is not False,
        "period": own.period_days or settings.automatic.period_days,
        "language": own.language or settings.statement.language,
        "channel": taken.channel,
        "roads": list(order_of(own.channel or "") or settings.automatic.roads),
        "passed_over": passed_records(taken.passed_over),
        "addresses": list(known.emails if own.addresses is None else own.addresses),
        "pec": known.pec if own.pec is None else own.pec,
        "excluded_until": own.excluded_until or "",
        "invoices": settings.attachments.invoices if own.invoices is None else own.invoices,
    }


def _is_on(switch: Switch | None) -> bool | None:
    return None if switch is None else switch is Switch.ON
