"""Takes the icon out of the task bar, as if this had ended, or says that there is a new one.

Runs on Windows Python.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import win32gui
from pystray._util import win32

ALL_WINDOWS = 0xFFFF


def main() -> None:
    """Do what the first word says."""
    if sys.argv[1] == "ended":
        for window in _windows():
            icon = win32.NOTIFYICONDATAW(cbSize=ctypes.sizeof(win32.NOTIFYICONDATAW), hWnd=window)
            win32.Shell_NotifyIcon(win32.NIM_DELETE, icon)
    else:
        win32gui.PostMessage(ALL_WINDOWS, win32gui.RegisterWindowMessage("TaskbarCreated"), 0, 0)


def _windows() -> list[int]:
    found: list[int] = []

    def look(window: int, _: Any) -> None:
        if "SystemTrayIcon" in win32gui.GetClassName(window):
            found.append(window)

    win32gui.EnumWindows(look, None)
    return found


if __name__ == "__main__":
    main()
