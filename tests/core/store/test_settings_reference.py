"""The page of settings says of every key what the program does, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from core.store.settings import PluginsTable, Settings
from core.store.settings_file import default_settings_text

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {
    language: (folder / "reference" / "settings.md").read_text("utf-8")
    for language, folder in {"en": DOCS, "it": DOCS / "it"}.items()
}
both = pytest.mark.parametrize("language", PAGES)
TABLES = {name: type(table) for name, table in Settings(company={"name": "R"}) if name}  # type: ignore[arg-type] # a dict stands for the table
KEYS = [
    (table, key)
    for table, model in TABLES.items()
    for key in model.model_fields
    if (model, key) != (PluginsTable, "tables")
]


def section(language: str, table: str) -> str:
    found = re.search(rf"## `\[{table}\]`\n(.*?)(?=\n###? |\Z)", PAGES[language], re.DOTALL)
    assert found, f"no section on [{table}]"
    return found[1]


def default_of(model: type[BaseModel], key: str) -> str:
    """Return the default of a key as the file would have it."""
    field = model.model_fields[key]
    if field.is_required():
        return ""
    value: Any = field.get_default(call_default_factory=True, validated_data={})
    assert value is not PydanticUndefined
    if isinstance(value, bool | int | tuple | dict):
        return f"`{json.dumps(value)}`"
    return f'`"{"" if value is None else value}"`'


@both
@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_is_on_the_page_with_its_default(language: str, table: str, key: str) -> None:
    default = default_of(TABLES[table], key)
    assert f"| `{key}` | {default + ' ' if default else ''}| " in section(language, table)


@both
def test_the_page_has_no_key_that_does_not_exist(language: str) -> None:
    told = {
        (table, key)
        for table in TABLES
        for key in re.findall(r"\n\| `(\w+)` \|", section(language, table))
    }
    assert told == set(KEYS)


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_a_key_takes_the_same_values_in_both_languages(table: str, key: str) -> None:
    """The words in quotes of code, but for examples that name a person or a place."""
    english, italian = (
        {
            code
            for row in re.findall(rf"\n\| `{key}` \|.*", section(language, table))
            for code in re.findall(r"`([^`]+)`", row)
            if "example" not in code and "://" not in code
        }
        for language in ("en", "it")
    )
    assert english == italian


@both
@pytest.mark.parametrize(("table", "key"), KEYS)
def test_a_new_file_shows_every_key(language: str, table: str, key: str) -> None:
    text = default_settings_text("Rossi", language)
    if (table, key) == ("email", "text"):
        assert "[email.text]" in text
        return
    found = re.search(rf"^\[{table}\]$(.*?)(?=^\[|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found
    assert re.search(rf"^{key} = ", found[1], re.MULTILINE)
