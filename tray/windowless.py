"""A program without a console has no streams: what it must say goes into a window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

WINDOWLESS = "Sollecito.exe"
"""Of the two programs of a bundle the one without a console, whoever starts it and how."""
_ERROR = 0x10
_IN_FRONT = 0x10000
"""Windows' own numbers."""


def has_console() -> bool:
    """Whether anybody reads what is written; of the program that an icon starts nobody does."""
    by_icon = getattr(sys, "frozen", False) and Path(sys.executable).name == WINDOWLESS
    return sys.__stderr__ is not None and not by_icon


def settle_streams() -> None:
    """Let what nobody can see be written without harm."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)


def show_window(said: str) -> None:
    """Show sentences in a window, and wait until they have been read."""
    import ctypes  # noqa: PLC0415 - only Windows starts programs without streams

    library: Any = getattr(ctypes, "windll").user32  # noqa: B009 - there is none elsewhere
    library.MessageBoxW(None, said, "Sollecito", _ERROR | _IN_FRONT)
