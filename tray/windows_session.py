"""What Windows tells a program about the session: that it ends, and that the PC has woken."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

_CLASS = "SollecitoSession"
_CLOSE = 0x0010
_QUERY_END = 0x0011
_END = 0x0016
_POWER = 0x0218
_RESUMED = 0x12
"""The PC is awake again, with a person before it or without."""
_AGREED = 1
_NO_FRAME = -0x80000000


def listening(
    reason: str, end: Callable[[], object], woken: Callable[[], object]
) -> AbstractContextManager[object]:
    """Return what hears Windows while it is entered; elsewhere nothing, signals are enough."""
    if sys.platform == "win32":
        return SessionWindow(reason, end, woken)
    return nullcontext()


class SessionWindow:
    """A window that nobody sees, on a thread of its own.

    Programs are told of shut-down and log-off through their windows, and killed as soon as
    these have answered. So the answer waits until the program has left the context: the
    statement in hand is brought to its end by then. That takes longer than five seconds at
    times; Windows then shows the reason, and lets the person choose.
    """

    def __init__(self, reason: str, end: Callable[[], object], woken: Callable[[], object]) -> None:
        """Remember what to call, from the window's thread."""
        import win32gui  # noqa: PLC0415 - only on Windows

        self._gui: Any = win32gui
        self._reason = reason
        self._end = end
        self._woken = woken
        self._made = threading.Event()
        self._left = threading.Event()
        self._window = 0
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)

    def __enter__(self) -> Self:
        """Make the window."""
        self._thread.start()
        self._made.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        """Let the session end, if it waits, and take the window away."""
        self._left.set()
        if self._window:
            self._gui.PostMessage(self._window, _CLOSE, 0, 0)
        self._thread.join()

    def _run(self) -> None:
        window_class = self._gui.WNDCLASS()
        window_class.lpszClassName = _CLASS
        window_class.lpfnWndProc = {
            _CLOSE: self._on_close,
            _QUERY_END: self._on_query_end,
            _END: self._on_end,
            _POWER: self._on_power,
        }
        name = self._gui.RegisterClass(window_class)
        # A child of the desktop: windows for messages only do not hear what all are told.
        self._window = self._gui.CreateWindow(
            name, "Sollecito", _NO_FRAME, 0, 0, 0, 0, 0, 0, 0, None
        )
        self._made.set()
        # Where nobody can log on there may be no windows, and nothing to hear.
        if self._window:
            self._gui.PumpMessages()
        self._gui.UnregisterClass(name, None)

    def _on_close(self, window: int, message: int, first: int, second: int) -> int:
        del message, first, second
        self._gui.DestroyWindow(window)
        self._gui.PostQuitMessage(0)
        return 0

    def _on_query_end(self, window: int, message: int, first: int, second: int) -> int:
        del message, first, second
        _user32().ShutdownBlockReasonCreate(window, self._reason)
        return _AGREED

    def _on_end(self, window: int, message: int, first: int, second: int) -> int:
        del message, second
        if first:
            self._end()
            self._left.wait()
        else:
            # Another program did not agree, and the session goes on.
            _user32().ShutdownBlockReasonDestroy(window)
        return 0

    def _on_power(self, window: int, message: int, first: int, second: int) -> int:
        del window, message, second
        if first == _RESUMED:
            self._woken()
        return 1


def _user32() -> Any:
    import ctypes  # noqa: PLC0415 - only on Windows

    library: Any = getattr(ctypes, "windll").user32  # noqa: B009 - there is none elsewhere
    return library
