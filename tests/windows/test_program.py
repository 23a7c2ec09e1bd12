"""The program's own commands on Windows and here, on copies of the same data folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from core.store.data_folder import make_data_folder
from core.store.settings_file import change_settings
from tests.conftest import ROOT
from tests.firms import CUSTOMERS, ITEMS, TODAY
from tests.windows.windows_python import WindowsPython, windows_path

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

CODES = ("ROSSI", "rossi", "AUX", "con.csv", "Bianchi & figli: 2?", "Łódź", "fine.", "100%")
"""Codes of which some are no file names on Windows, and two are one there."""
QUIET = {"SOLLECITO_MACHINE": "PC1", "SOLLECITO_LANGUAGE": "it"}


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    folder = tmp_path / "Ditta è"
    make_data_folder(folder, "Ferramenta “Łódź” S.r.l.", "PC1", "it")
    settings = {
        "automatic.enabled": True,
        "email.via": "outbox",
        "email.sender": "amministrazione@rossi.example",
        "company.iban": "IT60X0542811101000000123456",
    }
    change_settings(folder / "sollecito.toml", settings)
    customers = "".join(f"{c};{c} S.r.l.;conti{n}@x.example\n" for n, c in enumerate(CODES))
    items = "".join(
        f"{c};{n}/26;01/09/2026;01/10/2026;1.234,5{n};1.234,5{n}\n" for n, c in enumerate(CODES)
    )
    (folder / "ledger" / "clienti.csv").write_bytes((CUSTOMERS + customers).encode("utf-8-sig"))
    wrong = "ROSSI;99/26;31/02/2026;01/10/2026;uno;1\n"
    (folder / "ledger" / "partite.csv").write_text(ITEMS + items + wrong, "utf-8")
    return folder


class Both:
    """Runs a command here and on Windows, each on a copy of the firm."""

    def __init__(self, windows: WindowsPython, firm: Path) -> None:
        self.here = firm
        self.there = firm.with_name("Ditta là")
        self._pc = firm.parent
        self._windows = windows
        shutil.copytree(self.here, self.there)

    def run(self, *words: str) -> tuple[subprocess.CompletedProcess[str], ...]:
        """Return both answers; `{data}` is the folder."""
        here = [word.replace("{data}", str(self.here)) for word in words]
        there = [word.replace("{data}", windows_path(self.there)) for word in words]
        pc = {**QUIET, "SOLLECITO_CONFIG_DIR": str(self._pc / "pc-here")}
        answer = subprocess.run(
            [sys.executable, "-m", "tray", *here],
            cwd=ROOT,
            env={**os.environ, **pc},
            capture_output=True,
            check=False,
        )
        decoded = (answer.stdout.decode(), answer.stderr.decode())
        pc["SOLLECITO_CONFIG_DIR"] = windows_path(self._pc / "pc-there")
        return (
            subprocess.CompletedProcess(answer.args, answer.returncode, *decoded),
            self._windows.run("-m", "tray", *there, env=pc),
        )


@pytest.fixture
def both(windows: WindowsPython, firm: Path) -> Both:
    return Both(windows, firm)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--format", "json"),
        ("balances", "--format", "csv", "--as-of", f"{TODAY}"),
        ("balances", "--format", "json", "--as-of", f"{TODAY}"),
        ("plan", "--on", f"{TODAY}"),
    ],
    ids=lambda words: words[0],
)
def test_command_says_the_same_to_the_byte(both: Both, words: tuple[str, ...]) -> None:
    dated = (
        () if words[0] == "check" else ("--as-of" if words[0] == "balances" else "--on", f"{TODAY}")
    )
    here, there = both.run(*words, *dated, "--data", "{data}")
    assert "Łódź" in here.stdout or words[0] == "check"
    assert (there.stdout, there.returncode) == (here.stdout, here.returncode), there.stderr


def test_statement_is_the_same_to_the_byte(both: Both) -> None:
    words = ("statement", "Łódź", "--output", "{data}/x.pdf", "--as-of", f"{TODAY}")
    here, there = both.run(*words, "--data", "{data}")
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert (both.there / "x.pdf").read_bytes() == (both.here / "x.pdf").read_bytes()


def test_automatic_run_sends_and_archives_the_same(both: Both) -> None:
    here, there = both.run("auto", "--on", f"{TODAY}", "--data", "{data}")
    assert json.loads(there.stdout) == json.loads(here.stdout), there.stderr
    assert json.loads(here.stdout)["sent"] == len(CODES)
    mine, theirs = archived(both.here), archived(both.there)
    assert sorted(theirs.values()) == sorted(mine.values())
    # `rossi` and `ROSSI` are one folder there, so the second to come gets a mark.
    assert mine.keys() - theirs.keys() == {
        "archive/rossi/2026-11-24 estratto-conto-rossi-2026-11-24.pdf"
    }
    again = both.run("auto", "--on", f"{TODAY}", "--data", "{data}")[1]
    assert json.loads(again.stdout)["sent"] == 0


def archived(folder: Path) -> dict[str, str]:
    """Return what lies in the archive, with a hash of each file."""
    files = sorted(path for path in (folder / "archive").rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }
