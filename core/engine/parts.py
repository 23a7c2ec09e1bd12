"""The real parts that the engine works with; `tray.bootstrap` builds and joins them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from core.engine.status import Role
from core.plugin_manager import Plugins
from core.store.history import History
from core.store.preferences import Preferences
from core.store.server_lock import ServerLock


class Clock(Protocol):
    """Says what day and time it is; the engine never asks the system."""

    def today(self) -> date:
        """Return the date in the office."""

    def now(self) -> datetime:
        """Return the moment, with its zone."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the engine is given."""

    folder: Path
    machine: str
    user: str
    role: Role
    server: str
    """Name of the PC that sends by itself."""
    language: str
    """Of this PC's windows and messages."""
    clock: Clock
    plugins: Plugins
    history: History
    preferences: Preferences
    lock: ServerLock
    secret: Callable[[str], str | None]
    keep_secret: Callable[[str, str], None] = lambda _name, _value: None
    """Keep a password by name in this PC's own store."""
    remember: Callable[..., None] = lambda **_: None
    """Set what this PC remembers: its role and the language of its windows."""
    documents: Path = Path()
    """Where this PC's user keeps files: statements saved to disk go there."""
    role_ordered: bool = False
    """By this PC's own settings or the command line, whatever the data folder says."""
    settle_seconds: float = 0.0
    """How long to wait for another server's plan to show on the share."""
    wait: Callable[[float], None] = lambda _: None
    """Let the settle time pass."""
