"""Sentences for a wrong `sollecito.toml`: the line, the key, and what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from core.domain.wording import Text, say
from core.errors import SettingsInvalid
from core.store.settings_values import Refused

_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
_KEY = re.compile(r"""\s*(["']?)([\w.-]+)\1\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")

_TYPES = {
    "bool_type": say("Write true or false, without quotes."),
    "string_type": say("Write a text in quotes."),
    "int_type": say("Write a whole number, without quotes."),
    "tuple_type": say('Write a list of texts, like ["one", "two"].'),
    "dict_type": say("This is a table: write its name in brackets on a line of its own."),
    "model_type": say("This is a table: write its name in brackets on a line of its own."),
    "string_too_short": say("It cannot be empty."),
}


def parse(content: bytes) -> tuple[str, dict[str, Any]]:
    """Read the file as TOML; return its text too, in which lines can be found."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsInvalid(
            say("Line {line} of the settings is not UTF-8.", line=_line(content, error.start)),
            say("Save the file with the encoding UTF-8."),
        ) from None
    try:
        return text, tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise SettingsInvalid(
            say("Line {line} of the settings cannot be understood.", line=line),
            say("A setting is a name, an equals sign and a value; texts are in quotes."),
        ) from None


def refusal(error: ValidationError, model: type[BaseModel], text: str) -> SettingsInvalid:
    """Return the sentence and the hint for the first thing that is wrong."""
    found = error.errors()[0]
    path = written_path(found["loc"])
    key, line = ".".join(path), line_of(text, path)
    if found["type"] == "extra_forbidden":
        title = say("Line {line} of the settings: there is no “{key}”.", line=line, key=key)
        return SettingsInvalid(title, _suggestion(path, model))
    if found["type"] == "missing":
        title = say("The settings lack “{key}”.", key=key)
        return SettingsInvalid(title, say("Add it to the file."))
    title = say("Line {line} of the settings: “{key}” is wrong.", line=line, key=key)
    return SettingsInvalid(title, allowed(found))


def line_of(text: str, path: Sequence[str]) -> int:
    """Return the line of a setting; of its table if it has none of its own."""
    wanted, nearest = tuple(path), 1
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = _names(header[1])
            here = table
        elif key:
            here = (*table, *_names(key[2]))
        else:
            continue
        if here == wanted:
            return number
        if here == wanted[: len(here)]:
            nearest = number
    return nearest


def written_path(location: Sequence[str | int]) -> tuple[str, ...]:
    """Return the names as they stand in the file, without what pydantic adds."""
    # Only the check of `via` looks at the file as a whole.
    names = tuple(name for name in location if isinstance(name, str)) or ("email", "via")
    return tuple(name for name in names if names[:1] != ("plugins",) or name != "tables")


def allowed(found: Any) -> Text:
    """Return what a value of a setting may be, by the error that pydantic found."""
    context = found.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Refused):
        return cause.allowed
    if found["type"] == "literal_error":
        allowed = context["expected"].replace("'", "").replace(" or ", ", ")
        return say("One of these is allowed: {allowed}.", allowed=allowed)
    if "ge" in context:
        return say("The least is {least}.", least=context["ge"])
    if "le" in context:
        return say("The most is {most}.", most=context["le"])
    return _TYPES.get(found["type"], say("See the list of settings in the manual."))


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def _suggestion(path: Sequence[str], model: type[BaseModel]) -> Text:
    known = list(_model_at(path[:-1], model).model_fields)
    near = get_close_matches(path[-1], known, 1)
    if near:
        return say("Did you mean “{name}”?", name=near[0])
    return say("Possible here: {names}.", names=", ".join(known))


def _model_at(path: Sequence[str], model: type[BaseModel]) -> type[BaseModel]:
    for name in path:
        annotation = model.model_fields[name].annotation
        model = annotation if isinstance(annotation, type) else get_args(annotation)[0]
    return model


def _line(content: bytes, position: int) -> int:
    return content[:position].count(b"\n") + 1
