"""Cut a TrueType font down to the characters that statements need."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError

from plugins.renderers.borb_pdf.faces import FontFile
from sollecito import SollecitoError, say

_FIGURES = "0123456789.,\u2212"
_UNNEEDED = ["GSUB", "GPOS", "GDEF", "kern", "gasp", "DSIG", "BASE", "name", "OS/2", "cmap"]
"""A PDF maps characters to glyphs itself; layout rules and names are of no use in it."""


def subset_font(path: Path, characters: frozenset[int]) -> FontFile:
    """Keep the characters, with figures of one width where the font has them."""
    font = _open(path)
    tabular = _tabular_figures(font)
    wanted = {code: glyph for code, glyph in font.getBestCmap().items() if code in characters}
    wanted |= {code: tabular[glyph] for code, glyph in wanted.items() if glyph in tabular}
    name = font["name"].getDebugName(6) or "Statement"
    cap_height = _cap_height(font)
    _cut(font, set(wanted.values()))
    scale = 1000 / font["head"].unitsPerEm
    head, rows = font["head"], font["hhea"]
    box = tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
    metrics = font["hmtx"]
    return FontFile(
        name=f"SOLLEC+{''.join(filter(str.isalnum, name))}",
        glyphs={code: font.getGlyphID(glyph) for code, glyph in sorted(wanted.items())},
        advances={code: round(metrics[g][0] * scale) for code, g in sorted(wanted.items())},
        box=(box[0], box[1], box[2], box[3]),
        ascent=round(rows.ascent * scale),
        descent=round(rows.descent * scale),
        cap_height=round(cap_height * scale),
        program=_saved(font),
    )


def _open(path: Path) -> Any:
    try:
        font = TTFont(io.BytesIO(path.read_bytes()), lazy=True, recalcTimestamp=False)
        if "glyf" in font:
            return font
    except (OSError, TTLibError) as error:
        raise _no_font(path) from error
    raise _no_font(path)


def _no_font(path: Path) -> SollecitoError:
    return SollecitoError(
        say("{file} is not a TrueType font that can be used.", file=path.name),
        say("Use a .ttf file, or leave the font out of the design: Source Sans is then used."),
    )


def _tabular_figures(font: Any) -> Mapping[str, str]:
    """Return the tabular glyphs of a font whose usual figures differ in width."""
    names = font.getBestCmap()
    widths = {font["hmtx"][names[ord(figure)]][0] for figure in _FIGURES[:10]}
    if len(widths) == 1 or "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for index in sorted(lookups):
        for part in table.LookupList.Lookup[index].SubTable:
            found |= getattr(getattr(part, "ExtSubTable", part), "mapping", {})
    figures = {names[ord(figure)] for figure in _FIGURES if ord(figure) in names}
    return {usual: tabular for usual, tabular in found.items() if usual in figures}


def _cap_height(font: Any) -> int:
    height: int = getattr(font["OS/2"], "sCapHeight", 0) if "OS/2" in font else 0
    return height or round(font["hhea"].ascent * 0.7)


def _cut(font: Any, glyphs: set[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=sorted(glyphs))
    subsetter.subset(font)


def _saved(font: Any) -> bytes:
    for table in _UNNEEDED:
        if table in font:
            del font[table]
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
