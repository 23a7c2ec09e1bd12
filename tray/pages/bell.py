"""A bell that rings in every open page when something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Lock

from core.domain.events import Event

_PAUSE = 0.5
"""Seconds between two words to a page: a run records several dispatches a second."""
_HEARTBEAT = 15.0


class Bell:
    """Rings in every open page; may be rung from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: set[_Ear] = set()
        self._closed = False
        self.news = 0
        """How often it has rung: a page knows by it whether it has missed anything."""

    def hear(self, event: Event) -> None:
        """Ring: the office says that something has happened."""
        del event
        self._ring()

    def close(self) -> None:
        """Let every page's stream end, so that the server can stop."""
        self._closed = True
        self._ring()

    async def listen(self, since: int | None = None) -> AsyncIterator[str]:
        """Yield a word for the page whenever something has changed since its news."""
        ear = _Ear()
        with self._lock:
            self._ears.add(ear)
            if since is not None and since != self.news:
                ear.rung.set()
        try:
            yield "retry: 3000\n\n"
            while not self._closed:
                yield await ear.next_word()
                await asyncio.sleep(0 if self._closed else _PAUSE)
        finally:
            with self._lock:
                self._ears.discard(ear)

    def _ring(self) -> None:
        # Under the lock no ear can leave, so its loop is still running.
        with self._lock:
            self.news += 1
            for ear in self._ears:
                ear.loop.call_soon_threadsafe(ear.rung.set)


class _Ear:
    """One page that listens."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rung = asyncio.Event()

    async def next_word(self) -> str:
        try:
            await asyncio.wait_for(self.rung.wait(), _HEARTBEAT)
        except TimeoutError:
            return ": still here\n\n"
        self.rung.clear()
        return "event: change\ndata:\n\n"
