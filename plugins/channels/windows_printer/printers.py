"""Which printers Windows has on this PC, and whether the wanted one is there."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass

from sollecito import Text, say

_OTHER = say("Post: print the letter")
"""What the channel for printers of the network is called."""


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers of this PC by name, and its usual one."""

    windows: bool = True
    names: tuple[str, ...] = ()
    usual: str = ""


def chosen(printers: Printers, wanted: str) -> str:
    """Return the printer that is meant, written as Windows has it; empty: it is not there."""
    by_name = {name.casefold(): name for name in printers.names}
    return by_name.get((wanted or printers.usual).casefold(), "")


def fault_of(printers: Printers, wanted: str) -> Text | None:
    """Return why a letter cannot be printed here, or None."""
    if not printers.windows:
        return say(
            "Printing by Windows works on Windows only. Take “{channel}” instead.", channel=_OTHER
        )
    if "://" in wanted:
        return say(
            "[post] printer names one of the network: take “{channel}”, or enter the name of a"
            " printer of this PC.",
            channel=_OTHER,
        )
    if chosen(printers, wanted):
        return None
    if not printers.names:
        return say("No printer is set up on this PC.")
    if not wanted:
        return say("This PC has no usual printer. Enter one under [post] printer.")
    return say(
        "This PC has no printer {printer}; it has {printers}.",
        printer=wanted,
        printers=", ".join(printers.names),
    )


def printers_here() -> Printers:
    """Ask Windows for its printers, those of servers that it is connected to, too."""
    if sys.platform != "win32":
        return Printers(windows=False)
    import pywintypes  # noqa: PLC0415 - only on Windows
    import win32print  # noqa: PLC0415

    local_and_connected = win32print.PRINTER_ENUM_LOCAL | win32print.PRINTER_ENUM_CONNECTIONS
    names: tuple[str, ...] = ()
    usual = ""
    # Without the print service there are none.
    with suppress(pywintypes.error):
        found = win32print.EnumPrinters(local_and_connected, None, 4)
        names = tuple(printer["pPrinterName"] for printer in found)
        # Where there is none, this raises an error that is not the usual one.
        with suppress(RuntimeError):
            usual = win32print.GetDefaultPrinter()
    return Printers(names=names, usual=usual)
