"""The installer as a user gets it: run, updated and removed on a PC that Wine plays."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from installer.place import version
from installer.setup_file import size_of
from tests.tray.eventually import eventually
from tests.windows.installation import LONG, NEXT, Built, Installation
from tests.windows.setup_window import SetupWindow
from tests.windows.windows_python import HERE, WindowsPython, windows_path
from tests.windows.wine_desktop import HEIGHT, SIZE, WIDTH, WineDesktop
from tray.clock import SystemClock
from tray.demo import write_demo

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

MOST_BYTES = 100_000_000
FEW_COLOURS = 4
"""A task bar without an icon has at most so many there."""
BUSY = 3
"""Exit code: the program still works, nothing was changed."""
HELD = """
import sys, time, win32con, win32file
from pathlib import Path
from typing import Any
file = win32file.CreateFile(
    sys.argv[1], win32con.GENERIC_READ, 0, None, win32con.OPEN_EXISTING, 0, None
)
print("held", flush=True)
while not Path(sys.argv[2]).exists():
    time.sleep(0.05)
"""
THREE = 3
"""Clicks: on the file that was downloaded, on “Install” and on “Close”."""


@pytest.fixture
def pc(windows: WindowsPython, tmp_path: Path) -> Iterator[Installation]:
    """A PC without the program; without it again afterwards."""
    pc = Installation(windows, tmp_path / "pc")
    pc.clear()
    yield pc
    if (pc.folder / "uninstall.exe").exists():
        pc.uninstall()
    shutil.rmtree(pc.folder, ignore_errors=True)


@pytest.fixture
def desktop(windows: WindowsPython) -> Iterator[WineDesktop]:
    with WineDesktop(windows) as desktop:
        held = desktop.start(windows_path(HERE / "hold_desktop.py"))
        assert held.stdout is not None
        assert held.stdout.readline() == "open\n"
        yield desktop


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    write_demo(tmp_path / "Ditta è", SystemClock(), "PC1", "it")
    return tmp_path / "Ditta è"


def test_sums_are_those_of_the_files_beside_them(built: Built) -> None:
    lines = built.sums.read_text("ascii").splitlines()
    assert lines == [
        f"{sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in (built.setup, built.bill)
    ]


def test_bill_names_every_part_with_version_and_licence(built: Built) -> None:
    bill = json.loads(built.bill.read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    program = bill["metadata"]["component"]
    assert (program["name"], program["version"]) == ("Sollecito", version())
    parts = {part["name"]: part for part in bill["components"]}
    assert {"Python", "OpenSSL", "borb", "pywin32", "pystray", "cryptography"} <= parts.keys()
    assert parts.keys().isdisjoint({"pytest", "ruff", "mypy", "hypothesis", "aiosmtpd"})
    assert [name for name, p in parts.items() if not p["version"] or not p["licenses"]] == []


def test_every_part_has_its_licence_in_the_program_folder(built: Built) -> None:
    licences = built.place.program / "licences"
    bill = json.loads((licences / built.bill.name).read_text("utf-8"))
    packages = {part["name"] for part in bill["components"] if "purl" in part}
    for name in packages | {"Sollecito", "Python"}:
        assert any(path.stat().st_size > 200 for path in (licences / name).iterdir()), name


def test_bundle_is_small_and_has_nothing_of_wine_s_own(built: Built) -> None:
    assert size_of(built.place.program) < MOST_BYTES
    libraries = {path.name.lower() for path in built.place.program.rglob("*.dll")}
    assert {"python3.dll", "python311.dll", "vcruntime140.dll", "pdfium.dll"} <= libraries
    assert libraries.isdisjoint({"bcryptprimitives.dll", "ucrtbase.dll", "kernel32.dll"})


@pytest.mark.parametrize(
    ("switches", "starts"), [((), True), (("/AUTOSTART=0",), False)], ids=["usual", "not started"]
)
def test_new_pc_gets_the_program_its_entries_and_the_start_with_windows(
    pc: Installation, built: Built, switches: tuple[str, ...], *, starts: bool
) -> None:
    assert pc.install(built.setup, *switches) == 0
    facts = pc.facts()
    assert facts["start_menu"].endswith(r"\AppData\Local\Programs\Sollecito\Sollecito.exe")
    assert facts["entry"]["DisplayVersion"] == version()
    assert facts["entry"]["InstallLocation"].endswith(r"\AppData\Local\Programs\Sollecito")
    assert ("Sollecito.exe" in (facts["at_log_in"] or "")) is starts


def test_update_ends_the_running_program_keeps_everything_and_starts_it_again(
    pc: Installation, built: Built, firm: Path, desktop: WineDesktop
) -> None:
    pc.show_on(desktop)
    assert pc.install(built.setup, "/AUTOSTART=0") == 0
    old = pc.folder / "_internal" / "of the version before.dll"
    old.touch()
    pc.remember(firm)
    with pc.running() as (program, _):
        assert pc.install(built.next_setup) == 0
        program.communicate(timeout=LONG)
    assert program.returncode == 0
    assert not old.exists()
    facts = pc.facts()
    assert (facts["entry"]["DisplayVersion"], facts["at_log_in"]) == (NEXT, None)
    eventually(pc.page, "the program runs again", LONG)
    assert pc.run("quit").returncode == 0
    assert pc.run("check").returncode == 0


def test_program_that_does_not_end_is_left_as_it_is(
    pc: Installation, built: Built, tmp_path: Path
) -> None:
    assert pc.install(built.setup) == 0
    program = windows_path(pc.folder / "Sollecito.exe")
    with pc.windows.start("-c", HELD, program, windows_path(tmp_path / "end")) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            assert pc.install(built.next_setup, "/WAIT=1") == BUSY
        finally:
            (tmp_path / "end").touch()
    assert pc.facts()["entry"]["DisplayVersion"] == version()
    assert pc.run("--help").returncode == 0


def test_removal_ends_the_program_and_leaves_the_firm_s_data_and_the_settings(
    pc: Installation, built: Built, firm: Path
) -> None:
    assert pc.install(built.setup) == 0
    (pc.folder / "note.txt").write_text("from the user")
    pc.remember(firm)
    with pc.running() as (program, _):
        pc.uninstall()
        program.communicate(timeout=LONG)
    assert program.returncode == 0
    facts = pc.facts()
    assert (facts["entry"], facts["at_log_in"], facts["start_menu"]) == ({}, None, None)
    assert [path.name for path in pc.folder.iterdir()] == ["note.txt"]
    for kept in (".sollecito", "sollecito.toml", "ledger/partite.csv", "history"):
        assert (firm / kept).exists(), kept
    assert (pc.settings / "pc.toml").exists()


def test_three_clicks_lead_to_the_page_that_asks_for_the_folder_and_then_to_the_icon(
    pc: Installation, built: Built, desktop: WineDesktop, tmp_path: Path
) -> None:
    pc.show_on(desktop)
    opened = tmp_path / "opened.txt"
    setup = SetupWindow(desktop, built.setup, pc.env | browser(tmp_path, opened))
    setup.press("Installa")
    said = setup.says("Chiudi")
    assert "Quando si apre, la sua icona sta accanto all’orologio." in said
    assert "È nel menu Start, e si avvia con Windows." in said
    setup.press("Chiudi")
    assert setup.clicks == THREE
    address = eventually(
        lambda: opened.read_text().strip() if opened.exists() else "", "the page", LONG
    )
    answer_first_question(address, windows_path(tmp_path / "Ditta è"))
    eventually(lambda: len(in_the_bar(desktop)) > FEW_COLOURS, "the icon", LONG)
    assert (tmp_path / "Ditta è" / "sollecito.toml").exists()
    assert pc.run("quit").returncode == 0
    assert "Sollecito.exe" in pc.facts()["at_log_in"]


def test_what_is_unticked_is_not_done(
    pc: Installation, built: Built, desktop: WineDesktop, tmp_path: Path
) -> None:
    pc.show_on(desktop)
    opened = tmp_path / "opened.txt"
    setup = SetupWindow(desktop, built.setup, pc.env | browser(tmp_path, opened))
    setup.untick_second_row()
    setup.press("Installa")
    setup.untick("Apri ora Sollecito")
    assert "non si avvia con Windows" in setup.says("Chiudi")
    setup.press("Chiudi")
    setup.ends()
    assert pc.is_at_rest()
    assert not opened.exists()
    facts = pc.facts()
    assert facts["entry"]["DisplayVersion"] == version()
    assert facts["at_log_in"] is None


def test_update_says_what_is_so_also_where_task_manager_holds_the_start_back(
    pc: Installation, built: Built, desktop: WineDesktop
) -> None:
    pc.show_on(desktop)
    assert pc.install(built.setup) == 0
    registry = windows_path(HERE / "registry.py")
    assert pc.windows.run(registry, "hold back").returncode == 0
    setup = SetupWindow(desktop, built.next_setup, pc.env)
    setup.press("Installa")
    said = setup.says("Chiudi")
    assert f"Sollecito è ora alla versione {NEXT}." in said
    assert "chiede" not in said
    assert "non si avvia con Windows" in said
    setup.untick("Apri ora Sollecito")
    setup.press("Chiudi")
    setup.ends()
    assert pc.is_at_rest()
    assert pc.windows.run(registry, "show").stdout.endswith("|03" + "00" * 11)


def browser(folder: Path, opened: Path) -> dict[str, str]:
    """Return the environment of a browser that writes down what it is to open."""
    program = folder / "browser.cmd"
    program.write_text(f"@echo %*>{windows_path(opened)}\n", "ascii")
    return {"BROWSER": windows_path(program)}


def answer_first_question(address: str, folder: str) -> None:
    """Let the page make a new data folder."""
    with httpx.Client(follow_redirects=True, timeout=LONG) as browser:
        asked = browser.get(address)
        assert "Dov’è la cartella" in asked.text
        proof = re.search(r'name="csrf" value="([^"]+)"', asked.text)
        assert proof is not None
        answer = {"csrf": proof[1], "way": "new", "company": "Rossi S.r.l.", "new": folder}
        made = browser.post(str(asked.url.join("/folder")), data=answer)
        assert "La cartella è pronta" in made.text


def in_the_bar(desktop: WineDesktop) -> list[Any]:
    """Return the colours at the place of the last icon in the task bar."""
    left, top = WIDTH - SIZE - 2, HEIGHT - SIZE - 2
    return desktop.picture().crop((left, top, left + SIZE, top + SIZE)).getcolors() or []
