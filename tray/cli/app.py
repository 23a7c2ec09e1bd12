"""The command line as a whole: every command, and the one place that shows errors."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer
from typer.main import get_command

from core.errors import SollecitoError
from tray.cli import access, autostarting, evidence, preferences, reading, sending, starting
from tray.cli.output import message
from tray.cli.typer_words import SpeakingCommand, SpeakingGroup, misuse
from tray.cli.wording import _
from tray.log import keep_tracebacks_in_the_log, start_log
from tray.windowless import settle_streams

app = typer.Typer(
    cls=SpeakingGroup,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Works out what every customer owes, draws the statement of account and sends it."),
)
for _commands in (starting, reading, sending, preferences, evidence, autostarting, access):
    _commands.add_to(app)
for _command in app.registered_commands:
    _command.cls = SpeakingCommand


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Start the tray program if no command is given."""
    if context.invoked_subcommand is None:
        starting.run()


def main() -> None:
    """Run one command; an error of the world is one sentence and a hint, and exit code 2."""
    settle_streams()
    start_log()
    keep_tracebacks_in_the_log(message)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may still be cp1252; names of customers are not. Lines end alike
        # everywhere, so that what one program writes compares with what another wrote.
        stream.reconfigure(  # type: ignore[union-attr]
            encoding="utf-8", errors="replace", newline="\n"
        )
    try:
        # Not `app()`: it would show a bug in its own way, and wrong use in English.
        sys.exit(get_command(app)(standalone_mode=False))
    except typer.TyperException as error:
        _refuse(misuse(error))
    except SollecitoError as error:
        _refuse(error)
    except typer.Abort:
        sys.exit(1)


def _refuse(error: SollecitoError) -> NoReturn:
    message(error.title, error.hint)
    sys.exit(2)
