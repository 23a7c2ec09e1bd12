"""One queue and one thread, through which every command passes, one at a time."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from core.domain.commands import Command
from core.domain.events import Event
from core.engine.office import Listener
from core.errors import SollecitoError

log = logging.getLogger(__name__)


class Bus:
    """Carries commands to the one handler and events to any number of listeners."""

    def __init__(self, handle: Callable[[Command], object]) -> None:
        """Keep the handler; until `start` commands are handled where they are posted."""
        self._handle = handle
        self._queue: queue.SimpleQueue[tuple[Command, Future[Any]] | None] = queue.SimpleQueue()
        self._listeners: list[Listener] = []
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Handle commands on a thread of the bus's own from now on."""
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Finish the command under way and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout)
            self._thread = None

    def post(self, command: Command) -> Future[Any]:
        """Queue a command; the future holds its answer or its error."""
        future: Future[Any] = Future()
        if self._thread is None:
            self._carry_out(command, future)
        else:
            self._queue.put((command, future))
        return future

    def subscribe(self, listener: Listener) -> None:
        """Add a listener; it is called on the engine's thread."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        """Tell every listener; one that fails does not silence the others."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed at %s", event)

    def _run(self) -> None:
        while (entry := self._queue.get()) is not None:
            self._carry_out(*entry)

    def _carry_out(self, command: Command, future: Future[Any]) -> None:
        """Carry out one command: one of the three borders that catch broadly."""
        try:
            future.set_result(self._handle(command))
        except SollecitoError as error:
            log.info("%s: %s", command, error)
            future.set_exception(error)
        except Exception as error:
            log.exception("%s failed", command)
            future.set_exception(error)
