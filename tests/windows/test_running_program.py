"""The program that keeps running, started on Windows and looked at from here."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.firms import ITEMS, TODAY
from tests.tray.eventually import eventually
from tests.windows.both import Both, named, write_firm
from tests.windows.windows_python import WindowsPython, windows_path

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

PATIENCE = 180
"""Seconds: a folder that is silent is looked at every half minute, and the machine may be busy."""
MORE = "NUOVO;1/27;01/09/2026;01/10/2026;7.777,77;7.777,77\n"


@contextmanager
def running(
    windows: WindowsPython, pc: dict[str, str], *words: str
) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """Start the program without an icon; yield who is let into its page, and the program."""
    program = windows.start("-m", "tray", *words, "--headless", env=pc)
    assert program.stdout is not None
    try:
        said = iter(program.stdout.readline, "")
        address = next(found[0] for line in said if (found := re.search(r"http\S+", line)))
        # Read on, or the pipe would fill.
        reading = threading.Thread(target=program.stdout.read, daemon=True)
        reading.start()
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            assert client.get(address).status_code == 200
            client.base_url = httpx.URL(address).join("/")
            yield client, program
    finally:
        windows.run("-m", "tray", "quit", env=pc)
        assert program.wait(PATIENCE) == 0
        reading.join()
        program.stdout.close()


@pytest.fixture
def both(windows: WindowsPython, tmp_path: Path) -> Both:
    return Both(windows, write_firm(tmp_path / "Ditta è", {"automatic.enabled": False}))


def test_the_demo_shows_its_firm(windows: WindowsPython, tmp_path: Path) -> None:
    pc = {"SOLLECITO_CONFIG_DIR": windows_path(tmp_path / "pc"), "SOLLECITO_LANGUAGE": "en"}
    folder = tmp_path / "Prova là"
    with running(windows, pc, "demo", "--data", windows_path(folder)) as (client, _):
        assert "Ferramenta Rossi S.r.l." in client.get("/").text
        sent = eventually(lambda: list(folder.glob("outbox/*.eml")), "a mail", PATIENCE)
        codes = [path.stem.partition(" ")[2] for path in sent]
        assert client.get(f"/customers/{codes[0]}").status_code == 200


@pytest.mark.parametrize("share", [False, True], ids=["on the PC", "on a share"])
def test_a_file_that_is_dropped_changes_the_figures(both: Both, share: bool) -> None:
    data = "\\\\server\\Ditta" if share else windows_path(both.there)
    with (
        named(both.windows, "unc/server/Ditta", both.there),
        running(both.windows, both.pc, "run", "--data", data) as (client, _),
    ):
        seen = eventually(
            lambda: (page := client.get("/customers").text) and "Łódź" in page, "", PATIENCE
        )
        assert seen
        assert "7.777,77" not in client.get("/customers").text
        # Written by another system: Windows may hear nothing of it.
        (both.there / "ledger" / "altre.csv").write_text(ITEMS + MORE, "utf-8")
        eventually(lambda: "7.777,77" in client.get("/customers").text, "the new figure", PATIENCE)
        balances = both.run_there("balances", "--as-of", f"{TODAY}", "--data", "{data}", data=data)
        assert "NUOVO" in balances.stdout


def test_a_second_start_finds_the_page_of_the_first(both: Both) -> None:
    data = windows_path(both.there)
    with running(both.windows, both.pc, "run", "--data", data):
        again = both.run_there(
            "run", "--headless", "--no-browser", "--data", "{data}", data=data.upper()
        )
        assert re.search(r"http://127.0.0.1:\d+/open", again.stdout), again.stderr
        assert again.returncode == 0
