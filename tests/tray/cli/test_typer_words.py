"""What Typer says itself is in the user's language too."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import Command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bogus", "There is no such command."),
        ("statement ROSSI", "--output is missing."),
        ("resolve --as sent", "DISPATCH is missing."),
        ("balances --frmat csv", "There is no option --frmat."),
        ("balances --format xml", "--format has a value that cannot be used."),
        ("balances --format", "--format lacks its value, or takes none."),
        ("customer ROSSI --period 3651", "--period has a value that cannot be used."),
        ("balances --as-of 31.12.2026", "“31.12.2026” is not a date."),
        ("balances all", "The command has more words than it takes."),
    ],
)
def test_wrong_use_is_one_sentence_and_a_hint(sollecito: Command, words: str, said: str) -> None:
    answer = sollecito(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(said + "\n")
    assert answer.err.count("\n") <= 2


@pytest.mark.parametrize("command", ["", "customer", "history", "init", "run", "send"])
def test_the_help_is_in_italian(tmp_path: Path, command: str) -> None:
    shown = _in_italian(tmp_path, *command.split(), "--help")
    assert "Uso: " in shown
    for english in ("Usage", "Options", "Arguments", "Commands", "Show", "required", "default"):
        assert english not in shown
    assert not {"CUSTOMER", "DIR", "DATE", "NAME", "<str>"} & set(re.findall(r"<?\w+>?", shown))


def test_wrong_settings_of_the_pc_do_not_take_the_help_away(tmp_path: Path) -> None:
    (tmp_path / "pc.toml").write_text("role = ", "utf-8")
    assert "Uso: " in _in_italian(tmp_path, "--help")


def _in_italian(configuration: Path, *words: str) -> str:
    # In a process of its own: the language is chosen when the commands are made.
    environment = os.environ | {
        "SOLLECITO_CONFIG_DIR": str(configuration),
        "SOLLECITO_LANGUAGE": "it",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-m", "tray", *words],
        env=environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
