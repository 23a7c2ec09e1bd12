"""Tells the icon that its notification was clicked, as Windows does. Runs on Windows Python."""

from __future__ import annotations

import win32con
import win32gui

TO_THE_ICON = win32con.WM_USER + 11
"""The number that pystray gave Windows for all that happens to its icon."""
NOTICE_CLICKED = win32con.WM_USER + 5


def main() -> None:
    """Post the message to every window of the icon; it has two, and listens with one."""

    def tell(window: int, _: object) -> None:
        if win32gui.GetClassName(window).endswith("SystemTrayIcon"):
            win32gui.PostMessage(window, TO_THE_ICON, 0, NOTICE_CLICKED)

    win32gui.EnumWindows(tell, None)


if __name__ == "__main__":
    main()
