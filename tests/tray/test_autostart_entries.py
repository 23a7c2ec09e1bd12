import json
import subprocess
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import need
from tests.tray.eventually import eventually
from tray.autostart_entries import (
    from_desktop_entry,
    from_launch_agent,
    from_run_value,
    moved,
    program_of,
    to_desktop_entry,
    to_launch_agent,
    to_run_value,
)

NASTY = """Ditta "è" 100% & Figli `x` $HOME \\n; ~#'(a)*?"""
GTK_PYTHON = "/usr/bin/python3"
LAUNCH = """
import sys
from gi.repository import Gio
Gio.DesktopAppInfo.new_from_filename(sys.argv[1]).launch([], None)
"""

on_windows = st.text(
    st.characters(exclude_characters='"', exclude_categories=("Cc", "Cs")), min_size=1
)
on_unix = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


@pytest.mark.parametrize(
    ("executable", "there", "bundled", "console", "words"),
    [
        (r"C:\S\Sollecito.exe", ("Sollecito.exe",), True, False, (r"C:\S\Sollecito.exe",)),
        (
            r"C:\S\sollecito-cli.exe",
            ("Sollecito.exe", "sollecito-cli.exe"),
            True,
            False,
            (r"C:\S\Sollecito.exe",),
        ),
        (
            r"C:\S\Sollecito.exe",
            ("Sollecito.exe", "sollecito-cli.exe"),
            True,
            True,
            (r"C:\S\sollecito-cli.exe",),
        ),
        (r"C:\P\python.exe", ("pythonw.exe",), False, False, (r"C:\P\pythonw.exe", "-m", "tray")),
        (r"C:\P\python.exe", ("python.exe",), False, False, (r"C:\P\python.exe", "-m", "tray")),
        (r"C:\P\pythonw.exe", ("python.exe",), False, True, (r"C:\P\python.exe", "-m", "tray")),
        ("/opt/s/bin/python", ("sollecito",), False, False, ("/opt/s/bin/sollecito",)),
        ("/opt/s/bin/python", (), False, True, ("/opt/s/bin/python", "-m", "tray")),
        ("/opt/s/Sollecito", (), True, False, ("/opt/s/Sollecito",)),
    ],
)
def test_program_is_started_without_a_console_where_a_person_looks_on(
    executable: str, there: tuple[str, ...], bundled: bool, console: bool, words: tuple[str, ...]
) -> None:
    path: PurePath = (PureWindowsPath if "\\" in executable else PurePosixPath)(executable)
    found = program_of(path, lambda p: p.name in there, bundled=bundled, console=console)
    assert found == words


def test_entry_of_a_program_that_moved_keeps_its_own_arguments() -> None:
    entry = ("/old/python", "-m", "tray", "run", "--no-browser", "--data", "/srv/ditta run")
    assert moved(entry, ("/new/sollecito",)) == ("/new/sollecito", *entry[3:])


@pytest.mark.parametrize("entry", [("/new/sollecito", "run"), ("/old/else", "start"), ()])
def test_entry_that_is_right_or_not_ours_stays(entry: tuple[str, ...]) -> None:
    assert moved(entry, ("/new/sollecito",)) is None


@given(st.lists(on_windows, min_size=1))
def test_run_value_is_read_as_it_was_written(words: list[str]) -> None:
    assert from_run_value(to_run_value(tuple(words))) == tuple(words)


def test_folder_that_ends_in_a_backslash_is_read_as_it_was_written() -> None:
    words = (r"C:\Program Files\S.exe", "run", "--data", "\\\\srv\\dati ditta\\", "Z:\\")
    assert from_run_value(to_run_value(words)) == words


@given(st.lists(on_unix, min_size=1))
def test_desktop_entry_is_read_as_it_was_written(words: list[str]) -> None:
    assert from_desktop_entry(to_desktop_entry(tuple(words))) == tuple(words)


@given(st.lists(on_unix, min_size=1))
def test_launch_agent_is_read_as_it_was_written(words: list[str]) -> None:
    assert from_launch_agent(to_launch_agent(tuple(words))) == tuple(words)


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_entry_that_the_desktop_was_told_to_leave_out_is_none(line: str) -> None:
    assert from_desktop_entry(to_desktop_entry(("/bin/x",)) + line + "\n") == ()


@pytest.mark.parametrize("text", ["", "<plist>", "<plist><array/></plist>", "\0"])
def test_agent_that_is_damaged_is_none(text: str) -> None:
    assert from_launch_agent(text) == ()


@pytest.mark.only_on("linux", "desktops of the XDG kind")
def test_desktop_starts_what_the_entry_says(tmp_path: Path) -> None:
    need(present=Path("/usr/lib/python3/dist-packages/gi").exists(), what="GTK for Python")
    # GLib finds no program whose name has a percent sign, however it is written.
    folder = tmp_path / NASTY.replace("%", "")
    folder.mkdir()
    program, told = folder / "sollecito", folder / "told"
    program.write_text(
        f"#!{sys.executable}\nimport json, pathlib, sys\n"
        "pathlib.Path(sys.argv[0]).with_name('told').write_text(json.dumps(sys.argv[1:]))\n"
    )
    program.chmod(0o755)
    entry = tmp_path / "sollecito.desktop"
    entry.write_text(to_desktop_entry((str(program), "run", "--data", NASTY)))
    subprocess.run([GTK_PYTHON, "-c", LAUNCH, entry], check=True)
    eventually(lambda: told.exists() and told.read_text(), "the program", 60)
    assert json.loads(told.read_text()) == ["run", "--data", NASTY]
