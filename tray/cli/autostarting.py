"""The command by which the program starts by itself, or no longer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.store.machine import read_machine
from tray.autostart import Autostart, own_options, own_program, usual_place
from tray.autostart_entries import to_run_value
from tray.bootstrap import absolute, find_folder
from tray.cli import options
from tray.cli.output import Format, message, show_row
from tray.cli.wording import _
from tray.unattended import usual_unattended
from tray.unattended_entries import UNATTENDED


class Switch(StrEnum):
    """What is to become of it."""

    ON = "on"
    OFF = "off"
    STATUS = "status"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Let the program start with the computer, or no longer."))(autostart)


def autostart(
    switch: Annotated[
        Switch, typer.Argument(metavar="on|off|status", help=_("Without it, only a look."))
    ] = Switch.STATUS,
    server: Annotated[
        bool, typer.Option("--server", help=_("Without a person: where nobody logs on."))
    ] = False,
    data: options.Data = None,
    plugins: options.Plugins = None,
    form: options.FormatOption = None,
) -> None:
    """Put the entry that starts the program there, take it away, or show it."""
    if server:
        _unattended(switch, data, plugins, form)
        return
    folder = absolute(data) if data else None
    entry = Autostart(usual_place(), own_program(), own_options(folder, plugins))
    if switch is not Switch.STATUS:
        entry.switch(on=switch is Switch.ON)
    row = {"on": entry.on, "place": entry.place, "command": to_run_value(entry.words)}
    show_row(row, form)


def _unattended(
    switch: Switch, data: Path | None, plugins: Path | None, form: Format | None
) -> None:
    system = usual_unattended()
    if switch is Switch.ON:
        folder = find_folder(data, read_machine())
        system.put((*own_program(console=True), *UNATTENDED, *own_options(folder, plugins)))
    elif switch is Switch.OFF:
        system.remove()
    show_row({"on": system.on, "place": system.name}, form)
    if switch is Switch.ON:
        message(system.hint)
