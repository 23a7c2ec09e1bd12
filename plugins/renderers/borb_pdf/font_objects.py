"""Faces as PDF objects.

The codes on the page are the characters themselves (UTF-16), so that text can be searched
and copied exactly even where two characters share a glyph.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Self

from borb.pdf.primitives import name, stream

from plugins.renderers.borb_pdf.faces import FontFile


class Ready(int):
    """A number whose text is PDF already: borb writes it in one step."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Keep the text."""
        made = super().__new__(cls, 0)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text


def font_object(font: FontFile) -> dict[Any, Any]:
    """Return a font that is embedded and knows what its codes mean."""
    base = name(font.name)
    descendant = _named(
        Type=name("Font"),
        Subtype=name("CIDFontType2"),
        BaseFont=base,
        CIDSystemInfo=Ready("<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"),
        FontDescriptor=_descriptor(font),
        DW=0,
        W=Ready(_widths(font.advances)),
        CIDToGIDMap=packed(_glyph_map(font.glyphs)),
    )
    return _named(
        Type=name("Font"),
        Subtype=name("Type0"),
        BaseFont=base,
        Encoding=name("Identity-H"),
        DescendantFonts=[descendant],
        ToUnicode=packed(_meaning(font.glyphs)),
    )


def packed(data: bytes, **entries: Any) -> stream:
    """Return a compressed stream."""
    made = stream()
    made[name("Bytes")] = zlib.compress(data, 9)
    made[name("Filter")] = name("FlateDecode")
    made[name("Length")] = len(made["Bytes"])
    for key, value in entries.items():
        made[name(key)] = value
    return made


def _named(**entries: Any) -> dict[Any, Any]:
    return {name(key): value for key, value in entries.items()}


def _descriptor(font: FontFile) -> dict[Any, Any]:
    return _named(
        Type=name("FontDescriptor"),
        FontName=name(font.name),
        Flags=4,
        FontBBox=Ready("[{} {} {} {}]".format(*font.box)),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.cap_height,
        StemV=80,
        FontFile2=packed(font.program, Length1=len(font.program)),
    )


def _widths(advances: Mapping[int, int]) -> str:
    """Return `/W`: for each run of characters its first code and the widths."""
    runs = (f"{run[0]}[{' '.join(str(advances[code]) for code in run)}]" for run in _runs(advances))
    return f"[{' '.join(runs)}]"


def _runs(codes: Mapping[int, int]) -> Iterator[list[int]]:
    for _, group in groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0]):
        yield [code for _, code in group]


def _glyph_map(glyphs: Mapping[int, int]) -> bytes:
    table = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2)
    return bytes(table)


def _meaning(glyphs: Mapping[int, int]) -> bytes:
    """Return the ToUnicode map: each code means itself, in ranges of 256."""
    high_bytes = sorted({code >> 8 for code in glyphs})
    ranges = "\n".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in high_bytes)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(high_bytes)} beginbfrange\n{ranges}\nendbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode("ascii")
