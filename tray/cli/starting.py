"""Commands that start the program or make a data folder."""

from __future__ import annotations

import logging
import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer

from core.domain.wording import say
from core.engine.status import Role
from core.errors import FolderMissing
from core.store.data_folder import MARKER, check_data_folder, make_data_folder, set_server
from core.store.machine import Machine, read_machine, remember
from tray.autostart import Autostart, AutostartRefused, own_options, own_program, usual_place
from tray.bootstrap import absolute, find_folder, open_engine
from tray.cli import options
from tray.cli.output import message, show_lines
from tray.cli.wording import _, told
from tray.clock import SystemClock
from tray.demo import write_demo
from tray.desktop import has_screen
from tray.ending import end_running
from tray.single_instance import SingleInstance
from tray.windowless import has_console

if TYPE_CHECKING:
    from tray.pages.server import Door

log = logging.getLogger(__name__)

_LOOK_AGAIN = 5.0
"""Seconds between two looks for the data folder."""
_GLANCE = 0.2
"""Seconds between two looks whether the program is asked to quit."""

Headless = Annotated[bool, typer.Option("--headless", help=_("Without the tray icon."))]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help=_("Do not open the page in the browser."))
]
Port = Annotated[
    int,
    typer.Option(
        "--port", min=0, max=65535, metavar="PORT", help=_("Port of the page; 0: any free one.")
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Write an example firm and run the program on it."))(demo)
    app.command(help=_("Make a data folder for a firm."))(init)
    app.command(help=_("Run the tray program; also what `sollecito` alone does."))(run)
    app.command("quit", help=_("Let the running program finish what it sends, and end it."))(
        end_program
    )


def demo(
    data: options.Data = None,
    headless: Headless = False,
    no_browser: NoBrowser = False,
    port: Port = 0,
) -> None:
    """Write the example firm, unless it is there already, and run the program on it."""
    folder = data or Path(platformdirs.user_data_path("sollecito")) / "demo"
    machine = read_machine()
    if not (folder / MARKER).exists():
        write_demo(folder, SystemClock(), machine.name, machine.language)
    message(say("The example firm is in {folder}", folder=str(folder)))
    _run(folder, None, headless=headless, browser=not no_browser, port=port)


def init(
    company: Annotated[str, typer.Option("--company", metavar="NAME", help=_("The firm’s name."))],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help=_("The new data folder."))],
) -> None:
    """Make the folder with a commented `sollecito.toml`, and remember it on this PC."""
    machine = read_machine()
    folder = absolute(data)
    make_data_folder(folder, company, machine.name, machine.language)
    remember(data_folder=folder)
    message(
        say("The data folder is ready: {folder}", folder=str(folder)),
        say("Put the accounting program’s tables into its ledger folder, then: sollecito check"),
    )


def run(
    data: options.Data = None,
    headless: Headless = False,
    no_browser: NoBrowser = False,
    port: Port = 0,
    role: Annotated[
        Role | None, typer.Option("--role", help=_("Make this PC the server, or a client."))
    ] = None,
    plugins: options.Plugins = None,
    wait_for_data: Annotated[
        bool, typer.Option("--wait-for-data", help=_("Wait until the data folder is there."))
    ] = False,
) -> None:
    """Run the tray program on the firm's data folder."""
    machine = read_machine()
    door = None
    if not (data or machine.data_folder or headless or no_browser) and has_screen():
        # Who clicks on an icon cannot be told to type a command: a page asks.
        answer = _ask_for_folder(machine, port)
        if answer is None:
            return
        data, door = answer
    try:
        folder = find_folder(data, machine)
    except FolderMissing as error:
        if not wait_for_data or has_console():
            raise
        # Started with the computer and never by hand: a window would come at every log-in.
        log.info("nothing to start: %s", error)
        return
    _keep_autostart_right()
    _run(
        folder,
        role,
        headless=headless,
        browser=not no_browser,
        port=port,
        plugins=plugins,
        door=door,
        wait=wait_for_data,
    )


def end_program(
    wait: Annotated[
        int,
        typer.Option("--wait", metavar="SECONDS", min=0, help=_("How long it may take to end.")),
    ] = 300,
) -> None:
    """Ask this person's running program to end, and wait until it has."""
    ended = end_running(wait)
    message(say("Sollecito has ended.") if ended else say("Sollecito was not running."))


def _ask_for_folder(machine: Machine, port: int) -> tuple[Path, Door] | None:
    # The server of the pages is slow to import; the other commands do without it.
    from tray.first_start import ask_for_folder  # noqa: PLC0415

    return ask_for_folder(machine, port, _tell_address)


def _is_there(folder: Path, instance: SingleInstance) -> bool:
    """Wait as long as it takes: at log-in a share may not be connected yet.

    False if somebody asks the program to quit meanwhile, as an update does.
    """
    while not instance.asked_to_end:
        try:
            check_data_folder(folder)
        except FolderMissing as error:
            log.info("waiting: %s", error)
            _pause(instance)
        else:
            return True
    return False


def _pause(instance: SingleInstance) -> None:
    deadline = time.monotonic() + _LOOK_AGAIN
    while time.monotonic() < deadline and not instance.asked_to_end:
        time.sleep(_GLANCE)


def _take_role(folder: Path, role: Role | None) -> None:
    if role is Role.SERVER:
        set_server(folder, read_machine().name)
    if role is not None:
        remember(role=role)


def _keep_autostart_right() -> None:
    """Let the entry that starts the program follow it to where it is now."""
    # A program with settings of its own is not the one that starts with the computer.
    if "SOLLECITO_CONFIG_DIR" in os.environ:
        return
    try:
        Autostart(usual_place(), own_program()).repair()
    except (OSError, AutostartRefused) as error:
        log.warning("the entry that starts the program stays as it was: %s", error)


def _run(
    folder: Path,
    role: Role | None,
    *,
    headless: bool,
    browser: bool,
    port: int,
    plugins: Path | None = None,
    door: Door | None = None,
    wait: bool = False,
) -> None:
    # The screen's libraries are slow to import; the other commands do without them.
    from tray.program import Appearance, run_program  # noqa: PLC0415

    instance = SingleInstance(folder)
    if not instance.acquire():
        _open_running(instance.running_address() or "", browser=browser)
        if door:
            door.stop()
        return
    try:
        if wait and not _is_there(folder, instance):
            return
        _take_role(folder, role)
        engine = open_engine(folder, role=role, plugins=plugins, claims=True)
        own = plugins or read_machine().plugins_folder

        autostart = Autostart(usual_place(), own_program(), own_options(folder, plugins))
        # Behind a door that is open already, the browser is there, too.
        look = Appearance(headless, browser and not door, port, autostart, door)
        run_program(engine, own, look, instance, _tell_address)
    finally:
        instance.release()


def _tell_address(launch: str) -> None:
    show_lines([told(say("The page is at: {address}", address=launch))])
    sys.stdout.flush()


def _open_running(address: str, *, browser: bool) -> None:
    """Show the page of the program that runs already."""
    running = say("Sollecito is running already; its page is at: {address}", address=address)
    show_lines([told(running)])
    if browser:
        webbrowser.open(address)
