"""From the click to the icon under Wine: the program folder against the program's sources."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from installer.bundle import build_bundle
from installer.place import Place
from installer.pythons import UnderWine
from tests.tray.eventually import eventually
from tests.windows.installation import Installation
from tests.windows.windows_python import (
    HERE,
    WindowsPython,
    missing,
    usual_folder,
    windows_path,
)
from tests.windows.wine_desktop import HEIGHT, LONG, SIZE, WIDTH, WineDesktop
from tray.clock import SystemClock
from tray.demo import write_demo

ROUNDS = 5
WANTED = 3.0
"""Seconds from the click to the icon, on a PC with nothing else to do."""


def main(rounds: int = ROUNDS) -> None:
    """Print the median seconds of both, taken in turns, and their ratio."""
    absent = missing()
    if absent:
        print(f"skipped: missing here: {absent}")
        return
    windows = WindowsPython(usual_folder())
    windows.open()
    try:
        with tempfile.TemporaryDirectory() as folder:
            _measure(windows, Path(folder), rounds)
    finally:
        windows.close()


def _measure(windows: WindowsPython, folder: Path, rounds: int) -> None:
    place = Place(folder / "build")
    build_bundle(UnderWine(windows, place.python), place)
    # It lets the PC have what Wine lacks, and the program folder looks for there.
    Installation(windows, folder / "pc")
    firm = folder / "firm"
    write_demo(firm, SystemClock(), "PC1", "it")
    starts = {
        "sources": ("-m", "tray"),
        "program folder": (windows_path(place.program / "Sollecito.exe"),),
    }
    took: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(rounds):
        for name, words in starts.items():
            took[name].append(_seconds(windows, words, firm, folder / f"{name} {number}"))
    found = {name: statistics.median(seconds) for name, seconds in took.items()}
    for name, seconds in found.items():
        print(f"{name}: {seconds:.2f} s to the icon (wanted: under {WANTED:.0f})")
    print(f"ratio: {found['program folder'] / found['sources']:.2f}")


def _seconds(windows: WindowsPython, words: tuple[str, ...], firm: Path, pc: Path) -> float:
    env = {"SOLLECITO_CONFIG_DIR": windows_path(pc), "SOLLECITO_MACHINE": "PC1"}
    with WineDesktop(windows) as desktop:
        # The desktop itself takes a while to come, which no user waits for at a click.
        desktop.start(windows_path(HERE / "hold_desktop.py"))
        empty = eventually(lambda: _still(desktop), "the desktop", LONG)
        began = time.perf_counter()
        desktop.start(*words, "run", "--no-browser", "--data", windows_path(firm), env=env)
        eventually(lambda: _in_the_bar(desktop) != empty, "the icon", LONG)
        return time.perf_counter() - began


def _still(desktop: WineDesktop) -> bytes | None:
    """Return the pixels where the icon will be, once the bar is there and changes no more."""
    before = _in_the_bar(desktop)
    time.sleep(2)
    after = _in_the_bar(desktop)
    return after if before == after and any(after) else None


def _in_the_bar(desktop: WineDesktop) -> bytes:
    left, top = WIDTH - SIZE - 2, HEIGHT - SIZE - 2
    return desktop.picture().crop((left, top, left + SIZE, top + SIZE)).tobytes()
