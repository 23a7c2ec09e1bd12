"""What the manual puts in bold stands on the pages, word for word, in both languages."""

import re
from collections.abc import Collection
from pathlib import Path

import pytest

from core.texts import catalogue
from tests.conftest import ROOT
from tests.sentences import said

ENGLISH = ROOT / "docs" / "how-to" / "office-page.md"
ITALIAN = ROOT / "docs" / "it" / "how-to" / "office-page.md"
SAME_IN_EVERY_LANGUAGE = "PDF"
TASKS = {
    ENGLISH: ("Plan", "Send the chosen…", "Leave the chosen out until…", "Stop", "Take back…"),
    ITALIAN: ("Piano", "Invia gli scelti…", "Escludi gli scelti fino al…", "Ferma", "Ritira…"),
}


def labels_in(page: Path) -> set[str]:
    found = re.findall(r"\*\*([^*]+)\*\*", page.read_text("utf-8"))
    return {" ".join(label.split()) for label in found} - {SAME_IN_EVERY_LANGUAGE}


def is_said(label: str, sentences: Collection[str]) -> bool:
    # A sentence of nothing but what fills it would fit anything.
    telling = [s for s in sentences if re.search(r"\w{3}", re.sub(r"\{\w+\}", "", s))]
    return label in sentences or any(
        re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence)), label)
        for sentence in telling
    )


@pytest.mark.parametrize(
    ("page", "sentences"),
    [(ENGLISH, tuple(said())), (ITALIAN, tuple(catalogue("it").values()))],
    ids=["en", "it"],
)
def test_every_label_in_the_manual_stands_on_a_page(page: Path, sentences: tuple[str, ...]) -> None:
    labels = labels_in(page)
    assert len(labels) > 10
    assert sorted(label for label in labels if not is_said(label, sentences)) == []


@pytest.mark.parametrize("page", TASKS, ids=["en", "it"])
def test_the_manual_tells_how_to_plan_to_leave_out_to_stop_and_to_take_back(page: Path) -> None:
    assert set(TASKS[page]) <= labels_in(page)
