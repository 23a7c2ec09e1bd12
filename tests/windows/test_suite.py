"""The tests of what Windows does differently, run by a Windows Python."""

import pytest

from tests.windows.suite import run_suite
from tests.windows.windows_python import WindowsPython

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]


def test_files_behave_as_the_program_expects_of_windows(windows: WindowsPython) -> None:
    answer = run_suite(windows, "tests/core/test_files_on_windows.py", "tests/core/test_files.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
