"""The suite itself under the Windows Python: `python -m tests.windows.suite [PATH ...]`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import CERTIFICATES, READY, new_authority
from tests.windows.counted import UNDER_WAY
from tests.windows.windows_python import WindowsPython, usual_folder, windows_path

RUN = """
import os, sys
# Into a file, opened here as Wine takes none from outside: what a test leaves would hold a pipe.
said = os.open(os.environ["SOLLECITO_SAID"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
os.dup2(said, 1)
os.dup2(said, 2)
sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", errors="replace", buffering=1)
import pytest
os.chdir(os.environ["SOLLECITO_ROOT"])
ways = ["-n0", "-q", "-p", "no:cacheprovider", "-p", "tests.windows.counted"]
sys.exit(pytest.main([*ways, "-o", "faulthandler_timeout=600", *sys.argv[1:]]))
"""
HOUR = 3600.0
TIMED_OUT = 124
MATERIAL = ("no ../shared beside the project", "the sample is not here")
"""What is missing here is missing there."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    code: int
    """That of pytest; TIMED_OUT if it did not end."""
    said: str
    hung: str = ""
    """The test that was under way when the time was over."""
    collected: int = 0
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """How many tests, by reason."""
    slowest: dict[str, int] = field(default_factory=dict)
    """Milliseconds."""

    @property
    def unmarked(self) -> set[str]:
        """Return the reasons that name no system: what should have run."""
        marks = ("unix only: ", "linux only: ", *MATERIAL)
        return {reason for reason in self.left_out if not reason.startswith(marks)}

    @property
    def unaccounted(self) -> int:
        """Return how many tests neither ran to their end nor were left out."""
        return self.collected - self.passed - len(set(self.failed)) - sum(self.left_out.values())

    def __str__(self) -> str:
        reasons = "".join(f"\n{count:6} {why}" for why, count in sorted(self.left_out.items()))
        slowest = "".join(f"\n{took / 1000:6.1f} s {test}" for test, took in self.slowest.items())
        hung = f"\nnot ended when the time was over: {self.hung}" if self.hung else ""
        return (
            f"under the Windows Python {self.passed} of {self.collected} passed, left out:"
            f"{reasons}\nthe slowest:{slowest}{hung}"
        )


@contextmanager
def python_of_its_own() -> Iterator[WindowsPython]:
    """Open a Windows Python that is not the other tests' one, so that both run at a time."""
    usual = usual_folder()
    windows = WindowsPython(usual.with_name(f"{usual.name}-suite"))
    windows.open()
    try:
        yield windows
    finally:
        windows.close()


def run_suite(windows: WindowsPython, *words: str, seconds: float = HOUR) -> Outcome:
    """Run pytest on Windows with these words."""
    folder = Path(tempfile.mkdtemp(prefix="sollecito-suite-"))
    try:
        counted, said = folder / "counted.json", folder / "said.txt"
        env = {
            "SOLLECITO_COUNTED": windows_path(counted),
            "SOLLECITO_SAID": windows_path(said),
            READY: windows_path(_authority(folder)),
        }
        code = _ended(windows, env, seconds, words)
        found = json.loads(counted.read_text("utf-8")) if counted.exists() else {}
        hung = _text(folder / UNDER_WAY) if code == TIMED_OUT else ""
        return Outcome(code, _text(said), hung, **found)
    finally:
        shutil.rmtree(folder)


def _ended(
    windows: WindowsPython, env: Mapping[str, str], seconds: float, words: Sequence[str]
) -> int:
    """Wait for the end, but not for ever; then end all that runs there."""
    with windows.start("-c", RUN, *words, env=env) as program:
        try:
            return program.wait(seconds)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            # Also what a test has left: it would hold the pipe open.
            windows.close_programs()


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


def _authority(folder: Path) -> Path:
    """Make the certificates here: there is no openssl on Windows."""
    authority = new_authority(folder)
    for name, days in CERTIFICATES:
        authority.certificate(name, days=days)
    return folder


def main() -> None:
    """Run the tests that are named, or all, and say what came of it."""
    with python_of_its_own() as windows:
        outcome = run_suite(windows, *(sys.argv[1:] or ["tests"]))
    sys.stdout.write(f"{outcome.said}\n{outcome}\n")
    sys.exit(outcome.code)


if __name__ == "__main__":
    main()
