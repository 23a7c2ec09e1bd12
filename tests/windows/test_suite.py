"""All tests that are not about Linux itself, run by a Windows Python."""

from collections.abc import Callable

import pytest

from tests.conftest import need
from tests.windows.suite import python_of_its_own, run_suite
from tests.windows.windows_python import missing

# Not with the others of this folder: it takes as long as all of them together.
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows suite")]


def test_all_that_is_not_about_linux_itself_holds_on_windows(
    record_property: Callable[[str, object], None],
) -> None:
    absent = missing()
    need(present=not absent, what=absent)
    with python_of_its_own() as windows:
        outcome = run_suite(windows, "tests")
    told = f"{outcome.failed}\n{outcome}\n{outcome.said[-20_000:]}"
    assert outcome.code == 0, told
    assert outcome.unmarked == set()
    assert (outcome.failed, outcome.unaccounted) == ([], 0), told
    assert outcome.passed
    record_property("told", str(outcome))
