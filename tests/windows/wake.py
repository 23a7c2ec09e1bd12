"""A clock that ticks once an hour, and at once when the PC wakes. Runs on Windows Python."""

from __future__ import annotations

import sys
import threading

import win32gui

from tray.clock import Ticker
from tray.windows_session import listening

POWER, SUSPENDS, RESUMED = 0x0218, 0x0004, 0x0012
HOUR = 3600.0


def main() -> None:
    """Tick at the start, not when the PC goes to sleep, and when it has woken."""
    ticked = threading.Event()
    ticker = Ticker(ticked.set, interval=HOUR)
    with listening("", sys.exit, ticker.tick_now):
        ticker.start()
        ticked.wait()
        for message in (SUSPENDS, RESUMED):
            ticked.clear()
            win32gui.SendMessage(win32gui.FindWindow("SollecitoSession", None), POWER, message, 0)
            sys.stdout.write(f"{message} {ticked.wait(60 if message == RESUMED else 1)}\n")
        ticker.stop()


if __name__ == "__main__":
    main()
