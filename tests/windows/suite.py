"""The suite itself under the Windows Python: `python -m tests.windows.suite tests/core`."""

from __future__ import annotations

import subprocess
import sys

from tests.windows.windows_python import WindowsPython, usual_folder

RUN = """
import os, sys, pytest
os.chdir(os.environ["SOLLECITO_ROOT"])
sys.exit(pytest.main(["-n0", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""
HOUR = 3600.0


def run_suite(windows: WindowsPython, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on Windows with these words."""
    return windows.run("-c", RUN, *words, timeout=HOUR)


def main() -> None:
    """Run the tests that are named, and say what came of it."""
    windows = WindowsPython(usual_folder())
    windows.open()
    try:
        answer = run_suite(windows, *sys.argv[1:])
    finally:
        windows.close()
    sys.stdout.write(answer.stdout + answer.stderr)
    sys.exit(answer.returncode)


if __name__ == "__main__":
    main()
