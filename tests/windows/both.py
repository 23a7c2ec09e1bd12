"""One firm here and on Windows, and the program's commands run on both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from core.store.data_folder import make_data_folder
from core.store.settings_file import change_settings
from tests.conftest import ROOT
from tests.firms import CUSTOMERS, ITEMS
from tests.windows.windows_python import WindowsPython, windows_path

CODES = (
    "ROSSI",
    "rossi",
    "AUX",
    "con.csv",
    "Bianchi & figli: 2?",
    "Łódź",
    "Ωμέγα",
    "fine.",
    "100%",
)
"""Codes of which some are no file names on Windows, two are one there, two are not in cp1252."""
QUIET = {"SOLLECITO_MACHINE": "PC1", "SOLLECITO_LANGUAGE": "it"}


def write_firm(folder: Path, settings: Mapping[str, object]) -> Path:
    """Write a firm of these codes that sends by itself; one row of its tables is wrong."""
    make_data_folder(folder, "Ferramenta “Łódź” S.r.l.", "PC1", "it")
    usual = {
        "automatic.enabled": True,
        "email.via": "outbox",
        "email.sender": "amministrazione@rossi.example",
        "company.iban": "IT60X0542811101000000123456",
    }
    change_settings(folder / "sollecito.toml", {**usual, **settings})
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
        self.pc = {**QUIET, "SOLLECITO_CONFIG_DIR": windows_path(firm.parent / "pc-there")}
        self.windows = windows
        shutil.copytree(self.here, self.there)

    def run(self, *words: str) -> tuple[subprocess.CompletedProcess[str], ...]:
        """Return both answers; `{data}` is the folder."""
        return self.run_here(*words), self.run_there(*words)

    def run_here(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Return the answer on this machine."""
        here = [word.replace("{data}", str(self.here)) for word in words]
        pc = {**QUIET, "SOLLECITO_CONFIG_DIR": str(self.here.parent / "pc-here")}
        answer = subprocess.run(
            [sys.executable, "-m", "tray", *here],
            cwd=ROOT,
            env={**os.environ, **pc},
            capture_output=True,
            check=False,
        )
        # Not as text: the ends of the lines count.
        said = (answer.stdout.decode(), answer.stderr.decode())
        return subprocess.CompletedProcess(answer.args, answer.returncode, *said)

    def run_there(self, *words: str, data: str = "") -> subprocess.CompletedProcess[str]:
        """Return the answer on Windows, where the folder may have another path."""
        there = [word.replace("{data}", data or windows_path(self.there)) for word in words]
        return self.windows.run("-m", "tray", *there, env=self.pc)


def archived(folder: Path) -> dict[str, str]:
    """Return what lies in the archive, with a hash of each file."""
    files = sorted(path for path in (folder / "archive").rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }


@contextmanager
def named(windows: WindowsPython, name: str, folder: Path) -> Iterator[None]:
    """Let Windows find a folder as a drive (`f:`) or as a share (`unc/server/share`)."""
    link = windows.folder / "prefix" / "dosdevices" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(folder)
    try:
        yield
    finally:
        link.unlink()
