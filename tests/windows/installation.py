"""The installer, built as for a user, and what it leaves on a PC that Wine plays."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer.__main__ import build
from installer.place import Place
from installer.pythons import UnderWine
from installer.setup_file import build_setup, find_makensis
from tests.conftest import need
from tests.tray.eventually import eventually
from tests.windows.windows_python import HERE, WindowsPython, windows_path
from tests.windows.wine_desktop import WineDesktop

LONG = 300.0
ENTRY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sollecito"
NEXT = "0.2.0"
"""The version after the one that is built."""


@dataclass(frozen=True)
class Built:
    """What the build left."""

    place: Place
    setup: Path
    bill: Path
    sums: Path
    next_setup: Path


def build_everything(windows: WindowsPython, folder: Path) -> Built:
    """Build by the same steps as `python -m installer`, packed quickly; and a next version."""
    need(present=find_makensis() is not None, what="makensis (nsis)")
    place = Place(folder / "build")
    setup, bill, sums = build(
        UnderWine(windows, place.python), place, folder / "given away", quick=True
    )
    later = build_setup(place, folder, number=NEXT, quick=True)
    return Built(place, setup, bill, sums, later)


class Installation:
    """One PC on which the installer is run."""

    def __init__(self, windows: WindowsPython, pc: Path) -> None:
        """Keep the PC's own settings in `pc`."""
        self.windows = windows
        self.settings = pc
        self.env = {
            "SOLLECITO_CONFIG_DIR": windows_path(pc),
            "SOLLECITO_MACHINE": "PC1",
            "SOLLECITO_LANGUAGE": "it",
        }
        # Wine 8 lacks it, every Windows has it.
        system = windows.folder / "prefix" / "drive_c" / "windows" / "system32"
        shutil.copy(windows.folder / "bcryptprimitives.dll", system)

    def show_on(self, desktop: WineDesktop) -> None:
        """Let what is started from now on be seen on a screen."""
        self.env |= desktop._display

    def remember(self, firm: Path) -> None:
        """Set the firm's data folder of this PC."""
        self.settings.mkdir(parents=True, exist_ok=True)
        words = f"data_folder = {json.dumps(windows_path(firm))}\n"
        (self.settings / "pc.toml").write_text(words, "utf-8")

    def page(self) -> str | None:
        """Return the address of the running program's page, if one is running."""
        for path in (self.settings / "running").glob("*.json"):
            address: str = json.loads(path.read_text("utf-8"))["address"]
            return address
        return None

    @property
    def folder(self) -> Path:
        """Return where the program is, or would be."""
        (local,) = (self.windows.folder / "prefix/drive_c/users").glob("*/AppData/Local")
        return local / "Programs" / "Sollecito"

    def install(self, setup: Path, *switches: str) -> int:
        """Run an installer without its pages and return its exit code."""
        # Not into a pipe: a program that it starts would hold it open.
        return subprocess.run(
            ["wine", windows_path(setup), "/S", *switches],
            env=self.windows._env_with(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONG,
            check=False,
        ).returncode

    def clear(self) -> None:
        """Take away what an earlier run that was broken off has left."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
            with suppress(subprocess.CalledProcessError):
                self.windows.wine("reg", "delete", ENTRY, "/f")

    def uninstall(self) -> None:
        """Remove the program without a question; the remover goes on as a copy of itself."""
        self.windows.run_program(self.folder / "uninstall.exe", "/S", env=self.env)
        eventually(lambda: not (self.folder / "uninstall.exe").exists(), "the removal", LONG)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the installed program."""
        program = self.folder / "sollecito-cli.exe"
        return self.windows.run_program(program, *words, env=self.env, timeout=LONG)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the installed program."""
        return self.windows.start_program(self.folder / "sollecito-cli.exe", *words, env=self.env)

    @contextmanager
    def running(self, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """Start the program without an icon; give it and its page's address once it tells that."""
        with self.start("run", "--headless", *words) as program:
            try:
                yield program, _address(program)
            finally:
                # Where it has ended, this does nothing; else a failure would wait without end.
                program.kill()

    def is_at_rest(self) -> bool:
        """Whether the program does not run: Windows lets nobody write into one that does."""
        program = windows_path(self.folder / "Sollecito.exe")
        words = ("-c", "import sys; open(sys.argv[1], 'ab').close()", program)
        return self.windows.run(*words).returncode == 0

    def facts(self) -> Mapping[str, Any]:
        """Return what Windows knows of the installation."""
        programs = ("Sollecito.exe", "sollecito-cli.exe")
        named = [windows_path(self.folder / n) for n in programs if (self.folder / n).exists()]
        answer = self.windows.run(windows_path(HERE / "installed_facts.py"), *named)
        assert answer.returncode == 0, answer.stderr
        facts: Mapping[str, Any] = json.loads(answer.stdout)
        return facts


def _address(program: subprocess.Popen[str]) -> str:
    """Read on until the address stands there: Wine may have said something of its own before."""
    assert program.stdout is not None
    said = []
    for line in program.stdout:
        said.append(line)
        if "http://" in line:
            return line.split()[-1]
    raise AssertionError("".join(said))
