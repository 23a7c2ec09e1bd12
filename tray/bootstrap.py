"""The one place that builds the real parts and joins them."""

from __future__ import annotations

import contextlib
import getpass
import os
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import platformdirs

from core.domain.wording import say
from core.engine.engine import Engine
from core.engine.parts import Clock, Parts
from core.engine.status import Role
from core.errors import FileUnwritable, FolderMissing
from core.plugin_manager import Plugins
from core.store.data_folder import (
    SETTINGS_FILE,
    check_data_folder,
    give_mark,
    read_server,
    set_server,
    settle_seconds,
)
from core.store.history import History
from core.store.machine import Machine, read_machine, remember
from core.store.preferences import Preferences
from core.store.secrets import secret, store_secret
from core.store.server_lock import ServerLock
from core.store.settings import read_settings
from plugins import BUILTIN
from tray.clock import SystemClock


@dataclass(frozen=True, slots=True)
class ClockOn:
    """A clock that stands on a given day, at the real time: `--on DATE`."""

    day: date
    real: Clock

    def today(self) -> date:
        """Return the given day."""
        return self.day

    def now(self) -> datetime:
        """Return the real time on the given day."""
        real = self.real.now()
        return real.replace(year=self.day.year, month=self.day.month, day=self.day.day)


def open_engine(
    data: Path | None,
    *,
    on: date | None = None,
    role: Role | None = None,
    plugins: Path | None = None,
    claims: bool = False,
) -> Engine:
    """Open the firm's data folder with everything real; the ledger is not yet read.

    `claims`: where no PC is the server yet, this one becomes it for good.
    """
    machine = read_machine()
    folder = find_folder(data, machine)
    check_data_folder(folder)
    settings = read_settings(folder / SETTINGS_FILE)
    remembered = folder / "history"
    history = History(remembered, machine.name, user_name())
    clock: Clock = SystemClock()
    ordered = bool(role or machine.role)
    role = role or decide_role(folder, machine, claims=claims)
    if claims and role is Role.SERVER:
        with contextlib.suppress(FileUnwritable):
            give_mark(folder)
    return Engine(
        Parts(
            folder=folder,
            machine=machine.name,
            user=user_name(),
            role=role,
            server=read_server(folder) or (machine.name if role is Role.SERVER else ""),
            language=machine.language,
            clock=ClockOn(on, clock) if on else clock,
            plugins=Plugins(
                BUILTIN, folder=plugins or machine.plugins_folder, off=settings.plugins.off
            ),
            history=history,
            preferences=Preferences(history),
            lock=ServerLock(remembered, machine.name),
            secret=secret,
            keep_secret=store_secret,
            remember=remember,
            documents=platformdirs.user_documents_path(),
            role_ordered=ordered,
            settle_seconds=settle_seconds(folder),
            wait=time.sleep,
        )
    )


def find_folder(data: Path | None, machine: Machine) -> Path:
    """Return the data folder: the option, else the environment's, else this PC's."""
    folder = data or machine.data_folder
    if folder is None:
        raise FolderMissing(
            say("No data folder is set on this PC."),
            say(
                "Name it with --data, make one with: sollecito init --data DIR --company NAME, "
                "or look at the example firm with: sollecito demo"
            ),
        )
    return absolute(folder)


def absolute(folder: Path) -> Path:
    """Return a folder's whole path, without `..` in it."""
    return Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - resolve() leaves shares' names


def decide_role(folder: Path, machine: Machine, *, claims: bool) -> Role:
    """Return what this PC may do: as it was told, else server if the folder says so.

    The first PC on a new folder is its server. A folder that has a history and no longer
    says who its server is was damaged: then nobody sends by itself until a person decides.
    """
    if machine.role:
        return Role(machine.role)
    server = read_server(folder)
    if server:
        return Role.SERVER if server == machine.name else Role.CLIENT
    if next((folder / "history").glob("*/*.jsonl"), None) is not None:
        return Role.CLIENT
    if claims:
        set_server(folder, machine.name)
    return Role.SERVER


def user_name() -> str:
    """Return who is logged on, as the history remembers it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A service account may have no name.
        return os.environ.get("USERNAME", "")
