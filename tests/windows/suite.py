"""The suite itself under the Windows Python: `python -m tests.windows.suite [PATH ...]`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import CERTIFICATES, READY, new_authority
from tests.windows.windows_python import WindowsPython, usual_folder, windows_path

RUN = """
import os, sys, pytest
os.chdir(os.environ["SOLLECITO_ROOT"])
ways = ["-n0", "-q", "-p", "no:cacheprovider", "-p", "tests.windows.counted"]
sys.exit(pytest.main([*ways, "-o", "faulthandler_timeout=600", *sys.argv[1:]]))
"""
HOUR = 3600.0
MATERIAL = ("no ../shared beside the project", "the sample is not here")
"""What is missing here is missing there."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    code: int
    said: str
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """How many tests, by reason."""

    @property
    def unmarked(self) -> set[str]:
        """Return the reasons that name no system: what should have run."""
        marks = ("unix only: ", "linux only: ", *MATERIAL)
        return {reason for reason in self.left_out if not reason.startswith(marks)}

    def __str__(self) -> str:
        reasons = "".join(f"\n{count:6} {why}" for why, count in sorted(self.left_out.items()))
        return f"under the Windows Python {self.passed} passed, left out:{reasons}"


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


def run_suite(windows: WindowsPython, *words: str) -> Outcome:
    """Run pytest on Windows with these words."""
    folder = Path(tempfile.mkdtemp(prefix="sollecito-suite-"))
    try:
        counted = folder / "counted.json"
        env = {
            "SOLLECITO_COUNTED": windows_path(counted),
            READY: windows_path(_authority(folder)),
        }
        answer = windows.run("-c", RUN, *words, env=env, timeout=HOUR)
        found = json.loads(counted.read_text("utf-8")) if counted.exists() else {}
    finally:
        shutil.rmtree(folder)
    return Outcome(answer.returncode, answer.stdout + answer.stderr, **found)


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
