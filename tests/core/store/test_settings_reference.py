"""The page of settings says of every key what the program does."""

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

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "settings.md").read_text("utf-8")
TABLES = {name: type(table) for name, table in Settings(company={"name": "R"}) if name}  # type: ignore[arg-type] # a dict stands for the table
KEYS = [
    (table, key)
    for table, model in TABLES.items()
    for key in model.model_fields
    if (model, key) != (PluginsTable, "tables")
]


def section(table: str) -> str:
    found = re.search(rf"## `\[{table}\]`\n(.*?)(?=\n###? |\Z)", PAGE, re.DOTALL)
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


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_is_on_the_page_with_its_default(table: str, key: str) -> None:
    default = default_of(TABLES[table], key)
    assert f"| `{key}` | {default + ' ' if default else ''}| " in section(table)


def test_the_page_has_no_key_that_does_not_exist() -> None:
    told = {
        (table, key) for table in TABLES for key in re.findall(r"\n\| `(\w+)` \|", section(table))
    }
    assert told == set(KEYS)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("table", "key"), KEYS)
def test_a_new_file_shows_every_key(language: str, table: str, key: str) -> None:
    text = default_settings_text("Rossi", language)
    if (table, key) == ("email", "text"):
        assert "[email.text]" in text
        return
    found = re.search(rf"^\[{table}\]$(.*?)(?=^\[|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found
    assert re.search(rf"^{key} = ", found[1], re.MULTILINE)
