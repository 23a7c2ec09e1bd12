"""Commands given on a page: each form starts one, however often it is pressed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from core.domain.commands import Command
from core.domain.wording import say
from core.engine.office import Office
from core.errors import SollecitoError, UnknownName

_KEPT = 64
_PATIENCE = 1.5
"""Seconds a form waits for its answer before a page says that it is under way."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One command given on a page, and where its page goes afterwards."""

    key: str
    command: Command
    answer: Future[Any]
    back: str

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

    def __init__(self, office: Office) -> None:
        self._office = office
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
            errand = Errand(key, command, self._office.post(command), back)
            self._errands[key] = errand
            while len(self._errands) > _KEPT:
                self._errands.popitem(last=False)
        if not errand.done:
            waiting = asyncio.wrap_future(errand.answer)
            # An error is told by the page of the outcome, not by the event loop as well.
            waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
            await asyncio.wait([waiting], timeout=_PATIENCE)
        return errand

    def find(self, key: str) -> Errand:
        """Return the errand of a key."""
        errand = self._errands.get(key)
        if errand is None:
            raise UnknownName(
                say("This page no longer knows what was asked."),
                say("The history shows what was sent."),
            )
        return errand
