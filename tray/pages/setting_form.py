"""Forms made from the settings' own models: a field a key, its text read back as its value."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.domain.covering_letter import unknown_placeholders
from core.domain.wording import Text, say
from core.engine.settings_view import SettingsView
from core.engine.status import Status
from core.formats import LANGUAGES
from core.store.settings import Settings
from core.store.settings_tables import as_tables, faults_of, value_of, with_changes
from tray.pages.roads_off import marked_off
from tray.pages.setting_texts import GROUPS, LETTERS, SETTINGS, GroupWords, SettingWords

_LETTERS_KEY = "email.text"
_CHOSEN = ("email.via", "statement.design")
"""Texts in the file, of which only some make sense here."""
_LEFT_OUT = ("plugins",)
"""Plugins have a page of their own."""


class Kind(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    LINES = "lines"
    LETTER = "letter"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field of a form."""

    name: str
    """Dotted, as in the file."""
    kind: Kind
    words: SettingWords
    choices: tuple[tuple[str, Text], ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as a person filled it in."""

    texts: Mapping[str, str]
    changes: Mapping[str, object]
    """What is different now, as values of the file."""
    before: Mapping[str, object]
    """What the person saw of it."""
    faults: Mapping[str, Text]


def all_names() -> Iterator[str]:
    """Yield the dotted name of every setting that a form asks for."""
    for table, model in _tables():
        for key in model.model_fields:
            name = f"{table}.{key}"
            if name == _LETTERS_KEY:
                yield from (f"{name}.{language}" for language in LANGUAGES)
            else:
                yield name


def groups() -> dict[str, GroupWords]:
    """Return the groups that there are, in the order of the page's tabs."""
    there = {group_of(name) for name in all_names()}
    return {name: words for name, words in GROUPS.items() if name in there}


def group_of(name: str) -> str:
    """Return the group that a setting is shown in."""
    return LETTERS if name.startswith(f"{_LETTERS_KEY}.") else name.partition(".")[0]


def fields_of(
    group: str, view: SettingsView, status: Status, off: Container[str] = ()
) -> tuple[SettingField, ...]:
    """Return the fields of a group's form; roads that are `off` are named so."""
    names = (name for name in all_names() if group_of(name) == group)
    return tuple(_field(name, view, status, off) for name in names)


def texts_of(fields: tuple[SettingField, ...], view: SettingsView, language: str) -> dict[str, str]:
    """Return what stands in each field now."""
    tables = as_tables(view.settings)
    texts = {field.name: _as_text(value_of(tables, field.name)) for field in fields}
    amounts = (field.name for field in fields if field.kind is Kind.AMOUNT)
    if language == "it":
        texts |= {name: texts[name].replace(".", ",") for name in amounts}
    return texts


def fill(
    fields: tuple[SettingField, ...],
    view: SettingsView,
    texts: Mapping[str, str],
    shown: Mapping[str, str],
) -> Filled:
    """Read a form; only what differs from what it showed is a change."""
    faults: dict[str, Text] = {}
    changes: dict[str, object] = {}
    before: dict[str, object] = {}
    for field in fields:
        text, was = texts.get(field.name, ""), shown.get(field.name, "")
        if text == was:
            continue
        try:
            changes[field.name] = as_value(field, text)
            before[field.name] = as_value(field, was)
        except ValueError:
            faults[field.name] = _WRONG[field.kind]
    wrong = faults_of(with_changes(as_tables(view.settings), changes))
    own = {field.name for field in fields}
    faults |= {name: what for name, what in _by_language(wrong, changes) if name in own}
    return Filled(texts, changes, before, faults)


def as_value(field: SettingField, text: str) -> object:
    """Return a field's value as the file has it; a `ValueError` if it has no such value."""
    if field.kind is Kind.SWITCH:
        return text == "yes"
    if field.kind is Kind.NUMBER:
        # int() alone would let signs, underscores and the digits of other scripts through.
        if not (text.isascii() and text.isdecimal()):
            raise ValueError(text)
        return int(text)
    if field.kind is Kind.AMOUNT:
        return _amount(text)
    if field.kind is Kind.DAY:
        return date.fromisoformat(text).isoformat() if text else ""
    if field.kind is Kind.LINES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def _tables() -> Iterator[tuple[str, type[BaseModel]]]:
    for name, info in Settings.model_fields.items():
        if name not in _LEFT_OUT and isinstance(info.annotation, type):
            yield name, info.annotation


def _field(name: str, view: SettingsView, status: Status, off: Container[str]) -> SettingField:
    info = _info(name)
    words = SETTINGS.get(name) or SettingWords(say("Setting {name}", name=name))
    kind = _kind(name, info)
    least, most = _limit(info, "ge"), _limit(info, "le")
    choices: tuple[tuple[str, Text], ...] = ()
    if kind is Kind.CHOICE:
        names = _choices(name, info, view, status)
        called = {value: _called(value, words, status) for value in names}
        choices = tuple(
            (value, marked_off(road) if value in off else road) for value, road in called.items()
        )
    return SettingField(name, kind, words, choices, least, most)


def _info(name: str) -> FieldInfo:
    table, key = name.split(".")[:2]
    return dict(_tables())[table].model_fields[key]


def _kind(name: str, info: FieldInfo) -> Kind:
    annotation = info.annotation
    if name in _CHOSEN or get_origin(annotation) is Literal:
        return Kind.CHOICE
    if group_of(name) == LETTERS:
        return Kind.LETTER
    if get_origin(annotation) is tuple:
        return Kind.LINES
    return next((kind for type_, kind in _KINDS if annotation == type_), Kind.TEXT)


def _choices(name: str, info: FieldInfo, view: SettingsView, status: Status) -> tuple[str, ...]:
    if name == "email.via":
        there = [c.name for c in status.channels if c.kind == "email" and _may_be_via(c.name, view)]
        return tuple(dict.fromkeys((*there, view.settings.email.via)))
    if name == "statement.design":
        return tuple(dict.fromkeys((*view.designs, view.settings.statement.design)))
    return tuple(map(str, get_args(info.annotation)))


def _may_be_via(channel: str, view: SettingsView) -> bool:
    tables = with_changes(as_tables(view.settings), {"email.via": channel})
    return "email.via" not in faults_of(tables)


def _called(value: str, words: SettingWords, status: Status) -> Text:
    if value in words.choices:
        return words.choices[value]
    return next((c.label for c in status.channels if c.name == value), Text(value))


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


def _amount(text: str) -> str:
    """Read an amount as people write it, with a comma or a point before the cents."""
    whole, mark, cents = text.replace(",", ".").rpartition(".")
    digits = f"{whole}{cents}"
    if not digits.isascii() or not digits.isdecimal() or (mark and len(cents) > len("00")):
        raise ValueError(text)
    return f"{whole}.{cents}" if mark else f"{text}.00"


def _by_language(
    faults: Mapping[str, Text], changes: Mapping[str, object]
) -> Iterator[tuple[str, Text]]:
    """Yield the faults, that of the letters at the letter it is in."""
    for name, what in faults.items():
        if name != _LETTERS_KEY:
            yield name, what
            continue
        for language in LANGUAGES:
            own = f"{name}.{language}"
            if unknown_placeholders(str(changes.get(own, ""))):
                yield own, what


def _limit(info: FieldInfo, name: str) -> int | None:
    limits = (getattr(mark, name, None) for mark in info.metadata)
    return next((limit for limit in limits if isinstance(limit, int)), None)


_KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, Kind.SWITCH),
    (int, Kind.NUMBER),
    (Decimal, Kind.AMOUNT),
    (date | None, Kind.DAY),
)
_WRONG = {
    Kind.NUMBER: say("Write a whole number."),
    Kind.AMOUNT: say("Write an amount like {example}.", example=Decimal("25.00")),
    Kind.DAY: say("Write the date as 2026-12-31."),
}
