"""What a window consists of, as one line of JSON; `null` without it. Runs on Windows Python."""

# ruff: noqa: T201 - speaks to the test that started it

from __future__ import annotations

import json
import sys
from typing import Any

import win32gui


def main() -> None:
    """Print the parts of the window whose title is named on the command line."""
    parts: list[dict[str, Any]] = []

    def look(part: int, _: object) -> None:
        parts.append(facts(part))

    def find(window: int, _: object) -> None:
        if win32gui.GetWindowText(window).strip() == sys.argv[1]:
            win32gui.EnumChildWindows(window, look, None)

    win32gui.EnumWindows(find, None)
    print(json.dumps(parts or None))


def facts(part: int) -> dict[str, Any]:
    """Return what a person sees of a part, and where."""
    return {
        "class": win32gui.GetClassName(part),
        "text": win32gui.GetWindowText(part),
        "box": win32gui.GetWindowRect(part),
        "enabled": bool(win32gui.IsWindowEnabled(part)),
        "visible": bool(win32gui.IsWindowVisible(part)),
    }


if __name__ == "__main__":
    main()
