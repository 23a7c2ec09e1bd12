import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.store.data_folder import make_data_folder
from tests.commands import Command
from tests.conftest import ROOT
from tests.tray.eventually import eventually
from tray.ending import StillRunning, end_running
from tray.single_instance import SingleInstance

OBEDIENT = """
import sys, time
from pathlib import Path
from tray.single_instance import SingleInstance
instance = SingleInstance(Path(sys.argv[1]), Path(sys.argv[2]))
assert instance.acquire()
print("running", flush=True)
while not instance.asked_to_end:
    time.sleep(0.01)
instance.release()
"""


def test_nothing_runs_and_nothing_is_asked(tmp_path: Path) -> None:
    SingleInstance(tmp_path / "firm", tmp_path / "state").acquire()
    assert end_running(0, tmp_path / "another") == 0


@contextmanager
def program(*words: object) -> Iterator[subprocess.Popen[str]]:
    """Start Python, and wait for its first line."""
    command = [sys.executable, *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, text=True) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline()
            # Read on, or the pipe would fill.
            threading.Thread(target=started.stdout.read, daemon=True).start()
            yield started
        finally:
            started.kill()


def test_every_running_program_is_asked_and_waited_for(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with (
        program("-c", OBEDIENT, tmp_path / "rossi", state) as rossi,
        program("-c", OBEDIENT, tmp_path / "verdi", state) as verdi,
    ):
        assert end_running(60, state) == 2
        assert (rossi.wait(60), verdi.wait(60)) == (0, 0)


def test_one_that_is_busy_is_said_to_be(tmp_path: Path) -> None:
    busy = SingleInstance(tmp_path / "firm", tmp_path / "state")
    assert busy.acquire()
    with pytest.raises(StillRunning):
        end_running(0, tmp_path / "state")
    assert busy.asked_to_end
    busy.release()


def test_what_was_asked_of_the_one_before_does_not_count(tmp_path: Path) -> None:
    before, after = (SingleInstance(tmp_path / "firm", tmp_path / "state") for _ in range(2))
    assert before.acquire()
    with pytest.raises(StillRunning):
        end_running(0, tmp_path / "state")
    before.release()
    assert after.acquire()
    assert not after.asked_to_end
    after.release()


def test_quit_ends_the_program_without_an_icon(sollecito: Command, folder: Path) -> None:
    with program("-m", "tray", "run", "--headless", "--data", folder) as running:
        assert sollecito("quit").err == "Sollecito has ended.\n"
        assert running.wait(60) == 0
    assert sollecito("quit").err == "Sollecito was not running.\n"


WAITING = ("-m", "tray", "run", "--headless", "--wait-for-data", "--data")


def test_quit_ends_a_program_that_waits_for_its_data_folder(
    sollecito: Command, tmp_path: Path
) -> None:
    command = [sys.executable, *WAITING, str(tmp_path / "away")]
    with subprocess.Popen(command, cwd=ROOT) as waiting:
        try:
            eventually(lambda: sollecito("quit").err == "Sollecito has ended.\n", "the end", 90)
            assert waiting.wait(60) == 0
        finally:
            waiting.kill()


def test_what_waits_for_its_data_folder_goes_on_when_it_is_there(
    sollecito: Command, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    command = [sys.executable, *WAITING, str(away)]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, text=True) as waiting:
        try:
            make_data_folder(away, "Ferramenta Rossi", "PC1", "en")
            assert waiting.stdout is not None
            assert "The page is at" in waiting.stdout.readline()
            sollecito("quit")
            assert waiting.wait(60) == 0
        finally:
            waiting.kill()
