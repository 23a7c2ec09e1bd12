"""The start with Windows, in a real registry, and the task of a server, in Wine's scheduler."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.store.data_folder import make_data_folder
from tests.tray.eventually import eventually
from tests.windows.windows_python import HERE, WindowsPython, windows_path
from tests.windows.wine_desktop import LONG, WineDesktop, page_of
from tray.unattended_entries import to_scheduled_task

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

ENGLISH = {"SOLLECITO_LANGUAGE": "en"}
USUAL = "run --no-browser --wait-for-data"


@pytest.fixture
def pc(windows: WindowsPython) -> Iterator[WindowsPython]:
    """A PC on which nothing is entered, before or afterwards."""
    registry(windows, "clear")
    yield windows
    registry(windows, "clear")


def autostart(windows: WindowsPython, *words: str) -> Any:
    answer = windows.run("-m", "tray", "autostart", *words, env=ENGLISH)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def registry(windows: WindowsPython, *words: str) -> str:
    answer = windows.run(windows_path(HERE / "registry.py"), *words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_entry_is_in_the_users_run_key_until_it_is_taken_out(pc: WindowsPython) -> None:
    shown = autostart(pc, "on", "--data", r"\\srv\dati\La ditta")
    value = registry(pc, "show").removesuffix("|")
    assert value.endswith(rf'python.exe -m tray {USUAL} --data "\\srv\dati\La ditta"')
    assert (shown["on"], shown["command"]) == (True, value)
    assert shown["place"].endswith(r"CurrentVersion\Run\Sollecito")
    autostart(pc, "off")
    assert registry(pc, "show") == "|"


def test_entry_that_task_manager_holds_back_is_off_until_it_is_switched_on(
    pc: WindowsPython,
) -> None:
    autostart(pc, "on")
    registry(pc, "hold back")
    assert autostart(pc)["on"] is False
    assert autostart(pc, "on")["on"] is True
    assert registry(pc, "show").endswith("|")


def test_command_that_windows_would_not_start_is_refused(pc: WindowsPython) -> None:
    answer = pc.run("-m", "tray", "autostart", "on", "--data", "C:\\" + "x" * 250)
    assert answer.returncode == 2
    assert "260" in answer.stderr
    assert registry(pc, "show") == "|"


def test_program_is_started_as_entered_and_enters_itself_anew_once_it_has_moved(
    pc: WindowsPython, desktop: WineDesktop, tmp_path: Path
) -> None:
    folder = tmp_path / "La ditta (1)"
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    data = windows_path(folder)
    autostart(pc, "on", "--data", data)
    runs_and_quits(pc, desktop, windows_path(HERE / "registry.py"), "start")
    moved = windows_path(a_copy(pc.folder, tmp_path / "Programmi e altro"))
    runs_and_quits(pc, desktop, moved, "-m", "tray", "run", "--no-browser", "--data", data)
    value = registry(pc, "show").removesuffix("|")
    assert value == f'"{moved}" -m tray {USUAL} --data "{data}"'
    runs_and_quits(pc, desktop, windows_path(HERE / "registry.py"), "start")


def a_copy(python: Path, folder: Path) -> Path:
    """Return an interpreter elsewhere; what it consists of is where it was."""
    folder.mkdir()
    for part in python.iterdir():
        if part.name not in ("python.exe", "prefix"):
            (folder / part.name).symlink_to(part)
    return Path(shutil.copy(python / "python.exe", folder))


def runs_and_quits(pc: WindowsPython, desktop: WineDesktop, *words: str) -> None:
    """Start a program, wait for its page, and ask it to end."""
    running = desktop.start(*words)
    eventually(lambda: page_of(running), "the page", LONG)
    answer = pc.run("-m", "tray", "quit", env=ENGLISH)
    assert answer.returncode == 0, answer.stderr
    assert "has ended" in answer.stderr


def test_task_of_a_server_is_taken_by_the_scheduler(windows: WindowsPython, tmp_path: Path) -> None:
    """Wine's scheduler reads tasks; it has neither users nor passwords, and lists nothing."""
    words = (r"C:\Program Files\Sollecito\sollecito-cli.exe", "run", "--data", r"D:\La ditta")
    file = tmp_path / "task.xml"
    create = ("schtasks", "/create", "/tn", "Prova", "/xml", windows_path(file), "/f")
    file.write_text(to_scheduled_task(words, r"PC1\anna"), "utf-16")
    windows.wine(*create)
    windows.wine("schtasks", "/delete", "/tn", "Prova", "/f")
    file.write_text("<Task/>", "utf-16")
    with pytest.raises(subprocess.CalledProcessError):
        windows.wine(*create)


def test_pc_that_wakes_is_looked_after_at_once(desktop: WineDesktop) -> None:
    program = desktop.start(windows_path(HERE / "wake.py"))
    assert program.stdout is not None
    said = [program.stdout.readline().strip() for _ in range(2)]
    assert said == ["4 False", "18 True"]
