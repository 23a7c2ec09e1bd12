"""From the start of the program to its first answer, at 5,000 customers and 66,000 items."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.shared import SHARED, needs_shared

CUSTOMERS = 5000
ROUNDS = 3
COMMAND = (sys.executable, "-m", "tray")


def main(customers: int = CUSTOMERS, rounds: int = ROUNDS) -> None:
    """Print the seconds until each kind of first answer; medians of several rounds."""
    if not needs_shared():
        return
    with tempfile.TemporaryDirectory() as place:
        folder = _make_firm(Path(place), customers)
        environment = os.environ | {"SOLLECITO_CONFIG_DIR": str(Path(place) / "pc")}
        for name, measure in (("balances", _balances), ("plan", _plan), ("page", _page)):
            seconds = [measure(folder, environment) for _ in range(rounds)]
            print(f"{name}: {statistics.median(seconds):.2f} s (wanted: under 3)", flush=True)


def _make_firm(place: Path, customers: int) -> Path:
    folder = place / "firm"
    init = [*COMMAND, "init", "--data", str(folder), "--company", "Officine Rossi S.r.l."]
    environment = os.environ | {"SOLLECITO_CONFIG_DIR": str(place / "pc")}
    subprocess.run(init, env=environment, check=True, capture_output=True)
    tool = str(SHARED / "tools" / "make_firm.py")
    subprocess.run(
        [sys.executable, tool, str(place / "made"), "--customers", str(customers)],
        check=True, capture_output=True,
    )  # fmt: skip
    for name in ("customers.csv", "items.csv", "payments.csv"):
        (place / "made" / name).rename(folder / "ledger" / name)
    return folder


def _balances(folder: Path, environment: dict[str, str]) -> float:
    return _command(["balances", "--data", str(folder)], environment)


def _plan(folder: Path, environment: dict[str, str]) -> float:
    return _command(["plan", "--data", str(folder)], environment)


def _command(words: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([*COMMAND, *words], env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def _page(folder: Path, environment: dict[str, str]) -> float:
    """Until the overview shows the totals of the ledger."""
    began = time.perf_counter()
    program = subprocess.Popen(
        [*COMMAND, "run", "--headless", "--data", str(folder)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert program.stdout is not None  # noqa: S101 - a pipe was asked for
        address = program.stdout.readline().split()[-1]
        with httpx.Client(follow_redirects=True) as browser:
            page = browser.get(address).text
            while "<dd>EUR" not in page:
                time.sleep(0.02)
                page = browser.get(address.partition("/open")[0]).text
        return time.perf_counter() - began
    finally:
        program.terminate()
        program.wait()
