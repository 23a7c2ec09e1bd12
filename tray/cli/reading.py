"""Commands that read and show, and change nothing that leaves the house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.domain.commands import ReloadLedger
from core.domain.planning import Due, SkipReason
from core.domain.problems import Severity
from core.domain.wording import say
from core.engine.candidates import CHOSEN_REASONS, held_back, make_plan
from core.engine.doubts import CONFIRMABLE
from core.engine.engine import Engine
from core.engine.invoices import Enclosed
from core.engine.status import waiting
from core.files import write_durably
from core.store.history import dispatch_to_json
from tray.bootstrap import open_engine
from tray.cli import options
from tray.cli.output import Format, busy, chosen, message, show_json, show_lines, show_rows
from tray.cli.records import (
    BALANCE_COLUMNS,
    BALANCE_FIGURES,
    balance_rows,
    plan_record,
    problem_line,
    problem_record,
)
from tray.cli.wording import _, told

Code = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("The customer’s code."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Read everything and list the problems."))(check)
    app.command(help=_("Show what every customer owes."))(balances)
    app.command(help=_("Draw one customer’s statement as PDF."))(statement)
    app.command(help=_("Show who would be written to today, and who not and why."))(plan)
    app.command(help=_("Show what was sent, newest first."))(history)
    app.command(help=_("Show the plugins: loaded, switched off, and why."))(plugins)


def open_with_ledger(engine: Engine) -> Engine:
    """Read the ledger into an engine; a ledger that is not whole is said at once."""
    with busy(_("Reading the ledger")):
        engine.post(ReloadLedger(remember=False)).result()
    for problem in engine.firm.problems:
        if problem.severity is Severity.FILE:
            message(problem.what, problem.hint)
    return engine


def tell_what_holds_back(engine: Engine, *, asked: bool) -> bool:
    """Say why nothing is sent by itself, if a person has to do something about it."""
    held = held_back(engine.firm, engine.firm.sight(), asked=asked)
    if held is None or held.reason in CHOSEN_REASONS:
        return False
    confirmable = held.reason in CONFIRMABLE
    message(held.detail, say("If it is right: sollecito confirm") if confirmable else None)
    return True


def check(
    data: options.Data = None,
    form: options.FormatOption = None,
    plugins: options.Plugins = None,
) -> None:
    """List the problems; exit 1 if there are any."""
    engine = open_engine(data, plugins=plugins)
    with busy(_("Reading the ledger")):
        engine.post(ReloadLedger(remember=False)).result()
    problems = engine.firm.problems
    if form in (None, Format.TABLE):
        show_lines(map(problem_line, problems))
    else:
        rows = [problem_record(problem) for problem in problems]
        columns = ("file", "line", "column", "customer", "severity", "problem", "hint")
        show_rows(rows, columns, chosen(form, Format.CSV))
    grave = [p for p in problems if p.severity is not Severity.NOTE]
    ledger = engine.firm.newest.ledger
    message(
        say(
            "Customers: {customers}. Open items: {items}. Problems: {problems}.",
            customers=len(ledger.customers),
            items=engine.firm.newest.open_items,
            problems=len(grave),
        )
    )
    held = engine.firm.newest.whole and tell_what_holds_back(engine, asked=True)
    if grave or held:
        raise typer.Exit(1)


def balances(
    data: options.Data = None,
    as_of: options.AsOf = None,
    form: options.FormatOption = None,
    plugins: options.Plugins = None,
) -> None:
    """Show one row a customer and currency."""
    engine = open_with_ledger(open_engine(data, plugins=plugins))
    day = as_of or engine.firm.parts.clock.today()
    form = chosen(form, Format.CSV)
    rows = list(balance_rows(engine.firm.newest.ledger, day))
    show_rows(rows, BALANCE_COLUMNS if form is not Format.TABLE else BALANCE_FIGURES, form)
    if not engine.firm.newest.whole:
        raise typer.Exit(1)


def statement(
    customer: Code,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=_("Where to write the PDF."))
    ],
    data: options.Data = None,
    as_of: options.AsOf = None,
    plugins: options.Plugins = None,
) -> None:
    """Draw one statement into a file."""
    engine = open_with_ledger(open_engine(data, plugins=plugins))
    document = engine.draw(customer, as_of)
    write_durably(output, document.pdf)
    message(say("{file}: pages: {pages}", file=str(output), pages=document.pages))
    if document.unknown_characters:
        lost = " ".join(document.unknown_characters)
        message(say("The design’s font lacks: {characters}", characters=lost))


def plan(
    data: options.Data = None,
    on: options.On = None,
    form: options.FormatOption = None,
    plugins: options.Plugins = None,
) -> None:
    """Show today's decision on every customer."""
    engine = open_with_ledger(open_engine(data, on=on, plugins=plugins))
    sight = engine.firm.sight()
    held = held_back(engine.firm, sight, asked=on is not None)
    awaited = held is not None and held.reason is SkipReason.APPROVAL
    decided = make_plan(engine.firm, sight, held=None if awaited else held)
    if awaited and decided.due:
        message(waiting(len(decided.due)))
    record = plan_record(decided, lambda due: _enclosed(engine, due))
    if engine.firm.newest.whole:
        tell_what_holds_back(engine, asked=on is not None)
    form = chosen(form, Format.JSON)
    if form is Format.JSON:
        show_json(record)
        return
    rows = [row | {"decision": "due"} for row in record["due"]]
    rows += [row | {"decision": row["reason"]} for row in record["skipped"]]
    columns = ("decision", "customer", "name", "channel", "address", "amounts", "detail")
    show_rows(rows, columns, form)


def _enclosed(engine: Engine, due: Due) -> Enclosed:
    return engine.enclosed(due.customer.code, due.candidate.channel)


def history(
    customer: Annotated[
        str | None, typer.Argument(help=_("Only what was sent to this customer."))
    ] = None,
    data: options.Data = None,
    form: options.FormatOption = None,
) -> None:
    """Show the dispatches, newest first."""
    engine = open_engine(data)
    rows = [dispatch_to_json(d) for d in engine.firm.parts.history.newest(customer)]
    columns: tuple[str, ...] = (
        "created_at", "customer", "name", "channel", "address", "amounts", "state", "receipt",
        "error", "id",
    )  # fmt: skip
    if chosen(form, Format.JSON) is Format.CSV and rows:
        columns = tuple(rows[0])
    show_rows(rows, columns, chosen(form, Format.JSON))


def plugins(
    data: options.Data = None,
    form: options.FormatOption = None,
    plugins: options.Plugins = None,
) -> None:
    """Show every plugin and what it offers."""
    engine = open_engine(data, plugins=plugins)
    found = engine.firm.parts.plugins.report()
    rows = [
        {
            "name": plugin.name,
            "state": str(plugin.state),
            "source": plugin.source,
            "offers": list(plugin.offers),
            "reason": told(plugin.reason) if plugin.reason else "",
            "failures": list(plugin.failures),
        }
        for plugin in found
    ]
    columns = ("name", "state", "source", "offers", "reason", "failures")
    show_rows(rows, columns, chosen(form, Format.JSON))
    if any(plugin.needs_person for plugin in found):
        raise typer.Exit(1)
