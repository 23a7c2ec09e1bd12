"""Commands given on a page: each form starts one, however often it is pressed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from time import monotonic
from typing import Any

from core.domain.commands import Command, KeepDesignPart, KeepLogo, PutTable
from core.domain.wording import say
from core.engine.office import Office
from core.errors import SollecitoError, UnknownName

_KEPT = 64
_LIFETIME = 3600.0
"""Seconds that a page's outcome is remembered."""
_MOST_WAITING = 100_000_000
"""Bytes of dropped files that may wait for the engine at one time."""
_PATIENCE = 1.5
"""Seconds a form waits for its answer before a page says that it is under way."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One command given on a page, and where its page goes afterwards."""

    key: str
    command: Command
    answer: Future[Any]
    back: str
    since: float
    weight: int
    """Bytes of the file that came with it; they are kept only until it is done."""

    @property
    def done(self) -> bool:
        """Whether there is an answer or an error."""
        return self.answer.done()

    def result(self) -> Any:
        """Return the answer, or raise the error that the command ended with."""
        try:
            return self.answer.result(timeout=0)
        except CancelledError:
            raise SollecitoError(
                say("The program is ending; nothing was done."),
                say("Start Sollecito again and try once more."),
            ) from None


class Errands:
    """The commands of the open pages, by the key that their form carries."""

    def __init__(self, office: Office, now: Callable[[], float] = monotonic) -> None:
        self._office = office
        self._now = now
        self._errands: OrderedDict[str, Errand] = OrderedDict()

    def new_key(self) -> str:
        """Return a key for one form."""
        return token_urlsafe(16)

    def knows(self, key: str) -> bool:
        """Whether a form of this key has been sent already."""
        return key in self._errands

    async def start(self, key: str, command: Command, back: str) -> Errand:
        """Give the command once for each key and wait a moment for its answer.

        A second press on the same button finds the first one's errand: nothing goes twice.
        """
        errand = self._errands.get(key)
        if errand is None:
            errand = self._given(key, command, back)
        if not errand.done:
            waiting = asyncio.wrap_future(errand.answer)
            # An error is told by the page of the outcome, not by the event loop as well.
            waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
            await asyncio.wait([waiting], timeout=_PATIENCE)
        return errand

    def _given(self, key: str, command: Command, back: str) -> Errand:
        self._forget_old()
        light, weight = _without_file(command)
        waiting = sum(errand.weight for errand in self._errands.values() if not errand.done)
        if weight and waiting + weight > _MOST_WAITING:
            raise SollecitoError(
                say("The files that were dropped before are still being read."),
                say("Wait a moment, then drop this one again."),
            )
        errand = Errand(key, light, self._office.post(command), back, self._now(), weight)
        self._errands[key] = errand
        return errand

    def _forget_old(self) -> None:
        oldest = self._now() - _LIFETIME
        for key, errand in list(self._errands.items()):
            if len(self._errands) >= _KEPT or errand.since < oldest:
                del self._errands[key]

    def find(self, key: str) -> Errand:
        """Return the errand of a key."""
        errand = self._errands.get(key)
        if errand is None:
            raise UnknownName(
                say("This page no longer knows what was asked."),
                say("The history shows what was sent."),
            )
        return errand


def _without_file(command: Command) -> tuple[Command, int]:
    """Return what its outcome is told by, without the file that came with it, and its size."""
    if isinstance(command, PutTable | KeepDesignPart):
        return replace(command, content=b""), len(command.content)
    if isinstance(command, KeepLogo):
        return replace(command, picture=b""), len(command.picture)
    return command, 0
