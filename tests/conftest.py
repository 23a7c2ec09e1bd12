"""What every test has at hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.commands import folder, sollecito

__all__ = ["folder", "sollecito"]
"""Fixtures that live beside what they return."""

# A test's result must not depend on how busy the machine is.
settings.register_profile("any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any pace")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = bool(os.environ.get("CI"))


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
