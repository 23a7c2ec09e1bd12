"""A face: what drawing and embedding need to know of one subset font."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

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


_REMEMBERED = 4096
_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\", "\r": r"\r"})
"""What would end a string of a PDF, or be read as the end of a line."""


class Face:
    """One subset font, ready to measure text with."""

    __slots__ = ("_widths", "characters", "encode", "file", "width")

    def __init__(self, file: FontFile) -> None:
        """Prepare the widths by character."""
        self.file = file
        self.characters = frozenset(map(chr, file.glyphs))
        self._widths = _Widths({chr(code): width for code, width in file.advances.items()})
        # Labels, dates and names come again on every page and in every statement.
        self.width = lru_cache(_REMEMBERED)(self._width)
        """Return how wide a text is, in thousandths of the font's size."""
        self.encode = lru_cache(_REMEMBERED)(self._encode)
        """Return a text's codes as a PDF string has them, and what the face lacks."""

    def _width(self, text: str) -> int:
        return sum(map(self._widths.__getitem__, text))

    def _encode(self, text: str) -> tuple[str, frozenset[str]]:
        # The codes are the characters themselves, see `font_objects`.
        lost = frozenset() if self.characters.issuperset(text) else {*text} - self.characters
        if lost:
            text = text.translate(dict.fromkeys(map(ord, lost), UNKNOWN))
        code = text.encode("utf-16-be").decode("latin-1")
        return code.translate(_ESCAPES), frozenset(lost)


class _Widths(dict[str, int]):
    """Widths by character; what the face lacks is as wide as what stands for it."""

    def __missing__(self, _: str) -> int:
        return self.get(UNKNOWN, 500)
