"""Which characters a page can show, and what stands in for the others."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

UNKNOWN = "?"

_LATIN = ((0x20, 0x7F), (0xA0, 0x180), (0x218, 0x21C), (0x2010, 0x2040), (0x20A0, 0x20C0))
_SIGNS = (0x1E9E, 0x1E80, 0x1E81, 0x1E82, 0x1E83, 0x1E84, 0x1E85, 0x1EF2, 0x1EF3, 0x2116, 0x2122)
_MINUS = 0x2212
_OTHERS = (
    (0x180, 0x250),
    (0x300, 0x329),
    (0x370, 0x400),
    (0x400, 0x530),
    (0x1E00, 0x1F00),
    (0x1F00, 0x2000),
)
_STAND_INS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        **dict.fromkeys("\u2010\u2011", "-"),
        "\u017f": "s",
        **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    }
)
"""Characters that look like another, or like nothing, and that few fonts have."""


def latin() -> frozenset[int]:
    """Return the characters of Western and Central European names."""
    return frozenset(_within(_LATIN)) | {*_SIGNS, _MINUS}


def european() -> frozenset[int]:
    """Return the Latin, Greek and Cyrillic characters of every European name."""
    return latin() | frozenset(_within(_OTHERS))


def legible(text: str) -> str:
    """Return a text as one line of characters that a font may have."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join(normalize("NFC", text).translate(_STAND_INS).split())


def _within(ranges: Iterable[tuple[int, int]]) -> Iterable[int]:
    return (code for start, stop in ranges for code in range(start, stop))
