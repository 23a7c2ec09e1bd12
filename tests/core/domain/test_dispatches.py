"""Dispatches: which states count, and which of two plans goes ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from core.domain.dispatches import DispatchState, message_id, moved, note_of, winner
from tests.dispatches import NOON, a_dispatch

PLANNED = a_dispatch(id="2026/PC1:0")


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (DispatchState.PLANNED, False),
        (DispatchState.SENDING, True),
        (DispatchState.SENT, True),
        (DispatchState.UNKNOWN, True),
        (DispatchState.FAILED, False),
        (DispatchState.RETRY, False),
        (DispatchState.YIELDED, False),
        (DispatchState.DROPPED, False),
    ],
)
def test_what_may_have_arrived_counts_for_the_period(state: DispatchState, counts: bool) -> None:
    assert state.may_have_arrived is counts


def test_of_two_plans_the_earlier_goes_ahead() -> None:
    later = replace(PLANNED, id="2026/PC0:0", created_at=NOON + timedelta(seconds=1))
    assert winner([later, PLANNED]) == PLANNED


def test_of_two_plans_of_the_same_moment_the_smaller_id_goes_ahead() -> None:
    other = replace(PLANNED, id="2026/PC2:0")
    assert winner([other, PLANNED]) == PLANNED


@pytest.mark.parametrize(
    "state",
    [
        DispatchState.SENDING,
        DispatchState.SENT,
        DispatchState.UNKNOWN,
        DispatchState.FAILED,
        DispatchState.RETRY,
    ],
)
def test_what_has_begun_wins_over_an_earlier_plan(state: DispatchState) -> None:
    begun = replace(PLANNED, id="2026/PC2:0", state=state, created_at=NOON + timedelta(hours=1))
    assert winner([PLANNED, begun]) == begun


@pytest.mark.parametrize("state", [DispatchState.YIELDED, DispatchState.DROPPED])
def test_what_was_given_up_has_not_begun(state: DispatchState) -> None:
    given_up = replace(PLANNED, id="2026/PC2:0", state=state, created_at=NOON + timedelta(hours=1))
    assert winner([given_up, PLANNED]) == PLANNED


def test_every_server_computes_the_same_winner() -> None:
    rivals = [
        PLANNED,
        replace(PLANNED, id="2026/PC2:0"),
        replace(PLANNED, id="2026/PC3:0", created_at=NOON - timedelta(minutes=1)),
    ]
    assert {winner(order).id for order in permutations(rivals)} == {"2026/PC3:0"}


def test_a_dispatch_moves_on_and_keeps_its_receipt() -> None:
    sent = moved(PLANNED, DispatchState.SENT, NOON, receipt="250 Ok")
    assert (sent.state, sent.receipt) == (DispatchState.SENT, "250 Ok")
    assert moved(sent, DispatchState.FAILED, NOON, error="bounced").receipt == "250 Ok"


def test_the_note_says_the_answer_or_else_what_went_wrong() -> None:
    assert note_of(replace(PLANNED, receipt="250 Ok")).receipt == "250 Ok"
    assert note_of(replace(PLANNED, error="no such mailbox")).receipt == "no such mailbox"


def test_what_is_learnt_later_does_not_move_the_moment_of_sending() -> None:
    sending = moved(PLANNED, DispatchState.SENDING, NOON + timedelta(minutes=5))
    sent = moved(sending, DispatchState.SENT, NOON + timedelta(minutes=6))
    delivered = moved(sent, DispatchState.SENT, NOON + timedelta(days=1), receipt="delivered")
    assert note_of(delivered).sent_at == NOON + timedelta(minutes=5)


def test_the_moment_of_what_never_left_is_that_of_its_failure() -> None:
    failed = moved(PLANNED, DispatchState.FAILED, NOON + timedelta(minutes=5))
    assert note_of(failed).sent_at == NOON + timedelta(minutes=5)


def test_the_message_id_is_the_same_for_the_same_sending_only() -> None:
    one = message_id(("C1", "email", "2026-11-24"), "rossi.example")
    assert one == message_id(("C1", "email", "2026-11-24"), "rossi.example")
    assert one != message_id(("C2", "email", "2026-11-24"), "rossi.example")
    assert one.endswith("@rossi.example>")
