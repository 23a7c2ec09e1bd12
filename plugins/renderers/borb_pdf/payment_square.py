"""The QR code of a payment, fast.

A QR code is linear: a changed bit of its text flips always the same squares, whatever the
rest says. Payment codes of one length differ in few bits, so segno makes the first of a
length; the others are that one with some squares flipped, exactly as segno would make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno

from plugins.renderers.borb_pdf.qr_layout import Layout, layout_of

MASK = 2
"""Any mask can be scanned; choosing the fairest of the eight takes five times as long."""


@dataclass(frozen=True, slots=True)
class Square:
    """A matrix of squares: a bit each, 1 is dark, rows padded to whole bytes."""

    size: int
    rows: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _First:
    """The first code of its length."""

    text: bytes
    size: int
    layout: Layout
    picture: int


_firsts: dict[int, _First] = {}
"""By length; a few kilobytes each, and no text is longer than 331 bytes."""


def payment_square(code: str) -> Square:
    """Return the QR code of a text, without its quiet zone."""
    text = code.encode()
    first = _firsts.get(len(text))
    if first is None:
        first = _firsts[len(text)] = _make_first(code)
    picture = first.picture
    for index, (byte, known) in enumerate(zip(text, first.text, strict=True)):
        if byte != known:
            picture ^= _flips(first.layout, index, byte ^ known)
    return _square(first.size, picture)


def make_code(code: str) -> segno.QRCode:
    """Return the code as segno makes it: UTF-8, error correction M, as EPC069-12 asks."""
    return segno.make(
        code,
        error="m",
        mode="byte",
        encoding="utf-8",
        micro=False,
        mask=MASK,
        boost_error=False,
    )


def _make_first(code: str) -> _First:
    made = make_code(code)
    layout = layout_of(int(made.version))
    picture = 0
    for row, squares in enumerate(made.matrix):
        for column, dark in enumerate(squares):
            if dark:
                picture |= layout.bit(row, column)
    return _First(code.encode(), len(made.matrix), layout, picture)


@lru_cache(maxsize=20_000)
def _flips(layout: Layout, index: int, difference: int) -> int:
    """Return the squares that change with a byte of the text."""
    flipped = 0
    for bit in range(8):
        if difference & 0x80 >> bit:
            flipped ^= layout.flips(layout.text_starts + 8 * index + bit)
    return flipped


def _square(size: int, picture: int) -> Square:
    width = (size + 7) // 8
    data = picture.to_bytes(width * size)
    return Square(size, [data[start : start + width] for start in range(0, len(data), width)])
