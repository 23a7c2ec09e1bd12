"""The page on the commands, held against the commands."""

import re

import pytest
import typer.main

from tests.conftest import ROOT
from tray.cli.app import app

PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
SECTIONS = dict(
    re.findall(r"^## `sollecito (\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
)
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_the_page_has_every_command_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_on_its_page(name: str) -> None:
    options = {
        option
        for parameter in COMMANDS[name].params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert options - {"--help"} == set(re.findall(r"--[a-z-]+", SECTIONS[name]))


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"SOLLECITO_[A-Z_]+", PAGE)) - {"SOLLECITO_SMTP_PASSWORD"})
)
def test_every_variable_of_the_page_is_read_somewhere(name: str) -> None:
    sources = [p for top in ("core", "tray") for p in (ROOT / top).rglob("*.py")]
    assert any(f'"{name}"' in path.read_text("utf-8") for path in sources)
