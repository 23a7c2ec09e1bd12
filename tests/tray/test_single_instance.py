import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tray.eventually import eventually
from tray.single_instance import SingleInstance, default_state_folder

ROOT = Path(__file__).parents[2]
PAGE = "http://127.0.0.1:8642/?token=abc"


def test_second_start_on_the_same_folder_finds_the_first_ones_page(tmp_path: Path) -> None:
    first, second = (SingleInstance(tmp_path / "firm", tmp_path / "state") for _ in range(2))
    assert first.acquire()
    first.publish(PAGE)
    assert not second.acquire()
    assert second.running_address() == PAGE
    first.release()


def test_the_folder_is_the_same_by_another_path(tmp_path: Path) -> None:
    (tmp_path / "firm" / "ledger").mkdir(parents=True)
    first = SingleInstance(tmp_path / "firm", tmp_path / "state")
    again = SingleInstance(tmp_path / "firm" / "ledger" / "..", tmp_path / "state")
    assert first.acquire()
    assert not again.acquire()
    first.release()


def test_two_firms_run_side_by_side(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path / "rossi", tmp_path / "state")
    other = SingleInstance(tmp_path / "verdi", tmp_path / "state")
    assert first.acquire()
    assert other.acquire()
    first.release()
    other.release()


def test_newest_address_counts(tmp_path: Path) -> None:
    instance = SingleInstance(tmp_path, tmp_path / "state")
    assert instance.acquire()
    instance.publish(PAGE)
    instance.publish(PAGE + "d")
    assert instance.running_address() == PAGE + "d"
    instance.release()


def test_no_page_yet_is_no_address(tmp_path: Path) -> None:
    instance = SingleInstance(tmp_path, tmp_path / "state")
    assert instance.acquire()
    assert instance.running_address(patience=0) is None
    instance.release()


def test_after_the_end_the_lock_is_free_and_the_address_gone(tmp_path: Path) -> None:
    first, second = (SingleInstance(tmp_path, tmp_path / "state") for _ in range(2))
    assert first.acquire()
    first.publish(PAGE)
    first.release()
    assert second.running_address(patience=0) is None
    assert second.acquire()
    second.release()


def test_release_without_the_lock_leaves_the_running_ones_address(tmp_path: Path) -> None:
    first, second = (SingleInstance(tmp_path, tmp_path / "state") for _ in range(2))
    assert first.acquire()
    first.publish(PAGE)
    assert not second.acquire()
    second.release()
    assert second.running_address() == PAGE
    first.release()


@pytest.mark.only_on("unix", "file modes")
def test_the_address_is_for_its_owner_only(tmp_path: Path) -> None:
    instance = SingleInstance(tmp_path, tmp_path / "state")
    assert instance.acquire()
    instance.publish(PAGE)
    files = list((tmp_path / "state").iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    instance.release()


HOLDER = """
import sys, time
from pathlib import Path
from tray.single_instance import SingleInstance
instance = SingleInstance(Path(sys.argv[1]), Path(sys.argv[2]))
assert instance.acquire()
instance.publish("http://127.0.0.1:1/")
time.sleep(600)
"""


def test_lock_of_a_killed_program_is_free_and_its_address_forgotten(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path), str(tmp_path / "state")]
    holder = subprocess.Popen(command, cwd=ROOT)
    second = SingleInstance(tmp_path, tmp_path / "state")
    eventually(lambda: second.running_address(patience=0))
    assert not second.acquire()
    holder.kill()
    holder.wait()
    assert second.acquire()
    assert second.running_address(patience=0) is None
    second.release()


def test_half_written_address_is_none(tmp_path: Path) -> None:
    instance = SingleInstance(tmp_path, tmp_path / "state")
    for content in ("", "[]", json.dumps({"pid": 1})):
        instance._address.write_text(content)
        assert instance.running_address(patience=0) is None


def test_the_pcs_own_folder_can_be_put_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path))
    assert default_state_folder() == tmp_path / "running"
    monkeypatch.delenv("SOLLECITO_CONFIG_DIR")
    assert "sollecito" in str(default_state_folder())
