"""The history where no open file can be replaced; run by the Windows Python of tests/windows."""

from pathlib import Path

import pytest

from core.errors import HistoryUnwritable
from core.store import journal
from tests.core.store.things import opened
from tests.dispatches import a_dispatch
from tests.open_elsewhere import READING, WRITING, open_elsewhere

pytestmark = pytest.mark.only_on("windows", "no open file is replaced or removed")


def test_history_is_compacted_while_another_pc_reads_the_old_one(folder: Path) -> None:
    with opened(folder) as history, opened(folder, "PC2") as reader:
        history.plan([a_dispatch("C1"), a_dispatch("C2")])
        assert len(reader.newest()) == 2
        with open_elsewhere(folder / "2026" / "PC1.jsonl", WRITING):
            history.compact_past(2027)
            names = {path.name for path in (folder / "2026").glob("*.jsonl")}
            assert names == {"PC1.jsonl", "PC1.g2.jsonl"}
            history.plan([a_dispatch("C3")])
            assert {found.customer for found in reader.newest()} == {"C1", "C2", "C3"}
        history.compact_past(2027)
        assert [path.name for path in (folder / "2026").glob("*.jsonl")] == ["PC1.g3.jsonl"]
        assert {found.customer for found in reader.newest()} == {"C1", "C2", "C3"}


def test_history_that_a_backup_reads_acknowledges_nothing_and_goes_on_afterwards(
    folder: Path,
) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
    with (
        open_elsewhere(folder / "2026" / "PC1.jsonl", READING),
        opened(folder) as history,
        pytest.raises(HistoryUnwritable),
    ):
        history.plan([a_dispatch("C2")])
    with opened(folder) as history:
        history.plan([a_dispatch("C3")])
        assert {found.customer for found in history.newest()} == {"C1", "C3"}


def test_history_that_cannot_even_be_read_is_no_empty_one(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
    with (
        open_elsewhere(folder / "2026" / "PC1.jsonl"),
        pytest.raises(HistoryUnwritable),
        opened(folder),
    ):
        pass


def test_index_that_is_open_is_left_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SNAPSHOT_LINES", 1)
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
    index = folder / "2026" / "PC1.index"
    with open_elsewhere(index, READING), opened(folder) as history:
        history.plan([a_dispatch("C2")])
    assert [path.name for path in (folder / "2026").glob("*.new")] == []
    with opened(folder) as history:
        assert {found.customer for found in history.newest()} == {"C1", "C2"}
