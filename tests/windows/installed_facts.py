"""What Windows knows of an installation, as one line of JSON. Runs on Windows Python."""

# ruff: noqa: T201 - speaks to the test that started it

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pythoncom
import win32api
import win32gui
from win32com.shell import shell

winreg: Any = import_module("winreg")
"""Only Windows has it."""
WINDOWS = r"Software\Microsoft\Windows\CurrentVersion"


def main() -> None:
    """Print everything; the program files to look at are named on the command line."""
    link = Path(os.environ["APPDATA"], "Microsoft/Windows/Start Menu/Programs/Sollecito.lnk")
    print(
        json.dumps(
            {
                "entry": values(rf"{WINDOWS}\Uninstall\Sollecito"),
                "at_log_in": values(rf"{WINDOWS}\Run").get("Sollecito"),
                "start_menu": target(link) if link.is_file() else None,
                "files": {Path(name).name: file_facts(name) for name in sys.argv[1:]},
            }
        )
    )


def values(key: str) -> dict[str, Any]:
    """Return the values of a key of the user's own registry; none if there is no such key."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            found = [winreg.EnumValue(opened, n) for n in range(winreg.QueryInfoKey(opened)[1])]
    except FileNotFoundError:
        return {}
    return {name: value for name, value, _ in found}


def target(link: Path) -> str:
    """Return what a shortcut starts."""
    inside = pythoncom.CLSCTX_INPROC_SERVER
    found = pythoncom.CoCreateInstance(shell.CLSID_ShellLink, None, inside, shell.IID_IShellLink)
    found.QueryInterface(pythoncom.IID_IPersistFile).Load(str(link))
    return str(found.GetPath(shell.SLGP_UNCPRIORITY)[0])


def file_facts(name: str) -> dict[str, Any]:
    """Return what a program file says of itself, and how many icons it has."""
    numbers = win32api.GetFileVersionInfo(name, "\\")
    text = "\\StringFileInfo\\040904B0\\"
    return {
        "numbers": [numbers["FileVersionMS"] >> 16, numbers["FileVersionMS"] & 0xFFFF],
        "product": win32api.GetFileVersionInfo(name, f"{text}ProductName"),
        "version": win32api.GetFileVersionInfo(name, f"{text}ProductVersion"),
        "icons": win32gui.ExtractIconEx(name, -1),
    }


if __name__ == "__main__":
    main()
