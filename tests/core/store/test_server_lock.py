"""One PC sends by itself, and one process on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import HistoryUnwritable
from core.store.server_lock import ServerLock

ROOT = Path(__file__).parents[3]


def age(folder: Path, seconds: float) -> None:
    """Make the lease as old as if it had been renewed so long ago."""
    lease = folder / "server.lease"
    then = lease.stat().st_mtime - seconds
    os.utime(lease, (then, then))


def test_the_first_pc_gets_it_and_the_second_does_not(tmp_path: Path) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC2")
    assert one.acquire()
    assert not other.acquire()
    assert one.held()
    assert not other.held()
    one.release()


def test_who_holds_it_can_ask_for_it_again(tmp_path: Path) -> None:
    lock = ServerLock(tmp_path, "PC1")
    assert lock.acquire()
    assert lock.acquire()
    lock.release()
    assert not (tmp_path / "server.lease").exists()


def test_a_folder_that_cannot_be_written_gives_it_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "server.lease").mkdir()
    with pytest.raises(HistoryUnwritable):
        ServerLock(tmp_path, "PC1").acquire()


def test_it_is_free_again_once_released(tmp_path: Path) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC2")
    one.acquire()
    one.release()
    assert not one.held()
    assert other.acquire()
    other.release()


def test_two_processes_of_one_pc_never_hold_it_together(tmp_path: Path) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC1")
    assert one.acquire()
    assert not other.acquire()
    one.release()
    assert other.acquire()
    other.release()


DYING = """
import os, sys
from pathlib import Path
from core.store.server_lock import ServerLock
assert ServerLock(Path(sys.argv[1]), "PC1").acquire()
os.kill(os.getpid(), 9)
"""


def test_a_pc_whose_process_was_killed_takes_it_again_at_once(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], cwd=ROOT, check=False)
    assert not ServerLock(tmp_path, "PC2").acquire()
    lock = ServerLock(tmp_path, "PC1")
    assert lock.acquire()
    lock.release()


@pytest.mark.parametrize(("seconds", "free"), [(0, False), (100, False), (121, True)])
def test_a_lease_not_renewed_in_time_is_taken_over(
    tmp_path: Path, seconds: float, free: bool
) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC2")
    one.acquire()
    age(tmp_path, seconds)
    assert other.acquire() is free
    assert one.held() is not free
    one.release()
    assert other.held() is free
    other.release()


class Hurried(ServerLock):
    """A lock whose rival takes the lease over between its look and its grasp."""

    rival: ServerLock

    def _left_over(self) -> str | None:
        left_over = super()._left_over()
        assert self.rival.acquire()
        return left_over


def test_who_comes_second_to_a_left_over_lease_leaves_the_first_its_own(tmp_path: Path) -> None:
    gone, first, second = (
        ServerLock(tmp_path, "PC1"),
        ServerLock(tmp_path, "PC2"),
        Hurried(tmp_path, "PC3"),
    )
    gone.acquire()
    age(tmp_path, 121)
    second.rival = first
    assert not second.acquire()
    assert first.held()
    first.release()
    gone.release()


def test_a_holder_renews_it_when_half_its_time_is_over(tmp_path: Path) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC2")
    one.acquire()
    for _ in range(3):
        age(tmp_path, 70)
        assert one.held()
    assert not other.acquire()
    one.release()


def test_a_laptop_that_slept_too_long_holds_it_no_longer(tmp_path: Path) -> None:
    lock = ServerLock(tmp_path, "PC1")
    lock.acquire()
    age(tmp_path, 130)
    assert not lock.held()
    lock.release()


def test_a_share_that_is_away_gives_it_to_nobody(tmp_path: Path) -> None:
    lock = ServerLock(tmp_path / "history", "PC1")
    (tmp_path / "history").mkdir()
    assert lock.acquire()
    (tmp_path / "history").rename(tmp_path / "away")
    assert not lock.held()
    lock.release()
    with pytest.raises(HistoryUnwritable, match="is not there"):
        lock.acquire()
    assert not (tmp_path / "history").exists()


def test_a_run_holds_it_and_gives_it_back(tmp_path: Path) -> None:
    one, other = ServerLock(tmp_path, "PC1"), ServerLock(tmp_path, "PC2")
    with one.hold() as held, other.hold() as too:
        assert (held, too) == (True, False)
    with other.hold() as held:
        assert held
