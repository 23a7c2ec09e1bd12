"""The settings as plain tables, like in the file: to show, to compare and to check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.domain.wording import Text, say
from core.store.settings import Settings
from core.store.settings_faults import allowed, written_path


def as_tables(settings: Settings) -> dict[str, Any]:
    """Return the settings as their file would have them, everything said."""
    tables: dict[str, Any] = settings.model_dump(mode="json")
    plugins = tables["plugins"]
    tables["plugins"] = {"off": plugins["off"], **plugins["tables"]}
    for table in tables.values():
        table |= {name: "" for name, value in table.items() if value is None}
    return tables


def value_of(tables: Mapping[str, Any], dotted: str) -> object:
    """Return a setting by its dotted name; empty if it is not said."""
    found: Any = tables
    for name in dotted.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return ""
        found = found[name]
    return found


def with_changes(tables: Mapping[str, Any], changes: Mapping[str, object]) -> dict[str, Any]:
    """Return tables in which settings are changed by dotted name."""
    changed = {name: dict(table) for name, table in tables.items()}
    for dotted, value in changes.items():
        first, *between, last = dotted.split(".")
        table = changed.setdefault(first, {})
        for name in between:
            table[name] = dict(table.get(name, {}))
            table = table[name]
        table[last] = value
    return changed


def faults_of(tables: Mapping[str, Any]) -> dict[str, Text]:
    """Return what is allowed instead, by the dotted name of each setting that is wrong."""
    try:
        Settings.model_validate(tables)
    except ValidationError as error:
        return {".".join(written_path(found["loc"])): _sentence(found) for found in error.errors()}
    return {}


def _sentence(found: Any) -> Text:
    if found["type"] in ("extra_forbidden", "missing"):
        return say("This setting is not known.")
    return allowed(found)
