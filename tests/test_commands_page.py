"""The pages on the commands, in both languages, held against the commands."""

import re

import pytest
import typer.main

from tests.conftest import ROOT
from tray.cli.app import app

DOCS = ROOT / "docs"
PAGES = {
    language: (folder / "reference" / "commands.md").read_text("utf-8")
    for language, folder in {"en": DOCS, "it": DOCS / "it"}.items()
}
SECTION = re.compile(r"^## `sollecito (\w+)`\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
SECTIONS = {language: dict(SECTION.findall(page)) for language, page in PAGES.items()}
VARIABLES = set(re.findall(r"SOLLECITO_[A-Z_]+", PAGES["en"])) - {"SOLLECITO_SMTP_PASSWORD"}
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
both = pytest.mark.parametrize("language", PAGES)


@both
def test_the_page_has_every_command_and_no_other(language: str) -> None:
    assert sorted(SECTIONS[language]) == sorted(COMMANDS)


@both
@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_on_its_page(language: str, name: str) -> None:
    options = {
        option
        for parameter in COMMANDS[name].params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert options - {"--help"} == set(re.findall(r"--[a-z-]+", SECTIONS[language][name]))


@pytest.mark.parametrize("name", COMMANDS)
def test_both_languages_show_the_same_words_to_type_and_to_read(name: str) -> None:
    """What stands in quotes of code, but for the words that a person replaces."""
    english, italian = (
        {
            code
            for code in re.findall(r"`([^`]+)`", SECTIONS[language][name])
            if not re.search(r"\b[A-Z]{3,}\b", code)
        }
        for language in ("en", "it")
    )
    assert english == italian


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_variable_of_the_page_is_read_somewhere(name: str) -> None:
    sources = [p for top in ("core", "tray") for p in (ROOT / top).rglob("*.py")]
    assert any(f'"{name}"' in path.read_text("utf-8") for path in sources)
    assert f"| `{name}` |" in PAGES["it"]
