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
_NOTHING: frozenset[str] = frozenset()
_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\", "\r": r"\r"})
"""What would end a string of a PDF, or be read as the end of a line."""


Setting = tuple[int, str, frozenset[str]]
"""A text in a face: its width in thousandths of the font's size; its code as a PDF string has
it; the characters that the face lacks. The codes are the characters, see `font_objects`."""


class Face:
    """One subset font, ready to set texts in."""

    __slots__ = ("_widths", "characters", "file", "set")

    def __init__(self, file: FontFile) -> None:
        """Prepare the widths by character."""
        self.file = file
        self.characters = frozenset(map(chr, file.glyphs))
        self._widths = _Widths({chr(code): width for code, width in file.advances.items()})
        # Labels, dates and names come again on every page and in every statement.
        self.set = lru_cache(_REMEMBERED)(self._set)

    def _set(self, text: str) -> Setting:
        # Drawn as the usual space, so that the amount is found by who searches for it.
        if "\u00a0" in text:
            text = text.replace("\u00a0", " ")
        lost: frozenset[str] = _NOTHING
        if not self.characters.issuperset(text):
            lost = frozenset(text) - self.characters
            text = text.translate(dict.fromkeys(map(ord, lost), UNKNOWN))
        code = text.encode("utf-16-be").decode("latin-1")
        if "(" in code or ")" in code or "\\" in code or "\r" in code:
            code = code.translate(_ESCAPES)
        return sum(map(self._widths.__getitem__, text)), code, lost


class _Widths(dict[str, int]):
    """Widths by character; what the face lacks is as wide as what stands for it."""

    def __missing__(self, _: str) -> int:
        return self.get(UNKNOWN, 500)
