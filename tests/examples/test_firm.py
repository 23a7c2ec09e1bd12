"""The example firm to look at is the one that `sollecito demo` writes, on a fixed day."""

from datetime import datetime
from pathlib import Path

import pytest

from core.store.settings import read_settings
from tests.conftest import ROOT
from tests.firms import HandClock
from tray.demo import write_demo

EXAMPLE = ROOT / "examples" / "firm"
OWN = (".sollecito", "sollecito.toml")
"""The marker of each folder is its own; of the settings, their values count."""
FILES = [path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*") if path.is_file()]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    clock = HandClock(datetime.fromisoformat("2026-11-24T08:00:00+01:00"))
    write_demo(tmp_path / "firm", clock, "PC1", "it")
    return tmp_path / "firm"


@pytest.mark.parametrize("name", [name for name in FILES if name not in OWN])
def test_each_file_of_the_example_is_the_demo_s(demo: Path, name: str) -> None:
    assert (demo / name).read_bytes() == (EXAMPLE / name).read_bytes()


def test_the_example_lacks_no_table_of_the_demo(demo: Path) -> None:
    assert {f"ledger/{path.name}" for path in (demo / "ledger").iterdir()} <= set(FILES)


def test_the_example_has_the_demo_s_settings(demo: Path) -> None:
    assert read_settings(EXAMPLE / "sollecito.toml") == read_settings(demo / "sollecito.toml")
