"""Commands that send, and those by which a person decides."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from core.domain.commands import (
    ConfirmLedger,
    FollowSendings,
    ReloadLedger,
    ResolveDispatch,
    RunAutomaticSending,
    SendStatement,
)
from core.domain.dispatches import Dispatch, DispatchState
from core.domain.events import DispatchRecorded, Event, RunFinished, RunStarted
from core.domain.wording import say
from core.engine.engine import Engine
from core.errors import SecretNotKept
from core.store.history import dispatch_to_json
from core.store.secrets import store_secret
from core.store.waiting_copies import WaitingCopies
from tray.bootstrap import open_engine
from tray.cli import options
from tray.cli.output import Format, chosen, message, on_screen, show_row, show_rows
from tray.cli.reading import open_with_ledger, tell_what_holds_back
from tray.cli.records import run_record
from tray.cli.wording import _


class Outcome(StrEnum):
    """What a person knows of an unclear dispatch."""

    SENT = "sent"
    FAILED = "failed"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Carry out today’s plan, as the change of date does."))(auto)
    app.command(help=_("Send statements now."))(send)
    app.command(help=_("Decide an unclear sending: did it arrive?"))(resolve)
    app.command(help=_("Confirm a ledger that lost more than half of its open items."))(confirm)
    app.command(help=_("Put a password into the system’s store."))(password)


def auto(
    data: options.Data = None,
    on: options.SentOn = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Decide and count, but send nothing."))
    ] = False,
    plugins: options.Plugins = None,
    form: options.FormatOption = None,
) -> None:
    """Carry the plan out and show the figures."""
    engine = open_with_ledger(open_engine(data, on=on, plugins=plugins, claims=True))
    if on_screen():
        engine.subscribe(_Progress())
    # A day that was typed is meant; the jump of a clock is not.
    command = RunAutomaticSending(dry_run=dry_run, asked=on is not None)
    if not dry_run:
        # What came back since the last time decides on who can be written to.
        _follow(engine)
    finished: RunFinished = engine.post(command).result()
    if not dry_run:
        _follow(engine)
        _tell_mailbox(engine)
    held = engine.firm.newest.whole and tell_what_holds_back(engine, asked=on is not None)
    engine.stop()
    show_row(run_record(finished), form)
    if finished.unsent and not dry_run:
        message(say("Statements left to another server: {count}", count=finished.unsent))
    if not engine.firm.newest.whole or held or _needs_a_person(finished):
        raise typer.Exit(1)


def _follow(engine: Engine) -> None:
    """Learn how sendings ended, and put all copies that wait into the mailbox, not only a few."""
    waiting = WaitingCopies(engine.firm.parts.folder)
    left, now = -1, 0
    while left != now:
        left = now
        engine.post(FollowSendings()).result()
        now = len(tuple(waiting.ids()))


def _tell_mailbox(engine: Engine) -> None:
    """Say what keeps the mailbox from being read, or copies from being put there."""
    faults = [engine.firm.mailbox_fault, engine.firm.copy_fault]
    for fault in faults[:1] if faults[0] == faults[1] else faults:
        if fault is not None:
            message(fault)


def _needs_a_person(finished: RunFinished) -> bool:
    return bool(finished.failed or finished.unknown or finished.retry)


def send(
    customers: Annotated[
        list[str], typer.Argument(metavar="CUSTOMER", help=_("The customers’ codes."))
    ],
    via: Annotated[
        str, typer.Option("--via", metavar="CHANNEL", help=_("email, smtp, outbox, archive ..."))
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help=_("Instead of the customer’s own."))
    ] = "",
    data: options.Data = None,
    as_of: options.AsOf = None,
    plugins: options.Plugins = None,
    form: options.FormatOption = None,
) -> None:
    """Send one statement to each customer."""
    engine = open_with_ledger(open_engine(data, plugins=plugins))
    command = SendStatement(tuple(dict.fromkeys(customers)), via, to, as_of)
    dispatches: tuple[Dispatch, ...] = engine.post(command).result()
    engine.stop()
    rows = [dispatch_to_json(dispatch) for dispatch in dispatches]
    columns = ("customer", "name", "channel", "address", "state", "receipt", "error")
    show_rows(rows, columns, chosen(form, Format.JSON))
    unsent = [dispatch for dispatch in dispatches if dispatch.state is not DispatchState.SENT]
    for dispatch in unsent:
        message(say("{name}: {error}", name=dispatch.name, error=dispatch.error))
    if unsent:
        raise typer.Exit(1)


def resolve(
    dispatch: Annotated[str, typer.Argument(metavar="DISPATCH", help=_("Its id in the history."))],
    outcome: Annotated[Outcome, typer.Option("--as", help=_("Did it arrive, or not?"))],
    data: options.Data = None,
    form: options.FormatOption = None,
) -> None:
    """Record what a person knows."""
    engine = open_engine(data)
    command = ResolveDispatch(dispatch, DispatchState(outcome.value))
    show_row(dispatch_to_json(engine.post(command).result()), form)
    engine.stop()


def confirm(data: options.Data = None) -> None:
    """Accept the ledger as it is."""
    engine = open_engine(data)
    engine.post(ReloadLedger()).result()
    engine.post(ConfirmLedger()).result()
    engine.stop()
    message(
        say("The ledger is confirmed: {count} open items.", count=engine.firm.loaded.open_items)
    )


def password(
    name: Annotated[str, typer.Argument(metavar="CHANNEL", help=_("For which channel."))] = "smtp",
) -> None:
    """Ask for a password, or read a line that is handed over, and store it."""
    asked = sys.stdin.isatty()
    store_secret(name, typer.prompt(_("Password"), hide_input=True) if asked else _handed_over())
    message(say("The password is in the system’s store."))


def _handed_over() -> str:
    # Not as text: what Windows takes for it differs from program to program.
    line = sys.stdin.buffer.readline().rstrip(b"\r\n")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SecretNotKept(
            say("The password that was handed over is not in UTF-8."),
            say("Save it as UTF-8, or let yourself be asked for it."),
        ) from error


class _Progress:
    """A progress bar on standard error while a run is under way."""

    def __init__(self) -> None:
        # Rich is slow to import, and only a person at a terminal sees the bar.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        self._progress = Progress(console=Console(stderr=True), transient=True)

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._progress.start()
            self._task = self._progress.add_task(_("Sending"), total=event.due)
        elif isinstance(event, DispatchRecorded) and not event.later:
            self._progress.advance(self._task)
        elif isinstance(event, RunFinished):
            self._progress.stop()
