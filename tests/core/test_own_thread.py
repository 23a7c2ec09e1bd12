"""A program that hangs keeps the engine only for a while, and nothing is sent twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, get_ident
from threading import enumerate as enumerate_threads

import pytest

from core.channels import Deliver, Delivery, HandOver
from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import HistoryUnwritable
from core.own_thread import AskedApart, ProgramSilent, delivered_apart
from tests.deliveries import Intent, a_delivery
from tests.tray.eventually import eventually

SENT = Receipt(DispatchState.SENT, "taken")
UNKNOWN, RETRY = DispatchState.UNKNOWN, DispatchState.RETRY
LIMIT, DEADLINE = 0.2, 30


class Program:
    """Takes messages; may hang before or after the hand-over until it is woken."""

    def __init__(self, *, before: bool = False, after: bool = False) -> None:
        self.before, self.after = before, after
        self.woken, self.ended = Event(), Event()
        self.messages = 0
        self.threads: set[int] = set()

    @contextmanager
    def opened(self) -> Iterator[Deliver]:
        self.threads.add(get_ident())
        try:
            yield self._take
        finally:
            self.threads.add(get_ident())
            self.ended.set()

    def _take(self, delivery: Delivery, hand_over: HandOver) -> Receipt:
        del delivery
        self.threads.add(get_ident())
        if self.before:
            self.woken.wait(DEADLINE)
        hand_over()
        if self.after:
            self.woken.wait(DEADLINE)
        self.messages += 1
        return SENT


def sent_by(program: Program, times: int, intent: Intent, limit: float = DEADLINE) -> list[Receipt]:
    """Wait long for what must come, and the limit where the program hangs."""

    def patience(_: Delivery) -> float:
        return limit if program.before or intent.times else DEADLINE

    with delivered_apart(program.opened, "Posta", patience) as deliver:
        return [deliver(a_delivery(), intent) for _ in range(times)]


def test_program_is_opened_used_and_closed_in_one_thread_of_its_own() -> None:
    program, intent = Program(), Intent()
    assert sent_by(program, 3, intent) == [SENT] * 3
    assert (program.messages, intent.times, program.ended.is_set()) == (3, 3, True)
    assert len(program.threads) == 1
    assert get_ident() not in program.threads


def test_the_hand_over_is_recorded_by_the_thread_that_waits() -> None:
    threads: list[int] = []
    with delivered_apart(Program().opened, "Posta", lambda _: DEADLINE) as deliver:
        deliver(a_delivery(), lambda: threads.append(get_ident()))
    assert threads == [get_ident()]


def test_program_that_hangs_after_the_hand_over_leaves_it_unclear_and_is_asked_no_more() -> None:
    program, intent = Program(after=True), Intent()
    first, second = sent_by(program, 2, intent, LIMIT)
    assert (first.state, second.state, intent.times) == (UNKNOWN, RETRY, 1)
    assert "Posta did not answer in time" in str(first.fault)
    assert "Posta does not answer" in str(second.fault)
    program.woken.set()


def test_program_that_wakes_up_late_hands_over_nothing() -> None:
    program, intent = Program(before=True), Intent()
    (receipt,) = sent_by(program, 1, intent, LIMIT)
    assert (receipt.state, intent.times) == (RETRY, 0)
    program.woken.set()
    assert program.ended.wait(DEADLINE)
    assert (program.messages, intent.times) == (0, 0)


def test_nothing_leaves_when_the_intent_cannot_be_recorded() -> None:
    full = HistoryUnwritable(say("The disk is full."))
    program = Program()
    with delivered_apart(program.opened, "Posta", lambda _: DEADLINE) as deliver:
        with pytest.raises(HistoryUnwritable):
            deliver(a_delivery(), Intent(then=full))
        assert deliver(a_delivery(), Intent()) == SENT
    assert program.messages == 1


def test_what_the_program_raises_is_raised_where_it_is_waited_for() -> None:
    @contextmanager
    def opened() -> Iterator[Deliver]:
        def take(delivery: Delivery, hand_over: HandOver) -> Receipt:
            raise OSError("gone")

        yield take

    with (
        delivered_apart(opened, "Posta", lambda _: DEADLINE) as deliver,
        pytest.raises(OSError, match="gone"),
    ):
        deliver(a_delivery(), Intent())


def test_program_that_cannot_be_opened_is_no_long_wait() -> None:
    @contextmanager
    def opened() -> Iterator[Deliver]:
        raise OSError("no such program")
        yield

    with delivered_apart(opened, "Posta", lambda _: DEADLINE) as deliver:
        for _ in range(2):
            with pytest.raises(OSError, match="no such program"):
                deliver(a_delivery(), Intent())


def test_what_hangs_keeps_no_program_from_ending() -> None:
    program = Program(after=True)
    sent_by(program, 1, Intent(), LIMIT)
    hanging = [one for one in enumerate_threads() if one.ident in program.threads]
    assert [one.daemon for one in hanging] == [True]
    program.woken.set()


class Question:
    """Counts how often it was asked; hangs until it is woken, if it is told to."""

    def __init__(self, *, hangs: bool = False) -> None:
        self.hangs, self.asked = hangs, 0
        self.woken = Event()

    def __call__(self) -> str:
        self.asked += 1
        if self.hangs:
            self.woken.wait(DEADLINE)
        return "yes"


def test_a_question_is_answered_or_raises_what_it_raised() -> None:
    def broken() -> str:
        raise OSError("gone")

    asked = AskedApart("Posta")
    assert asked.ask(Question()) == "yes"
    with pytest.raises(OSError, match="gone"):
        asked.ask(broken)


def test_a_program_that_hangs_is_asked_once_until_it_wakes_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, hanging = AskedApart("Posta"), Question(hangs=True)
    with monkeypatch.context() as patch:
        patch.setattr("core.own_thread.ANSWERED_WITHIN", LIMIT)
        for _ in range(3):
            with pytest.raises(ProgramSilent, match="Posta does not answer"):
                asked.ask(hanging)
    assert hanging.asked == 1
    hanging.woken.set()
    assert eventually(lambda: _answer_of(asked) == "yes")


def _answer_of(asked: AskedApart) -> str:
    try:
        return asked.ask(Question())
    except ProgramSilent:
        return ""
