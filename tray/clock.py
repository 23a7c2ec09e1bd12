"""The clock: the only place that asks what day and time it is, and the tick that does so often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is where the program asks


class SystemClock:
    """Reads the PC's clock and zone, both of which may change while the program runs."""

    def __init__(self, utc_now: Callable[[], datetime] = _utc_now) -> None:
        """Take the instant from elsewhere, if one is given."""
        self._utc_now = utc_now

    def now(self) -> datetime:
        """Return the local date and time, with its zone."""
        # From UTC, so that the hour that autumn repeats is not ambiguous.
        return self._utc_now().astimezone()

    def today(self) -> date:
        """Return the local date."""
        return self.now().date()


class Ticker:
    """Calls at the start and then again and again; whoever is called compares the dates.

    It never sleeps until midnight: a PC that was suspended would sleep on. After a
    suspend there is one late tick, at once where the system tells of the wake.
    """

    def __init__(self, on_tick: Callable[[], None], *, interval: float = 30.0) -> None:
        """Remember whom to call, and how many seconds to wait in between."""
        self._on_tick = on_tick
        self._interval = interval
        self._stopped = threading.Event()
        self._due = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        """Begin to tick, the first time at once."""
        self._thread.start()

    def tick_now(self) -> None:
        """Tick without waiting for the interval; from any thread."""
        self._due.set()

    def stop(self) -> None:
        """End, once a tick that is under way has returned."""
        self._stopped.set()
        self._due.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._on_tick()
            self._due.wait(self._interval)
            self._due.clear()
