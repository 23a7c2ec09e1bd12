"""Answers are kept once, by every PC, and ask for a person until one has looked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.replies import Reply
from core.store.history import History
from core.store.replies import Replies
from tests.fakes import MORNING

ANSWER = Reply("2026/PC1:1", "C1", "Rossi", "a@x.example", "Re", "Pagato.", MORNING)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path, "PC1", look_every=0.0)
    yield history
    history.close()


def test_answer_is_found_again_by_its_dispatch_and_on_every_pc(
    history: History, tmp_path: Path
) -> None:
    replies = Replies(history)
    replies.add(ANSWER, "<1@x>")
    other = replace(ANSWER, dispatch="2026/PC1:2", found_at=MORNING + timedelta(minutes=1))
    replies.add(other, "<2@x>")
    elsewhere = History(tmp_path, "PC2", look_every=0.0)
    try:
        there = Replies(elsewhere)
        assert there.all() == (other, ANSWER)
        assert there.of_dispatch(ANSWER.dispatch) == (ANSWER,)
        assert there.knows("<1@x>")
        assert not there.knows("<3@x>")
    finally:
        elsewhere.close()


def test_answers_ask_for_a_person_until_one_has_looked(history: History) -> None:
    replies = Replies(history)
    replies.see(MORNING, "anna")
    replies.add(ANSWER, "<1@x>")
    assert replies.unseen() == (ANSWER,)
    replies.see(MORNING, "anna")
    assert replies.unseen() == ()
    later = replace(ANSWER, found_at=MORNING + timedelta(minutes=1))
    replies.add(later, "<2@x>")
    assert replies.unseen() == (later,)


def test_what_a_machine_answered_asks_for_nobody(history: History) -> None:
    replies = Replies(history)
    replies.add(replace(ANSWER, automatic=True), "<1@x>")
    assert replies.unseen() == ()
    assert len(replies.all()) == 1
