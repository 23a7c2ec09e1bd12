"""The journals: nothing acknowledged is lost, nothing is invented."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from tinydb import where

from core.domain.dispatches import DispatchState
from core.errors import HistoryUnwritable
from core.store import journal as journal_module
from core.store.history import History
from core.store.journal_writer import JournalWriter, claim
from tests.core.store.things import opened
from tests.dispatches import a_dispatch

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from core.store.history import History
from tests.dispatches import a_dispatch
history = History(Path(sys.argv[1]), sys.argv[2])
for number in range(int(sys.argv[3])):
    dispatch, = history.plan([a_dispatch(f"K{number}")])
    print(dispatch.id, dispatch.customer, flush=True)
"""


def start_writer(folder: Path, count: int, machine: str = "PC1") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), machine, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def journal_of(folder: Path) -> Path:
    return folder / "2026" / "PC1.jsonl"


def test_what_was_written_is_there_after_opening_again(folder: Path) -> None:
    with opened(folder) as history:
        (planned,) = history.plan([a_dispatch()])
    with opened(folder) as history:
        assert history.get(planned.id) == planned


def test_an_id_names_the_year_the_pc_and_the_number(history: History) -> None:
    ids = [dispatch.id for dispatch in history.plan([a_dispatch("C1"), a_dispatch("C2")])]
    assert ids == ["2026/PC1:0", "2026/PC1:1"]


def test_kill_9_loses_no_acknowledged_record_and_invents_none(folder: Path) -> None:
    random = Random(1)  # noqa: S311 - no secret
    acknowledged: dict[str, str] = {}
    for _ in range(12):
        writer = start_writer(folder, 10_000)
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(random.randrange(1, 40))]
        writer.kill()
        lines += writer.stdout.readlines()
        writer.wait()
        writer.stdout.close()
        acknowledged |= dict(line.split() for line in lines if line.endswith("\n"))
    with opened(folder) as history:
        found = {dispatch.id: dispatch.customer for dispatch in history.newest()}
    assert acknowledged.items() <= found.items()
    # At most the one that each killed process had in hand is there without an answer.
    assert len(found) - len(acknowledged) <= 12


def test_every_torn_tail_opens_and_takes_new_records(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
        history.plan([a_dispatch("C2")])
    whole = journal_of(folder).read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first, len(whole) - 1):
        journal_of(folder).write_bytes(whole[:end])
        with opened(folder) as history:
            assert [found.customer for found in history.newest()] == ["C1"]
            history.plan([a_dispatch("C3")])
            assert {found.customer for found in history.newest()} == {"C1", "C3"}
            assert len(history.problems()) == (end > first)


