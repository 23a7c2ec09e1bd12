"""Writes `sollecito.toml`: a new one with comments, and changes that keep a person's own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from core.files import write_durably
from core.formats import LANGUAGES
from core.store.settings import Settings, parse_settings, settings_bytes


def change_settings(path: Path, changes: Mapping[str, object]) -> Settings:
    """Change settings by dotted name, durably; comments, order and the rest stay.

    Nothing is written if the file would then be wrong. None takes a setting out.
    """
    content = settings_bytes(path)
    try:
        changed = _changed(content.decode("utf-8-sig"), changes).encode()
    except (UnicodeDecodeError, TOMLKitError):
        # No TOML: refused with its line.
        parse_settings(content)
        raise
    # What was wrong before and is right now has just been mended.
    settings = parse_settings(changed)
    if changed != content:
        write_durably(path, changed)
    return settings


def default_settings_text(company: str, language: str = "it") -> str:
    """Return the commented file that a new data folder gets."""
    name = language if language in LANGUAGES else "en"
    start = files("templates") / "settings" / f"{name}.toml"
    return start.read_text("utf-8").replace('"COMPANY"', tomlkit.string(company).as_string())


def _changed(text: str, changes: Mapping[str, object]) -> str:
    document = tomlkit.parse(text)
    for name, value in changes.items():
        _set(document, name, value)
    return tomlkit.dumps(document)


def _set(document: Any, dotted: str, value: object) -> None:
    *tables, key = dotted.split(".")
    table = document
    for name in tables:
        if name not in table:
            table[name] = tomlkit.table()
        table = table[name]
    if value is None:
        table.pop(key, None)
    else:
        table[key] = list(value) if isinstance(value, tuple) else value
