"""The file `design.toml`: which keys it may have, and what is wrong with it in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from core.causes import why_unreadable
from core.domain.design import COLUMNS, LEAST_SIZE, NEEDED_COLUMNS, TEXTS
from core.domain.wording import Text, say
from core.errors import SettingsInvalid

LEAST_CONTRAST = 4.5
"""Against white paper; WCAG AA, and about what a fax still renders as a line."""

_BRACES = re.compile(r"\{([^{}]*)\}")


def _check_colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value) or _contrast(value) < LEAST_CONTRAST:
        raise PydanticCustomError("colour", "colour")
    return value


def _contrast(colour: str) -> float:
    """Return the contrast with white paper, as WCAG reckons it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]  # noqa: PLR2004 - WCAG's constants
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _check_columns(value: list[str]) -> list[str]:
    if len(set(value)) < len(value) or not set(NEEDED_COLUMNS) <= set(value):
        raise PydanticCustomError("columns", "columns")
    return value


def _check_path(value: str) -> str:
    path = PurePosixPath(value.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in value:
        raise PydanticCustomError("path", "path")
    return value


def _check_texts(value: dict[str, str]) -> dict[str, str]:
    for key, text in value.items():
        if key not in TEXTS:
            raise PydanticCustomError("text_key", "unknown", {"key": key})
        if not set(_BRACES.findall(text)) <= set(TEXTS[key]):
            raise PydanticCustomError("text_braces", "braces", {"key": key})
    return value


_Colour = Annotated[str, AfterValidator(_check_colour)]
_Size = Annotated[float, Field(ge=LEAST_SIZE, le=12)]
_SmallSize = Annotated[float, Field(ge=LEAST_SIZE, le=10)]
_LargeSize = Annotated[float, Field(ge=12, le=28)]
_Margin = Annotated[float, Field(ge=8, le=30)]
_Path = Annotated[str, AfterValidator(_check_path)]
_Column = Literal[
    "document",
    "document_date",
    "due_date",
    "days_overdue",
    "amount",
    "paid",
    "open",
    "balance",
]
_Texts = Annotated[dict[str, str], AfterValidator(_check_texts)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _Colours(_Table):
    accent: _Colour | None = None
    ink: _Colour | None = None


class _Fonts(_Table):
    regular: _Path | None = None
    bold: _Path | None = None
    small: _SmallSize | None = None
    normal: _Size | None = None
    large: _LargeSize | None = None


class _Margins(_Table):
    left: _Margin | None = None
    right: _Margin | None = None
    top: _Margin | None = None
    bottom: _Margin | None = None


class _Address(_Table):
    left: Annotated[float, Field(ge=15, le=150)] | None = None
    top: Annotated[float, Field(ge=30, le=90)] | None = None
    window: Annotated[float, Field(ge=0, le=60)] | None = None
    home_countries: list[str] | None = None


class _Logo(_Table):
    file: _Path | None = None
    height: Annotated[float, Field(ge=5, le=40)] | None = None


class _Columns(_Table):
    columns: Annotated[list[_Column], AfterValidator(_check_columns)] | None = None
    aging: bool | None = None


class _Payment(_Table):
    code: bool | None = None


class DesignFile(_Table):
    """A design as its file has it; None where it says nothing."""

    colours: _Colours = _Colours()
    fonts: _Fonts = _Fonts()
    margins: _Margins = _Margins()
    address: _Address = _Address()
    logo: _Logo = _Logo()
    table: _Columns = _Columns()
    payment: _Payment = _Payment()
    texts: dict[str, _Texts] = {}


HINTS: Mapping[str, Text] = {
    "colours": say("Write a colour as #rrggbb, dark enough to be read after a fax."),
    "fonts": say(
        "Sizes are points: small 8 to 10, normal 8 to 12, large 12 to 28; "
        "fonts are .ttf files in the design’s folder."
    ),
    "margins": say("Margins are millimetres, 8 to 30."),
    "address": say("Left is 15 to 150 millimetres, top 30 to 90; countries are a list of names."),
    "logo": say(
        "The file is a PNG or JPEG in the design’s folder, the height 5 to 40 millimetres."
    ),
    "table": say(
        "Columns are, each once: {names}; “document” and “open” must be there.",
        names=", ".join(COLUMNS),
    ),
    "payment": say("Write code = true or code = false."),
    "texts": say("Texts are those of the design “classic”, with the same words in braces."),
}


_TABLES = ", ".join(HINTS)


def parse_design(place: Traversable, file: str) -> DesignFile:
    """Read a design file; a wrong key or value is refused with a sentence."""
    try:
        return parse_design_text(place.read_text("utf-8-sig"), file)
    except (UnicodeDecodeError, OSError) as error:
        raise _unreadable(file, error) from error


def parse_design_text(text: str, file: str) -> DesignFile:
    """Check the text of a design file; `file` is its name in sentences."""
    try:
        return DesignFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file, error) from error
    except ValidationError as error:
        raise _invalid(file, error) from error


def _unreadable(file: str, error: Exception) -> SettingsInvalid:
    return SettingsInvalid(
        say("{file} cannot be read: {reason}.", file=file, reason=why_unreadable(error)),
        say("Correct the file and save it again."),
    )


def _invalid(file: str, error: ValidationError) -> SettingsInvalid:
    """Turn the first fault into a sentence and what is allowed."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in (*first["loc"], first.get("ctx", {}).get("key", "")))
    values = {"file": file, "key": key.rstrip(".")}
    if first["type"] in ("extra_forbidden", "text_key"):
        title = say("{file}: “{key}” is not a key of a design.", **values)
    elif first["type"] == "text_braces":
        title = say("{file}: “{key}” has words in braces that nothing fills.", **values)
    else:
        title = say("{file}: “{key}” has a value that cannot be used.", **values)
    table = str(first["loc"][0])
    return SettingsInvalid(title, HINTS.get(table, say("Tables are: {names}.", names=_TABLES)))
