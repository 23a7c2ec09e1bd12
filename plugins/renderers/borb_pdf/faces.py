"""A face: what drawing and embedding need to know of one subset font."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.renderers.borb_pdf.characters import UNKNOWN


@dataclass(frozen=True, slots=True)
class FontFile:
    """A subset font as it is embedded and kept in the cache; lengths are 1/1000 em."""

    name: str
    program: bytes
    glyphs: Mapping[int, int]
    """Glyph by character: the codes on the page are the characters themselves."""
    advances: Mapping[int, int]
    """Width by character."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


class Face:
    """One subset font, ready to measure text with."""

    __slots__ = ("characters", "file", "widths")

    def __init__(self, file: FontFile) -> None:
        """Prepare the widths by character."""
        self.file = file
        self.characters = frozenset(map(chr, file.glyphs))
        advances = {chr(code): width for code, width in file.advances.items()}
        self.widths = _Widths(advances)


class _Widths(dict[str, int]):
    """Widths by character; what the face lacks is as wide as what stands for it."""

    def __missing__(self, _: str) -> int:
        return self.get(UNKNOWN, 500)
