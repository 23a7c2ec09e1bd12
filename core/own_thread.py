"""Deliveries and questions to a program that may never answer: in a thread, given up in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from core.channels import Deliver, Delivery, HandOver
from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import Text, say
from core.errors import SollecitoError

PATIENCE = 120
"""Seconds; a program that works takes a message in less than one."""
ANSWERED_WITHIN = 30
"""Seconds; a question takes much less, and the pages wait meanwhile."""
_FAREWELL = 10

T = TypeVar("T")
Limit = Callable[[Delivery], float]


@contextmanager
def delivered_apart(
    opened: Callable[[], AbstractContextManager[Deliver]],
    program: Text | str,
    limit: Limit = lambda _: PATIENCE,
) -> Iterator[Deliver]:
    """Yield a function that delivers through what is opened, used and closed in one thread.

    Where nothing is heard within the limit it says so, and asks no more: the thread is left to
    itself, and can hand over nothing from then on.
    """
    apart = _Apart(opened, program, limit)
    try:
        yield apart.deliver
    finally:
        apart.close()


class ProgramSilent(SollecitoError):
    """A program does not answer what it is asked."""


class AskedApart:
    """Asks a program in a thread; one that hangs is asked no more as long as it does."""

    def __init__(self, program: Text | str) -> None:
        self._program = program
        self._hanging: Thread | None = None

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer, raise what the question raises, or say that none came in time."""
        if self._hanging is not None and self._hanging.is_alive():
            raise self._silent()
        answers = SimpleQueue[_Answered[T] | _Raised]()
        thread = Thread(target=_answer, args=(question, answers), name="asked apart", daemon=True)
        thread.start()
        try:
            answer = answers.get(timeout=ANSWERED_WITHIN)
        except Empty:
            self._hanging = thread
            raise self._silent() from None
        if isinstance(answer, _Raised):
            raise answer.error
        return answer.value

    def _silent(self) -> ProgramSilent:
        return ProgramSilent(
            say(
                "{program} does not answer. Look whether a window waits for an answer; else"
                " restart this PC.",
                program=self._program,
            )
        )


class _Apart:
    """The caller's side of the thread: what is recorded is recorded by the caller's thread."""

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Deliver]],
        program: Text | str,
        limit: Limit,
    ) -> None:
        self._opened, self._program, self._limit = opened, program, limit
        self._wanted = SimpleQueue[Delivery | None]()
        self._answers = SimpleQueue[_Answer]()
        self._granted = SimpleQueue[bool]()
        self._silent = False
        self._broken: BaseException | None = None
        self._thread = Thread(target=self._work, name="delivered apart", daemon=True)
        self._thread.start()

    def deliver(self, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Deliver one statement, or say that nothing was heard of it."""
        if self._silent:
            return self._given_up(left=False)
        if self._broken is not None:
            raise self._broken
        self._wanted.put(delivery)
        left = False
        while True:
            try:
                answer = self._answers.get(timeout=self._limit(delivery))
            except Empty:
                self._silent = True
                self._granted.put(False)  # noqa: FBT003 - a queue's item
                return self._given_up(left=left)
            if isinstance(answer, Receipt):
                return answer
            if isinstance(answer, _NeverOpened):
                self._broken = answer.error
            if isinstance(answer, _Raised):
                raise answer.error
            self._grant(hand_over)
            left = True

    def close(self) -> None:
        """Let the thread end; one that hangs is left behind."""
        self._wanted.put(None)
        self._thread.join(0 if self._silent else _FAREWELL)

    def _grant(self, hand_over: HandOver) -> None:
        granted = False
        try:
            hand_over()
            granted = True
        finally:
            self._granted.put(granted)

    def _given_up(self, *, left: bool) -> Receipt:
        if left:
            fault = say(
                "{program} did not answer in time: a window of it may wait for an answer. Look"
                " there whether the statement has left, then settle this sending.",
                program=self._program,
            )
            return Receipt(DispatchState.UNKNOWN, fault=fault)
        fault = say(
            "{program} does not answer: a window of it may wait for an answer. Close it.",
            program=self._program,
        )
        return Receipt(DispatchState.RETRY, fault=fault)

    def _work(self) -> None:
        """Run in the thread."""
        with _Told(self._answers, _NeverOpened), self._opened() as deliver:
            while (delivery := self._wanted.get()) is not None:
                with _Told(self._answers):
                    self._answers.put(deliver(delivery, self._ask))

    def _ask(self) -> None:
        self._answers.put(_AskedToLeave())
        if not self._granted.get():
            raise _NotGranted


class _AskedToLeave:
    """The thread is about to take the step that cannot be taken back."""


class _NotGranted(Exception):
    """The step is not to be taken: it was not recorded, or nobody waits any more."""


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a delivery raised."""

    error: BaseException


class _NeverOpened(_Raised):
    """What kept the program from being opened: nothing can be delivered."""


@dataclass(frozen=True, slots=True)
class _Answered(Generic[T]):
    """What a question was answered with."""

    value: T


_Answer = _AskedToLeave | Receipt | _Raised


class _Told:
    """Tells the caller's thread what was raised: it is raised again there."""

    def __init__(self, answers: SimpleQueue[Any], told: type[_Raised] = _Raised) -> None:
        self._answers, self._told = answers, told

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None and not isinstance(error, _NotGranted):
            self._answers.put(self._told(error))
        return True


def _answer(question: Callable[[], T], answers: SimpleQueue[_Answered[T] | _Raised]) -> None:
    """Run in the thread."""
    with _Told(answers):
        answers.put(_Answered(question()))
