"""Changing a firm's own designs: comments stay, and the version before can be brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit

from core.domain.design import Design
from core.domain.wording import say
from core.errors import SollecitoError, UnknownName
from core.files import write_durably
from core.store.design_parts import part_suffix
from core.store.designs import design_text, is_design_name, own_design

PREVIOUS = "design.toml.1"
"""Beside `design.toml`: the version before the last change."""


def changed_design(text: str, changes: Mapping[str, object]) -> str:
    """Return a design's text with other values, by dotted name; comments and order stay."""
    document: Any = tomlkit.parse(text)
    for dotted, value in changes.items():
        *tables, key = dotted.split(".")
        table = document
        for name in tables:
            if name not in table:
                table[name] = tomlkit.table()
            table = table[name]
        table[key] = list(value) if isinstance(value, tuple) else value
    return tomlkit.dumps(document)


def save_design(folder: Path, name: str, text: str) -> None:
    """Write a design that was checked; what it was before is kept beside it."""
    _check_name(name)
    place = folder / "designs" / name
    place.mkdir(parents=True, exist_ok=True)
    file = place / "design.toml"
    if file.is_file():
        before = file.read_bytes()
        if before == text.encode():
            return
        write_durably(place / PREVIOUS, before)
    write_durably(file, text.encode())


def previous_text(folder: Path, name: str) -> str:
    """Return the version before the last change."""
    file = _own(folder, name) / PREVIOUS
    if not file.is_file():
        raise UnknownName(say("There is no earlier version of the design “{name}”.", name=name))
    return file.read_text("utf-8-sig")


def previous_moment(folder: Path, name: str) -> datetime | None:
    """Return when the version before was put aside; None if there is none."""
    own = own_design(folder, name)
    file = own / PREVIOUS if own else None
    if file is None or not file.is_file():
        return None
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone()


def copy_design(folder: Path, source: Design, name: str) -> None:
    """Make a new design that begins as another one, with its logo and fonts."""
    _check_name(name)
    # On Windows “Own” and “own” are one folder.
    if name.lower() in {place.name.lower() for place in (folder / "designs").glob("*")}:
        raise SollecitoError(
            say("There is a design “{name}” already.", name=name),
            say("Choose another name."),
        )
    text = design_text(folder, source.name)
    save_design(folder, name, text)
    for part in (source.logo, source.font, source.font_bold) if source.folder else ():
        if part:
            target = folder / "designs" / name / part
            target.parent.mkdir(parents=True, exist_ok=True)
            write_durably(target, (Path(source.folder) / part).read_bytes())


def keep_part(folder: Path, name: str, kind: str, content: bytes) -> str:
    """Keep a logo or a font beside a design once it is checked; return its name there.

    The name carries a mark of the content, so that an earlier version finds its own files.
    """
    own = _own(folder, name)
    suffix = part_suffix(kind, content)
    file = f"{kind}-{sha256(content).hexdigest()[:8]}{suffix}"
    if not (own / file).is_file():
        write_durably(own / file, content)
    return file


def parts_of(folder: Path, name: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files beside a design that end so."""
    own = own_design(folder, name)
    found = sorted(own.iterdir()) if own else []
    return tuple(file.name for file in found if file.suffix.lower() in suffixes)


def _check_name(name: str) -> None:
    if not is_design_name(name):
        raise SollecitoError(
            say("A design cannot be called “{name}”.", name=name),
            say("Take letters, figures, blanks and hyphens; “classic” is the program’s own."),
        )


def _own(folder: Path, name: str) -> Path:
    own = own_design(folder, name)
    if own is None:
        raise UnknownName(say("There is no design “{name}” of the firm’s own.", name=name))
    return own