def test_a_line_that_lacks_only_its_end_counts_once_it_is_ended(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
    journal_of(folder).write_bytes(journal_of(folder).read_bytes()[:-1])
    with opened(folder) as history:
        assert history.newest() == []
        (dispatch,) = history.plan([a_dispatch("C2")])
        assert dispatch.id == "2026/PC1:1"
        assert {found.customer for found in history.newest()} == {"C1", "C2"}


def test_a_rotten_line_in_the_middle_is_left_out_and_reported(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1"), a_dispatch("C2"), a_dispatch("C3")])
    journal_of(folder).write_bytes(journal_of(folder).read_bytes().replace(b'"C2"', b'"C9"'))
    with opened(folder) as history:
        assert {found.customer for found in history.newest()} == {"C1", "C3"}
        (problem,) = history.problems()
    assert (problem.file, problem.line) == ("history/2026/PC1.jsonl", 2)


def test_a_second_process_on_the_pc_writes_a_file_of_its_own(folder: Path) -> None:
    with opened(folder) as one, opened(folder) as other:
        (first,) = one.plan([a_dispatch("C1")])
        (second,) = other.plan([a_dispatch("C2")])
        assert (first.id, second.id) == ("2026/PC1:0", "2026/PC1.2:0")
        assert one.get(second.id).customer == "C2"


def test_two_processes_that_write_at_once_keep_both(folder: Path) -> None:
    writers = [start_writer(folder, 40), start_writer(folder, 40)]
    answers = [writer.communicate()[0].split("\n")[:-1] for writer in writers]
    with opened(folder) as history:
        found = {f"{dispatch.id} {dispatch.customer}" for dispatch in history.newest()}
    assert found == {*answers[0], *answers[1]}
    assert len(found) == 80


def test_two_machines_see_each_other(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        (mine,) = one.plan([a_dispatch("C1")])
        (theirs,) = other.plan([a_dispatch("C1", machine="PC2")])
        assert {found.id for found in one.newest("C1")} == {mine.id, theirs.id}
        assert {found.id for found in other.newest("C1")} == {mine.id, theirs.id}


def test_the_record_of_another_pc_cannot_be_changed(folder: Path) -> None:
    with opened(folder, "PC1") as one, opened(folder, "PC2") as other:
        (mine,) = one.plan([a_dispatch()])
        with pytest.raises(HistoryUnwritable):
            other.record(mine)


def test_many_threads_lose_nothing(history: History) -> None:
    customers = [f"C{number}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda customer: history.plan([a_dispatch(customer)]), customers))
    assert sorted(found.customer for found in history.newest()) == sorted(customers)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from core.errors import HistoryUnwritable
from core.store.history import History
from tests.dispatches import a_dispatch
history = History(Path(sys.argv[1]), "PC1")
history.plan([a_dispatch("C1")])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path(sys.argv[1], "2026", "PC1.jsonl").stat().st_size
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(sys.argv[2]), limits[1]))
try:
    history.plan([a_dispatch("C2"), a_dispatch("C3")])
except HistoryUnwritable as error:
    print(error.title)
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
print([found.customer for found in history.newest()])
history.plan([a_dispatch("C4")])
print(sorted(found.customer for found in history.newest()), len(history.problems()))
"""


@pytest.mark.only_on("unix", "a limit for the size of files")
@pytest.mark.parametrize("room", [0, 1, 700])
def test_a_full_disk_acknowledges_nothing_and_leaves_nothing(folder: Path, room: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(folder), str(room)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == [
        "The history cannot be used: File too large",
        "['C1']",
        "['C1', 'C4'] 0",
    ]


def test_a_share_that_is_away_is_an_error_and_not_an_empty_history(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch()])
        folder.rename(folder.with_name("away"))
        with pytest.raises(HistoryUnwritable):
            history.newest("C1")


def test_a_share_that_goes_away_after_a_compaction_is_no_empty_history_either(
    folder: Path,
) -> None:
    with opened(folder) as history, opened(folder, "PC2") as reader:
        history.plan([a_dispatch()])
        assert len(reader.newest()) == 1
        history.compact_past(2027)
        folder.rename(folder.with_name("away"))
        with pytest.raises(HistoryUnwritable):
            reader.newest()
        with pytest.raises(HistoryUnwritable):
            reader.last_sendings()


def test_a_share_that_goes_away_between_two_looks_is_no_empty_history(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch(state=DispatchState.SENT)])
    reader = History(folder, "PC2", look_every=3600)
    folder.rename(folder.with_name("away"))
    with pytest.raises(HistoryUnwritable):
        reader.newest("C1")
    with pytest.raises(HistoryUnwritable):
        reader.last_sendings()
    reader.close()


@pytest.mark.only_on("unix", "Windows removes no file that is open")
def test_a_journal_that_was_deleted_is_an_error_and_not_forgotten(folder: Path) -> None:
    with opened(folder) as history, opened(folder, "PC2") as reader:
        history.plan([a_dispatch()])
        assert len(reader.newest()) == 1
        journal_of(folder).unlink()
        with pytest.raises(HistoryUnwritable, match="“2026/PC1” is not there"):
            reader.newest()


def test_a_reader_looks_only_once_in_a_while_but_finds_what_was_compacted_meanwhile(
    folder: Path,
) -> None:
    with opened(folder) as history:
        (dispatch,) = history.plan([a_dispatch("C1")])
        reader = History(folder, "PC2", look_every=3600)
        history.plan([a_dispatch("C2")])
        assert [found.customer for found in reader.newest()] == ["C1"]
        history.record(a_dispatch("C1", id=dispatch.id, state=DispatchState.SENT))
        history.compact_past(2027)
        assert [found.state for found in reader.newest("C1")] == [DispatchState.SENT]
        reader.close()


def test_who_claims_a_journal_just_compacted_writes_into_its_new_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])

    def claim_too_late(path: Path, name: str) -> JournalWriter | None:
        monkeypatch.setattr(journal_module, "claim", claim)
        with opened(folder) as faster:
            faster.compact_past(2027)
        return claim(path, name)

    with opened(folder) as history:
        monkeypatch.setattr(journal_module, "claim", claim_too_late)
        history.plan([a_dispatch("C2")])
    with opened(folder, "PC2") as reader:
        assert {found.customer for found in reader.newest()} == {"C1", "C2"}


def test_what_a_stranger_writes_into_the_journal_spoils_no_record(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch("C1")])
        with journal_of(folder).open("ab") as file:
            file.write(b"hello\n\n12345678 {}\n")
        history.plan([a_dispatch("C2")])
        assert {found.customer for found in history.newest()} == {"C1", "C2"}
        assert [problem.line for problem in history.problems()] == [2, 4]


def test_other_files_in_the_folder_do_not_matter(folder: Path) -> None:
    with opened(folder) as history:
        history.plan([a_dispatch()])
    (folder / "notes").mkdir()
    (folder / "2026" / "PC1 (copy).jsonl").write_bytes(journal_of(folder).read_bytes())
    (folder / "2026" / "PC1.jsonl.bak").write_bytes(b"x")
    with opened(folder) as history:
        assert len(history.newest()) == 1


def test_a_table_behaves_as_tinydb_says(history: History) -> None:
    history.db.journal.year = 2026
    table = history.db.table("things")
    first, second = table.insert_multiple([{"customer": "C1", "n": 1}, {"customer": "C2", "n": 2}])
    assert table.update({"n": 3}, where("customer") == "C1") == [first]
    assert table.get(doc_id=first) == {"customer": "C1", "n": 3}
    assert table.upsert({"customer": "C2", "n": 4}, where("customer") == "C2") == [second]
    assert [found["n"] for found in table.search(where("n") > 3)] == [4]
    assert [found["n"] for found in table.search((where("customer") == "C2") & (where("n") == 4))]
    assert table.remove(where("customer") == "C1") == [first]
    assert len(table) == 1
    assert not table.contains(where("customer") == "C1")
    assert "things" in history.db.tables()


def test_a_removed_record_stays_removed_and_its_id_is_not_given_again(folder: Path) -> None:
    with opened(folder) as history:
        history.db.journal.year = 2026
        gone = history.db.table("things").insert({"customer": "C1"})
        history.db.table("things").remove(doc_ids=[gone])
        history.compact_past(2027)
    with opened(folder) as history:
        history.db.journal.year = 2026
        assert len(history.db.table("things")) == 0
        assert history.db.table("things").insert({"customer": "C1"}) != gone


def test_a_machine_of_any_name_has_a_file(folder: Path) -> None:
    with opened(folder, "Büro 1/A.2") as history:
        (dispatch,) = history.plan([a_dispatch()])
    assert re.fullmatch(r"2026/[A-Za-z0-9_-]+:0", dispatch.id)
