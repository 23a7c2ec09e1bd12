"""What makes each system start the program at log-in: functions of their arguments.

`tray.autostart` puts these entries where the systems look for them.
"""

from __future__ import annotations

import plistlib
import re
import subprocess
from collections.abc import Callable
from pathlib import PurePath, PureWindowsPath
from xml.parsers.expat import ExpatError

Words = tuple[str, ...]
"""A program and its arguments."""

AT_LOG_IN: Words = ("run", "--no-browser", "--wait-for-data")
"""A share may be reached only a moment after the log-in."""
LONGEST_RUN_VALUE = 260
"""Characters that Windows takes in its Run key."""
AGENT = "sollecito"
"""The label by which launchd knows the agent."""

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
"""What no desktop takes for anything else."""


def program_of(
    executable: PurePath, exists: Callable[[PurePath], bool], *, bundled: bool, console: bool
) -> Words:
    """Return the words that start this program, given what runs it now.

    On Windows a program of the console opens one at every log-in, so a bundle and an
    interpreter have a second one without. Where nobody looks on it is the other way round:
    there nobody would close the window in which an error is said.
    """
    if isinstance(executable, PureWindowsPath):
        bundles, interpreters = (
            ("Sollecito.exe", "sollecito-cli.exe"),
            ("pythonw.exe", "python.exe"),
        )
        wanted = executable.with_name((bundles if bundled else interpreters)[console])
        executable = wanted if exists(wanted) else executable
    elif not bundled and exists(executable.with_name("sollecito")):
        return (str(executable.with_name("sollecito")),)
    return (str(executable),) if bundled else (str(executable), "-m", "tray")


def moved(entry: Words, program: Words) -> Words | None:
    """Return an entry as it is right for a program that is elsewhere now; None if it is right.

    What the entry adds to the program stays.
    """
    if entry[: len(program)] == program or "run" not in entry:
        return None
    return (*program, *entry[entry.index("run") :])


def to_run_value(words: Words) -> str:
    """Return what stands in the Run key of Windows."""
    return subprocess.list2cmdline(words)


def from_run_value(text: str) -> Words:
    """Read a value of the Run key; no path has a quotation mark in it."""
    found = re.findall(r'"([^"]*)"|([^ \t]+)', text)
    # Before a quotation mark backslashes stand twice.
    return tuple(re.sub(r"(\\+)\1$", r"\1", quoted) if quoted else plain for quoted, plain in found)


def to_desktop_entry(words: Words) -> str:
    """Return the file that desktops of the XDG kind start at log-in."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Sollecito\n"
        f"Exec={' '.join(map(_for_desktop, words))}\n"
        "Terminal=false\n"
    )


def from_desktop_entry(text: str) -> Words:
    """Read such a file; nothing if the desktop was told not to start it."""
    keys = dict(re.findall(r"^([\w-]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$", text, re.MULTILINE))
    if keys.get("Hidden") == "true" or keys.get("X-GNOME-Autostart-enabled") == "false":
        return ()
    # The escapes of the value come off first, then those between quotation marks.
    command = keys.get("Exec", "").replace("\\\\", "\\")
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', command)
    words = (re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in found)
    return tuple(word.replace("%%", "%") for word in words)


def to_launch_agent(words: Words) -> str:
    """Return the property list of an agent that launchd starts at log-in on macOS."""
    agent = {"Label": AGENT, "ProgramArguments": list(words), "RunAtLoad": True}
    return plistlib.dumps(agent).decode()


def from_launch_agent(text: str) -> Words:
    """Read such a list."""
    try:
        agent = plistlib.loads(text.encode())
    except (ValueError, ExpatError):
        return ()
    return tuple(map(str, agent.get("ProgramArguments", ()))) if isinstance(agent, dict) else ()


def _for_desktop(word: str) -> str:
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word):
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return '"' + quoted.replace("\\", "\\\\") + '"'
