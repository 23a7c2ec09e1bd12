"""Whether Outlook can be used on this PC: told apart without starting anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sollecito import Text, say

PROGRAM = "Outlook.Application"
MAIN_WINDOW = "rctrl_renwnd32"
"""Class of classic Outlook's windows; new Outlook has others."""
PREFERENCES = r"Software\Microsoft\Office\16.0\Outlook\Preferences"


@dataclass(frozen=True, slots=True)
class Pc:
    """What was seen of Outlook on this PC."""

    windows: bool = True
    classic: bool = True
    new: bool = False
    is_open: bool = True


def fault_of(pc: Pc) -> Text | None:
    """Return why Outlook cannot be used on such a PC, or None."""
    if not pc.windows:
        return say("Outlook can be used on Windows only. Choose another way under [email] via.")
    if pc.classic and pc.is_open:
        return None
    if pc.classic and pc.new:
        return say(
            "The new Outlook is in use, by which no other program can send. Switch “New Outlook”"
            " off in its top right corner, or choose another way under [email] via."
        )
    if pc.classic:
        return say(
            "Outlook is not open. Open it before Sollecito: else it would stop and ask for a "
            "profile, and no statement would leave."
        )
    if pc.new:
        return say(
            "This PC has only the new Outlook, by which no other program can send. Install"
            " classic Outlook, or choose another way under [email] via."
        )
    return say(
        "Outlook is not installed on this PC. Install classic Outlook, or choose another way under"
        " [email] via."
    )


def look_at_pc() -> Pc:
    """Look for both Outlooks on this PC; neither is started by that."""
    if sys.platform != "win32":
        return Pc(windows=False)
    import pywintypes  # noqa: PLC0415 - only on Windows

    with opened_com() as com_error:
        try:
            pywintypes.IID(PROGRAM)
        except com_error:
            return Pc(classic=False, new=_has_new_outlook(), is_open=False)
        return Pc(new=_prefers_new_outlook(), is_open=running_outlook() is not None)


def running_outlook() -> Any:
    """Return the Outlook that is open, or None; one that is not open is never started."""
    import pywintypes  # noqa: PLC0415 - only on Windows
    import win32com.client  # noqa: PLC0415
    import win32gui  # noqa: PLC0415

    try:
        return win32com.client.GetActiveObject(PROGRAM)
    except pywintypes.com_error:
        # It enters itself in the list of running programs only after it lost the focus once.
        if win32gui.FindWindow(MAIN_WINDOW, None):
            return win32com.client.Dispatch(PROGRAM)
        return None


@contextmanager
def opened_com() -> Iterator[type[Exception]]:
    """Open COM on this thread; yield the class of its errors."""
    import pythoncom  # noqa: PLC0415 - only on Windows

    pythoncom.CoInitialize()
    try:
        yield pythoncom.com_error
    finally:
        pythoncom.CoUninitialize()


def _has_new_outlook() -> bool:
    program = Path(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "WindowsApps", "olk.exe")
    # A store program's entry is a link that leads nowhere a file could be opened.
    return os.path.lexists(program)


def _prefers_new_outlook() -> bool:
    """Return whether the switch “New Outlook” is on."""
    if sys.platform != "win32":
        return False
    import winreg  # noqa: PLC0415 - only on Windows

    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, PREFERENCES) as key:
        return bool(winreg.QueryValueEx(key, "UseNewOutlook")[0])
    return False
