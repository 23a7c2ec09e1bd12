"""Starts the program when its user logs in: the one entry, where this system looks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from core.domain.wording import say
from core.errors import SollecitoError
from core.store.machine import read_machine
from tray import autostart_entries as entries
from tray.autostart_entries import AGENT, LONGEST_RUN_VALUE, Words
from tray.bootstrap import absolute


class AutostartRefused(SollecitoError):
    """The system does not let the entry be changed."""


class Place(Protocol):
    """Where one system looks for what it starts at log-in."""

    @property
    def name(self) -> str:
        """Return what a person finds it by."""

    def read(self) -> Words:
        """Return the words of the entry; none if there is none, or it is switched off."""

    def write(self, words: Words) -> None:
        """Put the entry there, switched on."""

    def remove(self) -> None:
        """Take the entry away, if it is there."""


class Autostart:
    """Whether the program starts at log-in, and by which words."""

    def __init__(self, place: Place, program: Words, options: Sequence[str] = ()) -> None:
        """Remember how this program is started; `options` come behind the usual ones."""
        self._place = place
        self._program = program
        self._options = tuple(options)

    @property
    def on(self) -> bool:
        """Return whether there is an entry."""
        return bool(self.words)

    @property
    def words(self) -> Words:
        """Return the words of the entry."""
        return self._place.read()

    @property
    def place(self) -> str:
        """Return where the entry is."""
        return self._place.name

    def switch(self, *, on: bool) -> None:
        """Put the entry there, or take it away; raise AutostartRefused if that is not allowed."""
        try:
            if on:
                self._place.write((*self._program, *entries.AT_LOG_IN, *self._options))
            else:
                self._place.remove()
        except OSError as error:
            raise AutostartRefused(
                say("What starts with the computer could not be changed: {why}", why=str(error)),
                say("Perhaps whoever looks after this PC has forbidden it."),
            ) from error

    def repair(self) -> None:
        """Let an entry start the program where it is now."""
        words = entries.moved(self.words, self._program)
        if words:
            self._place.write(words)


@dataclass(frozen=True, slots=True)
class EntryFile:
    """A file for this entry alone."""

    path: Path
    to_text: Callable[[Words], str]
    from_text: Callable[[str], Words]

    @property
    def name(self) -> str:
        """Return its path."""
        return str(self.path)

    def read(self) -> Words:
        """Return the words in the file."""
        try:
            return self.from_text(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return ()

    def write(self, words: Words) -> None:
        """Write the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.to_text(words), "utf-8")

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)


class RunKey:
    """The user's own Run key of the Windows registry, and Task Manager's switch beside it."""

    VALUE = "Sollecito"
    _RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
    _APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    _OFF = 1
    """The lowest bit of its first byte: somebody has switched the entry off there."""

    def __init__(self) -> None:
        """Get at the registry, which only Windows has."""
        import winreg  # noqa: PLC0415

        self._registry: Any = winreg

    @property
    def name(self) -> str:
        """Return the key and the value."""
        return rf"HKEY_CURRENT_USER\{self._RUN}\{self.VALUE}"

    def read(self) -> Words:
        """Return the words of the value, unless it is switched off."""
        switch = self._value(self._APPROVED)
        if isinstance(switch, bytes) and switch[:1] and switch[0] & self._OFF:
            return ()
        value = self._value(self._RUN)
        return entries.from_run_value(value) if isinstance(value, str) else ()

    def write(self, words: Words) -> None:
        """Set the value, and let Task Manager not hold it back."""
        text = entries.to_run_value(words)
        if len(text) > LONGEST_RUN_VALUE:
            raise AutostartRefused(
                say(
                    "Windows starts no command of more than {most} characters.",
                    most=LONGEST_RUN_VALUE,
                ),
                say("This one has {count}: {command}", count=len(text), command=text),
            )
        registry = self._registry
        with registry.CreateKey(registry.HKEY_CURRENT_USER, self._RUN) as key:
            registry.SetValueEx(key, self.VALUE, 0, registry.REG_SZ, text)
        self._forget(self._APPROVED)

    def remove(self) -> None:
        """Delete the value and the switch."""
        self._forget(self._RUN)
        self._forget(self._APPROVED)

    def _value(self, path: str) -> object:
        registry = self._registry
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
                value: object = registry.QueryValueEx(key, self.VALUE)[0]
        except OSError:
            return None
        return value

    def _forget(self, path: str) -> None:
        registry = self._registry
        try:
            with registry.OpenKey(
                registry.HKEY_CURRENT_USER, path, 0, registry.KEY_SET_VALUE
            ) as key:
                registry.DeleteValue(key, self.VALUE)
        except FileNotFoundError:
            return


def usual_place() -> Place:
    """Return where this system looks."""
    if sys.platform == "win32":
        return RunKey()
    if sys.platform == "darwin":
        path = Path.home() / "Library" / "LaunchAgents" / f"{AGENT}.plist"
        return EntryFile(path, entries.to_launch_agent, entries.from_launch_agent)
    configuration = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = configuration / "autostart" / "sollecito.desktop"
    return EntryFile(path, entries.to_desktop_entry, entries.from_desktop_entry)


def own_program(*, console: bool = False) -> Words:
    """Return the words that start this very program."""
    bundled = hasattr(sys, "frozen")
    return entries.program_of(
        Path(sys.executable), lambda path: Path(path).exists(), bundled=bundled, console=console
    )


def own_options(folder: Path | None, plugins: Path | None = None) -> Words:
    """Return what a start must say because this PC does not remember it."""
    remembered = None if "SOLLECITO_DATA" in os.environ else read_machine().data_folder
    options: Words = ()
    if folder is not None and (remembered is None or absolute(remembered) != folder):
        options += ("--data", str(folder))
    if plugins is not None:
        options += ("--plugins", str(absolute(plugins)))
    return options
