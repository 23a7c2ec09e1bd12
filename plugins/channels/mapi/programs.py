"""Which mail program this PC uses, and whether others may send by it."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass

from sollecito import Text, say

CLIENTS = r"Software\Clients\Mail"


@dataclass(frozen=True, slots=True)
class MailProgram:
    """The usual mail program as Windows has it entered."""

    windows: bool = True
    name: str = ""
    takes_messages: bool = False
    """Whether it names a library for the others."""


def fault_of(program: MailProgram) -> Text | None:
    """Return why nothing can be sent by it, or None."""
    if not program.windows:
        return say(
            "Sending by the mail program works on Windows only. Choose another way under [email]"
            " via."
        )
    if not program.name:
        return say(
            "No mail program is set as this PC’s usual one. Choose one in the settings of"
            " Windows, or another way under [email] via."
        )
    if not program.takes_messages:
        return say(
            "{program} takes no messages of other programs. Choose another mail program, or"
            " another way under [email] via.",
            program=program.name,
        )
    return None


def usual_program() -> MailProgram:
    """Look up the mail program: this user's choice, else the PC's."""
    if sys.platform != "win32":
        return MailProgram(windows=False)
    import winreg  # noqa: PLC0415 - only on Windows

    roots = (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE)
    name = next(filter(None, (_value(root, CLIENTS, "") for root in roots)), "")
    libraries = (
        _value(root, rf"{CLIENTS}\{name}", value)
        for root in roots
        for value in ("DLLPath", "DLLPathEx")
    )
    return MailProgram(name=name, takes_messages=bool(name) and any(libraries))


def _value(root: int, key: str, value: str) -> str:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only on Windows

        with suppress(OSError), winreg.OpenKey(root, key) as opened:
            return str(winreg.QueryValueEx(opened, value)[0])
    return ""
