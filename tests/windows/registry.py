"""Looks at the start with Windows in the user's registry, or changes it. Runs on Windows Python."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

winreg: Any = import_module("winreg")

NAME = "Sollecito"
VERSION = r"Software\Microsoft\Windows\CurrentVersion"
RUN, APPROVED = rf"{VERSION}\Run", rf"{VERSION}\Explorer\StartupApproved\Run"


def main() -> None:
    """Do what the first word says with the values of the program."""
    match sys.argv[1]:
        case "show":
            sys.stdout.write(f"{_value(RUN)}|{_value(APPROVED)}")
        case "start":
            # As Windows does at log-in: the value is the command line.
            subprocess.run(_value(RUN), check=True, stdin=subprocess.DEVNULL)
        case "hold back":
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, APPROVED) as key:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_BINARY, b"\3" + bytes(11))
        case "clear":
            for path in (RUN, APPROVED):
                with suppress(FileNotFoundError), _opened(path, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, NAME)


def _value(path: str) -> str:
    with suppress(FileNotFoundError), _opened(path, winreg.KEY_READ) as key:
        value = winreg.QueryValueEx(key, NAME)[0]
        return value if isinstance(value, str) else value.hex()
    return ""


def _opened(path: str, access: int) -> Any:
    return winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, access)


if __name__ == "__main__":
    main()
