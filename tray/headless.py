"""The program without an icon: waits until it is asked to end, and logs what an icon would say."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from core.domain.events import Event
from core.engine.office import Office
from tray.notices import notice_of

_log = logging.getLogger(__name__)

_GLANCE = 0.5
"""Seconds: on Windows a wait without an end does not hear Ctrl-C."""


def run_headless(office: Office, stop: threading.Event) -> None:
    """Wait until `stop` is set, or the system or a person asks for the end."""
    with on_end_signal(stop.set):
        office.subscribe(lambda event: _write_down(event, office))
        while not stop.wait(_GLANCE):
            pass


@contextmanager
def on_end_signal(end: Callable[[], object]) -> Iterator[None]:
    """Call `end` on Ctrl-C or a request to terminate; only on the main thread."""

    def heard(number: int, frame: FrameType | None) -> None:
        del number, frame
        end()

    signals = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGBREAK"):  # Windows: the console is closed
        signals.append(signal.SIGBREAK)
    before = {number: signal.signal(number, heard) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _write_down(event: Event, office: Office) -> None:
    notice = notice_of(event, office.status)
    if notice is not None:
        _log.info("%s. %s", notice.title, " ".join(map(str, notice.sentences)))
