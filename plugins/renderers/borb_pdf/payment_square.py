"""The QR code of a payment as a matrix of squares."""

from __future__ import annotations

from collections.abc import Sequence

import segno

_MASK = 2
"""Any mask may be scanned; choosing the fairest of the eight takes five times as long."""


def payment_square(code: str) -> Sequence[Sequence[int]]:
    """Return the matrix of a payment code, 1 where it is dark, without the quiet zone."""
    made = segno.make(
        code, error="m", mode="byte", encoding="utf-8", micro=False, mask=_MASK, boost_error=False
    )
    return tuple(bytes(row) for row in made.matrix)
