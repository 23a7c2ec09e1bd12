"""What the README and the tutorial promise, held against the program."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from core.store.settings_file import change_settings
from tests.commands import Command, write_ledger
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial" / "first-statement.md").read_text("utf-8")
STEP_6 = {
    "automatic.enabled": True,
    "email.via": "outbox",
    "email.sender": "amministrazione@rossi.example",
}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    command = "python -m pip install uv && python -m uv run pytest"
    assert command in README
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_demo_command_starts_a_script_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "uv run sollecito demo" in README
    assert project["scripts"]["sollecito"] == "tray.cli:main"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_tutorial_can_be_followed_to_the_outbox(
    sollecito: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = []
    for line in re.findall(r"^    sollecito (.*)$", TUTORIAL, re.MULTILINE):
        words = shlex.split(line.replace("C0002", "ROSSI"))
        if words[0] == "run":
            break
        answer = sollecito(*words)
        assert answer.code == 0, answer.err
        done.append(words[0])
        if words[0] == "init":
            write_ledger(tmp_path / "firm", ("ROSSI", "VERDI"))
            change_settings(tmp_path / "firm" / "sollecito.toml", STEP_6)
    assert done == ["init", "check", "balances", "statement", "plan", "auto"]
    assert len(list((tmp_path / "firm" / "outbox").iterdir())) == 2
