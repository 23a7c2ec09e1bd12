"""Subset fonts, kept in memory and in the user's cache folder."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from zlib import compress, decompress
from zlib import error as zlib_error

import font_source_sans_pro
from platformdirs import user_cache_path

from plugins.renderers.borb_pdf.characters import european, latin
from plugins.renderers.borb_pdf.faces import Face, FontFile
from sollecito import Design

log = logging.getLogger(__name__)

_RECIPE = "1"
"""Changes with `subsetting.py`, so that what an older version kept is not used."""

_SUM = 32


def faces(design: Design, *, wide: bool) -> tuple[Face, Face]:
    """Return the design's regular and bold face; the wide ones know Greek and Cyrillic."""
    source_sans = Path(font_source_sans_pro.font_directory)
    regular, bold = (
        Path(design.folder) / own if own else source_sans / f"SourceSansPro-{weight}.ttf"
        for own, weight in ((design.font, "Regular"), (design.font_bold, "Semibold"))
    )
    return _face(regular, _age(regular), wide=wide), _face(bold, _age(bold), wide=wide)


def _age(path: Path) -> tuple[int, int]:
    """Return what changes when the file does; zeros if it is not there."""
    try:
        state = path.stat()
    except OSError:
        return (0, 0)
    return (state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=8)
def _face(path: Path, age: tuple[int, int], *, wide: bool) -> Face:
    key = sha256(repr((_RECIPE, str(path), age, wide)).encode()).hexdigest()[:32]
    place = user_cache_path("sollecito") / "fonts" / f"{key}.font"
    kept = read_font(place)
    if kept is None:
        # fontTools takes as long to import as the subset takes to make.
        from plugins.renderers.borb_pdf.subsetting import subset_font  # noqa: PLC0415

        kept = subset_font(path, european() if wide else latin())
        write_font(place, kept)
    return Face(kept)


def read_font(place: Path) -> FontFile | None:
    """Return what was kept, or None if there is nothing or it is damaged."""
    try:
        data = place.read_bytes()
    except OSError:
        return None
    if sha256(data[_SUM:]).digest() != data[:_SUM]:
        return None
    try:
        length = int.from_bytes(data[_SUM : _SUM + 4])
        fields = json.loads(data[_SUM + 4 : _SUM + 4 + length])
        for key in ("glyphs", "advances"):
            fields[key] = {int(code): value for code, value in fields[key].items()}
        fields["box"] = tuple(fields["box"])
        return FontFile(program=decompress(data[_SUM + 4 + length :]), **fields)
    except (ValueError, KeyError, TypeError, zlib_error):
        return None


def write_font(place: Path, font: FontFile) -> None:
    """Keep a font for the next start; a cache that cannot be written only costs time."""
    fields = asdict(font)
    program = compress(fields.pop("program"), 6)
    head = json.dumps(fields).encode()
    body = len(head).to_bytes(4) + head + program
    scratch = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(sha256(body).digest() + body)
        scratch.replace(place)
    except OSError:
        log.info("the font cache %s cannot be written", place.parent)
