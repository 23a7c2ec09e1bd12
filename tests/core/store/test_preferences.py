"""What a person sets for one customer: the newest of any PC counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.parties import NO_PREFERENCES, SendingPreferences
from core.store.history import History
from core.store.preferences import Preferences
from tests.core.store.things import opened
from tests.dispatches import NOON


def test_a_customer_nobody_has_touched_has_no_preferences(history: History) -> None:
    assert Preferences(history).get("C1") == NO_PREFERENCES


def test_what_was_set_is_there_after_opening_again(folder: Path) -> None:
    wanted = SendingPreferences(False, 20, "en", "post", ("a@b.example",), "2026-12-31")
    with opened(folder) as history:
        Preferences(history).set("C1", wanted, (), NOON, "anna")
    with opened(folder) as history:
        assert Preferences(history).get("C1") == wanted
        assert Preferences(history).all() == {"C1": wanted}


def test_a_change_leaves_what_it_does_not_name(history: History) -> None:
    preferences = Preferences(history)
    preferences.set("C1", SendingPreferences(automatic=False, period_days=20), (), NOON, "anna")
    preferences.set("C1", SendingPreferences(period_days=30), (), NOON, "anna")
    assert preferences.get("C1") == SendingPreferences(automatic=False, period_days=30)


def test_a_cleared_preference_goes_back_to_the_firms(history: History) -> None:
    preferences = Preferences(history)
    preferences.set("C1", SendingPreferences(automatic=False, period_days=20), (), NOON, "anna")
    preferences.set("C1", NO_PREFERENCES, ("automatic",), NOON, "anna")
    assert preferences.get("C1") == SendingPreferences(period_days=20)


def test_an_unknown_preference_cannot_be_cleared(history: History) -> None:
    with pytest.raises(ValueError, match="mood"):
        Preferences(history).set("C1", NO_PREFERENCES, ("mood",), NOON, "anna")


def test_the_newest_of_two_pcs_counts_whoever_wrote_last(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        mine, theirs = Preferences(one), Preferences(other)
        mine.set("C1", SendingPreferences(period_days=20), (), NOON + timedelta(hours=1), "anna")
        theirs.set("C1", SendingPreferences(period_days=30), (), NOON, "bruno")
        assert mine.get("C1").period_days == 20 == theirs.get("C1").period_days
