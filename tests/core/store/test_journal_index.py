"""What is derived from journals, and what they become when their year is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState
from core.store import journal as journal_module
from tests.core.store.things import opened
from tests.dispatches import a_dispatch


def journal_of(folder: Path) -> Path:
    return folder / "2026" / "PC1.jsonl"


def with_snapshot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a few records so that an index is left beside the journal."""
    monkeypatch.setattr(journal_module, "SNAPSHOT_LINES", 1)
    with opened(folder) as history:
        history.plan([a_dispatch("C1", state=DispatchState.SENT), a_dispatch("C2")])
    return journal_of(folder).with_suffix(".index")


def test_the_index_opens_without_reading_the_journal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_snapshot(folder, monkeypatch)
    monkeypatch.setattr(journal_module, "SNAPSHOT_LINES", 1000)
    with opened(folder) as history:
        (file,) = history.db.journal.files.values()
        assert file.lines == 0
        assert list(history.last_sendings()) == ["C1"]
        assert [found.customer for found in history.unfinished()] == ["C2"]
        assert [found.customer for found in history.newest("C2")] == ["C2"]


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[:-3])


def rot(index: Path) -> None:
    index.write_bytes(index.read_bytes().replace(b"C1", b"C7"))


def change_journal(index: Path) -> None:
    journal = index.with_suffix(".jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(reversed(lines)))


@pytest.mark.parametrize("spoil", [cut, rot, change_journal, Path.unlink])
def test_a_wrong_index_is_not_believed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    spoil(with_snapshot(folder, monkeypatch))
    monkeypatch.setattr(journal_module, "SNAPSHOT_LINES", 1000)
    with opened(folder) as history:
        (file,) = history.db.journal.files.values()
        assert file.lines == 2
        assert list(history.last_sendings()) == ["C1"]


def test_a_compacted_journal_has_a_new_name_and_the_same_records(folder: Path) -> None:
    with opened(folder) as history, opened(folder, "PC2") as reader:
        for dispatch in history.plan([a_dispatch("C1"), a_dispatch("C2")]):
            history.record(a_dispatch(dispatch.customer, id=dispatch.id, state=DispatchState.SENT))
        before = reader.newest()
        history.compact_past(2027)
        assert not journal_of(folder).exists()
        assert len((folder / "2026" / "PC1.g2.jsonl").read_bytes().splitlines()) == 2
        assert reader.newest() == before == history.newest()
        (after,) = history.plan([a_dispatch("C3")])
        assert after.id == "2026/PC1:2"
        assert reader.get(after.id) == after


def test_years_that_are_over_are_compacted_once_each(folder: Path) -> None:
    with opened(folder) as history, opened(folder, "PC2") as other:
        for year in (2025, 2026):
            at = datetime(year, 3, 1, 8, tzinfo=UTC)
            (planned,) = history.plan([a_dispatch("C1", created_at=at)])
            history.record(replace(planned, state=DispatchState.SENT))
        other.plan([a_dispatch("C2", created_at=datetime(2025, 3, 1, 8, tzinfo=UTC))])
        before = history.newest()
        for _ in range(2):
            history.compact_past(2026)
        assert history.newest() == before == other.newest()
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.jsonl")}
    assert found == {"2025/PC1.g2.jsonl", "2025/PC2.jsonl", "2026/PC1.jsonl"}


def test_a_damaged_journal_is_left_as_it_is(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1"), a_dispatch("C2")])
    journal = journal_of(folder)
    journal.write_bytes(journal.read_bytes().replace(b"C1", b"C9", 1))
    with opened(folder) as history:
        history.compact_past(2027)
        assert len(history.damage()) == 1
    assert journal.exists()
