"""Designs: find, read and check `design.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from core.domain.design import SENTENCES, Design
from core.domain.parties import Company
from core.domain.wording import say
from core.errors import SettingsInvalid, UnknownName
from core.files import safe_name
from core.formats import LANGUAGES
from core.store.design_file import HINTS, DesignFile, parse_design, parse_design_text

CLASSIC = "classic"

_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
_LONGEST_NAME = 40


def list_designs(folder: Path | None) -> tuple[str, ...]:
    """Return the names of the designs that ship and those of the data folder."""
    names = {place.name for place in _shipped().iterdir() if _is_design(place)}
    own = folder / "designs" if folder else None
    if own and own.is_dir():
        names |= {place.name for place in own.iterdir() if _is_design(place)}
    return tuple(sorted(names))


def read_design(folder: Path | None, name: str) -> Design:
    """Read a design of the data folder, else one that ships; what it leaves out is classic's."""
    own = own_design(folder, name)
    if own:
        file = parse_design(own / "design.toml", f"designs/{name}/design.toml")
        return _own(name, file, own)
    if _NAME.fullmatch(name) and _is_design(_shipped() / name):
        file = parse_design(_shipped() / name / "design.toml", f"{name}/design.toml")
        return _design(name, file, _classic(), "")
    raise UnknownName(
        say("There is no design “{name}”.", name=name),
        say("Possible here: {names}.", names=", ".join(list_designs(folder))),
    )


def draft_design(folder: Path, name: str, text: str) -> Design:
    """Return the design that a text would be once it is saved under a name of the firm's own."""
    file = parse_design_text(text, f"designs/{name}/design.toml")
    return _own(name, file, folder / "designs" / name)


def own_design(folder: Path | None, name: str) -> Path | None:
    """Return the folder of one of the firm's own designs; None if it has none of that name."""
    own = folder / "designs" / name if folder and _NAME.fullmatch(name) else None
    return own if own and _is_design(own) else None


def is_design_name(name: str) -> bool:
    """Whether a design may be called so: it becomes the name of a folder."""
    # As every PC of the firm can have it: Windows keeps some names for devices.
    usable = bool(_NAME.fullmatch(name)) and safe_name(name) == name
    return usable and len(name) <= _LONGEST_NAME and name.lower() != CLASSIC


def design_text(folder: Path, name: str) -> str:
    """Return the text of a design's file, as a person may have commented it."""
    own = own_design(folder, name)
    if own:
        return (own / "design.toml").read_text("utf-8-sig")
    if _NAME.fullmatch(name) and _is_design(_shipped() / name):
        return (_shipped() / name / "design.toml").read_text("utf-8")
    raise UnknownName(say("There is no design “{name}”.", name=name))


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
            say("Put it there again, or choose another under [company] logo."),
        ) from error


@cache
def _classic() -> DesignFile:
    return parse_design(_shipped() / CLASSIC / "design.toml", f"{CLASSIC}/design.toml")


def _shipped() -> Traversable:
    return files("templates") / "statements"


def _is_design(place: Traversable) -> bool:
    return (place / "design.toml").is_file()


def _check_files(own: Path, file: DesignFile) -> None:
    """Refuse a design whose fonts are not there; they are read when it is drawn."""
    for key, name in (("fonts.regular", file.fonts.regular), ("fonts.bold", file.fonts.bold)):
        if name and not (name.lower().endswith(".ttf") and (own / name).is_file()):
            raise SettingsInvalid(
                say(
                    "{file}: “{key}” has a value that cannot be used.",
                    file=f"designs/{own.name}/design.toml",
                    key=key,
                ),
                HINTS["fonts"],
            )


def _own(name: str, file: DesignFile, own: Path) -> Design:
    _check_files(own, file)
    return _design(name, file, _classic(), str(own))


def _design(name: str, file: DesignFile, base: DesignFile, folder: str) -> Design:
    """Join a file with what it leaves out."""
    languages = {*LANGUAGES, *base.texts, *file.texts}
    texts = {lang: base.texts.get(lang, {}) | _said(file.texts.get(lang, {})) for lang in languages}
    fields: dict[str, object] = {}
    for source in (base, file):
        fields |= {key: value for key, value in _fields(source).items() if value is not None}
    return Design(name=name, texts=texts, folder=folder, **fields)  # type: ignore[arg-type] # checked by pydantic


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    """Return a file's texts; a label that is emptied is the base's, in the same language."""
    return {key: text for key, text in texts.items() if text or key in SENTENCES}


def _fields(file: DesignFile) -> dict[str, object]:
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
        "address_window": address.window,
        "home_countries": address.home_countries and tuple(address.home_countries),
        "logo": file.logo.file,
        "logo_height": file.logo.height,
        "columns": file.table.columns and tuple(file.table.columns),
        "show_aging": file.table.aging,
        "show_payment_code": file.payment.code,
    }
