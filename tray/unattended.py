"""Runs the program on a PC that nobody logs on to: asks the system to start it, or no longer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from core.domain.wording import Text, say
from core.errors import SollecitoError
from tray.autostart_entries import Words
from tray.bootstrap import user_name
from tray.unattended_entries import NAME, UNIT, to_scheduled_task, to_systemd_unit


class UnattendedRefused(SollecitoError):
    """The system does not start the program by itself, or will not stop doing so."""


class Unattended(Protocol):
    """What one system has for programs that run without a person."""

    @property
    def name(self) -> str:
        """Return what a person finds it by."""

    @property
    def on(self) -> bool:
        """Return whether the program is entered there."""

    @property
    def hint(self) -> Text:
        """Return what is left for a person to do once it is."""

    def put(self, words: Words) -> None:
        """Enter the program, in place of an earlier entry."""

    def remove(self) -> None:
        """Take it out again."""


class UserUnit:
    """A unit of the user's own systemd."""

    def __init__(self) -> None:
        """Find out where units are."""
        configuration = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        self._path = configuration / "systemd" / "user" / UNIT

    @property
    def name(self) -> str:
        """Return its path."""
        return str(self._path)

    @property
    def on(self) -> bool:
        """Return whether systemd starts it."""
        return (self._path.parent / "default.target.wants" / UNIT).is_symlink()

    @property
    def hint(self) -> Text:
        """Return how it goes on without a person."""
        return say(
            "So that it runs while nobody is logged on: {command}",
            command=f"loginctl enable-linger {user_name()}",
        )

    def put(self, words: Words) -> None:
        """Write the unit, and have it started now and from now on."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(to_systemd_unit(words), "utf-8")
        try:
            _ask("systemctl", "--user", "daemon-reload")
            _ask("systemctl", "--user", "enable", "--now", UNIT)
        except UnattendedRefused:
            self._path.unlink()
            raise

    def remove(self) -> None:
        """Have it ended, and take the unit away."""
        if self._path.exists():
            _ask("systemctl", "--user", "disable", "--now", UNIT)
            self._path.unlink()
            _ask("systemctl", "--user", "daemon-reload")


class ScheduledTask:
    """A task of Windows, which asks for the user's password and keeps it."""

    name = NAME

    @property
    def on(self) -> bool:
        """Return whether Windows has the task."""
        return _runs("schtasks", "/Query", "/TN", NAME).returncode == 0

    @property
    def hint(self) -> Text:
        """Return how it begins at once."""
        return say("So that it begins now: {command}", command=f"schtasks /Run /TN {NAME}")

    def put(self, words: Words) -> None:
        """Make the task; only an administrator may, and Windows asks for the password."""
        user = "\\".join(filter(None, (os.environ.get("USERDOMAIN"), user_name())))
        with TemporaryDirectory() as folder:
            file = Path(folder, "task.xml")
            file.write_text(to_scheduled_task(words, user), "utf-16")
            # Not captured: it is the person at the console who answers.
            command = ("schtasks", "/Create", "/TN", NAME, "/XML", str(file), "/F")
            _judge(subprocess.run((*command, "/RU", user, "/RP", "*"), check=False))  # noqa: S603 - our own words

    def remove(self) -> None:
        """Delete the task."""
        if self.on:
            _ask("schtasks", "/Delete", "/TN", NAME, "/F")


def usual_unattended() -> Unattended:
    """Return what this system has."""
    if sys.platform == "win32":
        return ScheduledTask()
    if shutil.which("systemctl"):
        return UserUnit()
    raise UnattendedRefused(
        say("On this system Sollecito does not know how to run where nobody logs on."),
        say("Let the system start: {command}", command="sollecito run --headless"),
    )


def _ask(*command: str) -> None:
    _judge(_runs(*command))


def _runs(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - our own words
            command, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _judge(answer: subprocess.CompletedProcess[Any]) -> None:
    if answer.returncode == 0:
        return
    program, why = answer.args[0], (answer.stderr or answer.stdout or "").strip()
    if not why:
        why = str(answer.returncode)
    raise UnattendedRefused(
        say("{program} refused: {why}", program=program, why=why),
        say("On Windows this takes a command prompt that was opened as administrator.")
        if sys.platform == "win32"
        else say("This takes a session of the user itself, not one by sudo or su."),
    )
