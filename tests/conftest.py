"""What every test has at hand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.commands import folder, sollecito

__all__ = ["folder", "sollecito"]
"""Fixtures that live beside what they return."""

# A test's result must not depend on how busy the machine is.
settings.register_profile("any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any pace")

SYSTEMS = {
    "linux": sys.platform == "linux",
    "unix": os.name == "posix",
    "windows": os.name == "nt",
}
"""What `only_on` may name, and whether it is this one."""
LONGEST = "tests/windows/test_suite.py"
"""Left to the end it would run alone."""
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = bool(os.environ.get("CI"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is about another system, with its reason; begin with the longest test."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        for system, why in _belongs_to(item):
            if not SYSTEMS[system]:
                item.add_marker(pytest.mark.skip(f"{system} only: {why}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what a test has found worth telling though it passed."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(value)


def _belongs_to(item: pytest.Item) -> Iterator[tuple[str, str]]:
    for mark in item.iter_markers("only_on"):
        system, why = mark.args
        yield system, why
    if item.get_closest_marker("servers") is not None:
        group = item.get_closest_marker("xdist_group")
        yield "unix", f"the programs of the group {group.args[0] if group else 'servers'}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the project: skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project")
    return SHARED


def make_firm(folder: Path, *, customers: int = 100, dialect: str = "it", seed: int = 1) -> Path:
    """Write the accounting data of an invented firm, with the right answers beside it."""
    tool = SHARED / "tools" / "make_firm.py"
    if not tool.is_file():
        pytest.skip("no ../shared beside the project")
    command = [sys.executable, tool, folder, "--customers", customers, "--dialect", dialect]
    subprocess.run([*map(str, command), "--seed", str(seed)], check=True, capture_output=True)
    return folder


def need(*, present: bool, what: str) -> None:
    """Skip a test whose real counterpart is not installed; in CI its absence is a failure."""
    if present:
        return
    if IN_CI:
        pytest.fail(f"{what} must be installed in CI")
    pytest.skip(f"{what} is not installed")
