"""Designs: find, read and check `design.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from core.domain.design import COLUMNS, LEAST_SIZE, NEEDED_COLUMNS, TEXTS, Design
from core.domain.parties import Company
from core.domain.wording import Text, say
from core.errors import SettingsInvalid, UnknownName
from core.formats import LANGUAGES

CLASSIC = "classic"
LEAST_CONTRAST = 4.5
"""Against white paper; WCAG AA, and about what a fax still renders as a line."""

_NAME = re.compile(r"[\w][\w .-]*")
_BRACES = re.compile(r"\{([^{}]*)\}")


def list_designs(folder: Path | None) -> tuple[str, ...]:
    """Return the names of the designs that ship and those of the data folder."""
    names = {place.name for place in _shipped().iterdir() if _is_design(place)}
    own = folder / "designs" if folder else None
    if own and own.is_dir():
        names |= {place.name for place in own.iterdir() if _is_design(place)}
    return tuple(sorted(names))


def read_design(folder: Path | None, name: str) -> Design:
    """Read a design of the data folder, else one that ships; what it leaves out is classic's."""
    base = _parse(_shipped() / CLASSIC / "design.toml", f"{CLASSIC}/design.toml")
    own = folder / "designs" / name if folder and _NAME.fullmatch(name) else None
    if own and _is_design(own):
        file = _parse(own / "design.toml", f"designs/{name}/design.toml")
        _check_files(own, file)
        return _design(name, file, base, str(own))
    if _NAME.fullmatch(name) and _is_design(_shipped() / name):
        file = _parse(_shipped() / name / "design.toml", f"{name}/design.toml")
        return _design(name, file, base, "")
    raise UnknownName(
        say("There is no design “{name}”.", name=name),
        say("These are there: {names}.", names=", ".join(list_designs(folder))),
    )


def read_logo(folder: Path | None, design: Design, company: Company) -> bytes:
    """Read the design's logo, else the company's; empty if neither has one."""
    if design.logo and design.folder:
        place = Path(design.folder) / design.logo
    elif company.logo and folder:
        place = folder / company.logo
    else:
        return b""
    try:
        return place.read_bytes()
    except OSError as error:
        raise SettingsInvalid(
            say("The logo {file} cannot be read.", file=place.name),
            say("Put it there again, or correct its path under [company] in sollecito.toml."),
        ) from error


def _shipped() -> Traversable:
    return files("templates") / "statements"


def _is_design(place: Traversable) -> bool:
    return (place / "design.toml").is_file()


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
_LargeSize = Annotated[float, Field(ge=12, le=28)]
_Margin = Annotated[float, Field(ge=8, le=60)]
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
    model_config = ConfigDict(extra="forbid", strict=True)


class _Colours(_Table):
    accent: _Colour | None = None
    ink: _Colour | None = None


class _Fonts(_Table):
    regular: _Path | None = None
    bold: _Path | None = None
    small: _Size | None = None
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
    home_countries: list[str] | None = None


class _Logo(_Table):
    file: _Path | None = None
    height: Annotated[float, Field(ge=5, le=40)] | None = None


class _Columns(_Table):
    columns: Annotated[list[_Column], AfterValidator(_check_columns)] | None = None
    aging: bool | None = None


class _Payment(_Table):
    code: bool | None = None


class _DesignFile(_Table):
    colours: _Colours = _Colours()
    fonts: _Fonts = _Fonts()
    margins: _Margins = _Margins()
    address: _Address = _Address()
    logo: _Logo = _Logo()
    table: _Columns = _Columns()
    payment: _Payment = _Payment()
    texts: dict[str, _Texts] = {}


_HINTS: Mapping[str, Text] = {
    "colours": say("Write a colour as #rrggbb, dark enough to be read after a fax."),
    "fonts": say(
        "Sizes are points, 8 to 12, the large one 12 to 28; "
        "fonts are .ttf files in the design’s folder."
    ),
    "margins": say("Margins are millimetres, 8 to 60."),
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


def _parse(place: Traversable, file: str) -> _DesignFile:
    try:
        return _DesignFile.model_validate(tomllib.loads(place.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(
            say("{file} is not a valid TOML file: {reason}.", file=file, reason=str(error)),
            say("Correct the file and save it again."),
        ) from error
    except ValidationError as error:
        raise _invalid(file, error) from error


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
    return SettingsInvalid(title, _HINTS.get(table, say("Tables are: {names}.", names=_TABLES)))


_TABLES = ", ".join(_HINTS)


def _check_files(own: Path, file: _DesignFile) -> None:
    """Refuse a design whose fonts are not there; they are read when it is drawn."""
    for key, name in (("fonts.regular", file.fonts.regular), ("fonts.bold", file.fonts.bold)):
        if name and not (name.lower().endswith(".ttf") and (own / name).is_file()):
            raise SettingsInvalid(
                say(
                    "{file}: “{key}” has a value that cannot be used.",
                    file=f"designs/{own.name}/design.toml",
                    key=key,
                ),
                _HINTS["fonts"],
            )


def _design(name: str, file: _DesignFile, base: _DesignFile, folder: str) -> Design:
    """Join a file with what it leaves out."""
    languages = {*LANGUAGES, *base.texts, *file.texts}
    texts = {lang: {**base.texts.get(lang, {}), **file.texts.get(lang, {})} for lang in languages}
    fields: dict[str, object] = {}
    for source in (base, file):
        fields |= {key: value for key, value in _fields(source).items() if value is not None}
    return Design(name=name, texts=texts, folder=folder, **fields)  # type: ignore[arg-type] # checked by pydantic


def _fields(file: _DesignFile) -> dict[str, object]:
    """Return a file's values under the names that `Design` has for them."""
    fonts, margins, address = file.fonts, file.margins, file.address
    return {
        "accent": file.colours.accent,
        "ink": file.colours.ink,
        "font": fonts.regular,
        "font_bold": fonts.bold,
        "small": fonts.small,
        "normal": fonts.normal,
        "large": fonts.large,
        "margin_left": margins.left,
        "margin_right": margins.right,
        "margin_top": margins.top,
        "margin_bottom": margins.bottom,
        "address_left": address.left,
        "address_top": address.top,
        "home_countries": address.home_countries and tuple(address.home_countries),
        "logo": file.logo.file,
        "logo_height": file.logo.height,
        "columns": file.table.columns and tuple(file.table.columns),
        "show_aging": file.table.aging,
        "show_payment_code": file.payment.code,
    }
