"""The Windows Python that builds the bundle: under Wine on Linux, this very one on Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from installer.place import ROOT, BuildFailed
from tests.windows.windows_python import WindowsPython, locked, make_python, windows_path

GROUPS = ("--no-default-groups", "--group", "bundle")
"""What the bundle is made of and PyInstaller, without the tools of development."""
HOUR = 3600.0


class BuildPython(Protocol):
    """A Windows Python with exactly the packages of the bundle, and PyInstaller."""

    site: Path
    """Where its packages are."""

    def run(self, *words: str, env: Mapping[str, str]) -> str:
        """Run it to its end and return what it printed; BuildFailed if it failed."""

    def path(self, path: Path) -> str:
        """Return a path as this Python knows it."""


class UnderWine:
    """One made of the same parts as the tests' own; it shares their Wine prefix."""

    def __init__(self, windows: WindowsPython, folder: Path) -> None:
        """Lay it out in a folder that is not there yet; `windows` is open."""
        self._windows = windows
        self._program = folder / "python.exe"
        self.site = folder / "site"
        folder.mkdir(parents=True)
        # Wine has the C library itself; on a user's PC it is the bundle that must bring it.
        make_python(folder, locked(*GROUPS), left_out=("api-ms", "tcl", "tk"))

    def run(self, *words: str, env: Mapping[str, str]) -> str:
        """Run it to its end and return what it printed."""
        answer = self._windows.run_program(self._program, *words, env=env, timeout=HOUR)
        return _said(answer)

    def path(self, path: Path) -> str:
        """Return a path as Wine's drive Z has it."""
        return windows_path(path)


class OnWindows:
    """One in an environment of its own, made by uv from the Python that runs the build."""

    def __init__(self, folder: Path) -> None:
        """Make the environment in a folder that is not there yet."""
        self._program = folder / "Scripts" / "python.exe"
        self.site = folder / "Lib" / "site-packages"
        uv = os.environ.get("UV", "uv")
        wanted = folder.with_name("requirements.txt")
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.write_text(locked(*GROUPS), "utf-8")
        run_tool(uv, "venv", "--quiet", "--python", sys.executable, str(folder))
        install = ("pip", "install", "--quiet", "--no-deps", "--python", str(self._program))
        run_tool(uv, *install, "-r", str(wanted))

    def run(self, *words: str, env: Mapping[str, str]) -> str:
        """Run it to its end and return what it printed."""
        answer = subprocess.run(  # noqa: S603 - our own program
            [self._program, *words],
            env={**os.environ, "SOLLECITO_ROOT": str(ROOT), **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return _said(answer)

    def path(self, path: Path) -> str:
        """Return the path as it is."""
        return str(path)


def run_tool(*words: str, cwd: Path = ROOT) -> str:
    """Run a tool of this machine and return what it printed."""
    answer = subprocess.run(  # noqa: S603 - a tool that the build names
        words,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return _said(answer)


def _said(answer: subprocess.CompletedProcess[str]) -> str:
    if answer.returncode:
        said = (answer.stdout + answer.stderr).splitlines()[-40:]
        raise BuildFailed("\n".join([f"{answer.args} ended with {answer.returncode}", *said]))
    return answer.stdout
