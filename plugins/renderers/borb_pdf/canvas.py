"""A canvas: collects what is drawn on one page as a PDF content stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from operator import getitem

from plugins.renderers.borb_pdf.payment_square import Square
from plugins.renderers.borb_pdf.typography import PAGE_HEIGHT, Style

_DARK = re.compile("1+")

HAIRLINE = 0.35
RULE = 0.9
QUIET = "0.45 0.45 0.45"
"""Lines between rows: they step back on screen and paper, and are still black on a fax."""


Cell = tuple[float, str, Style, bool]
"""Place, text, style, and whether the text ends at the place instead of beginning there."""


class Canvas:
    """Texts, lines and squares, measured from the page's upper left corner.

    A text's place is its baseline.
    """

    __slots__ = ("_ink", "_parts", "_squares", "_style", "_unknown")

    def __init__(self, unknown: set[str], ink: str) -> None:
        """Report the characters that the faces lack to `unknown`; lines have the ink's colour."""
        self._parts: list[str] = []
        self._unknown = unknown
        self._ink = ink
        self._squares: list[str] = []
        self._style: Style | None = None
        """What the last text was set in; the next one in the same need not say it."""

    @property
    def content(self) -> bytes:
        """Return the content stream, without the QR code."""
        return "\n".join(self._parts).encode("latin-1")

    @property
    def squares_content(self) -> bytes:
        """Return the content stream of the QR code, empty if there is none."""
        return "\n".join(self._squares).encode("ascii")

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a text from a place to the right."""
        self.row(y, ((x, text, style, False),))

    def text_right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a text that ends at a place."""
        self.row(y, ((x, text, style, True),))

    def row(self, y: float, cells: Iterable[Cell]) -> None:
        """Write texts beside each other on one baseline."""
        here = 0.0
        parts = [f"BT 0 {PAGE_HEIGHT - y:.2f} Td"]
        for x, text, style, ends_there in cells:
            if style is not self._style:
                self._style = style
                parts.append(style.setting)
            width, code, lost = style.face.set(text)
            if lost:
                self._unknown |= lost
            left = x - width * style.size / 1000 if ends_there else x
            parts.append(f"{left - here:.2f} 0 Td ({code}) Tj")
            here = left
        parts.append("ET")
        self._parts.append(" ".join(parts))

    def lines(self, x: float, y: float, lines: Iterable[str], style: Style) -> float:
        """Write lines below each other; return where the next would stand."""
        for line in lines:
            self.text(x, y, line, style)
            y += style.leading
        return y

    def rule(self, x1: float, x2: float, y: float, width: float, colour: str = "") -> None:
        """Draw a horizontal line."""
        y = PAGE_HEIGHT - y
        self._parts.append(
            f"{colour or self._ink} RG {width:g} w {x1:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S"
        )

    def rules(self, x1: float, x2: float, ys: Sequence[float], width: float, colour: str) -> None:
        """Draw horizontal lines below each other."""
        left, right = f"{x1:.2f}", f"{x2:.2f}"
        self._parts.append(f"{colour} RG {width:g} w")
        for y in [f"{PAGE_HEIGHT - y:.2f}" for y in ys]:
            self._parts.append(f"{left} {y} m {right} {y} l")
        self._parts.append("S")

    def marks(self, x: float, ys: Sequence[float], size: float) -> None:
        """Draw filled triangles that point to the right, their feet on the baselines."""
        left, tip = f"{x:.2f}", f"{x + size * 0.85:.2f}"
        self._parts.append(f"q {self._ink} rg")
        for y in [PAGE_HEIGHT - y for y in ys]:
            self._parts.append(
                f"{left} {y:.2f} m {tip} {y + size / 2:.2f} l {left} {y + size:.2f} l"
            )
        self._parts.append("f Q")

    def squares(self, x: float, y: float, size: float, square: Square) -> None:
        """Draw a QR code as black rectangles, its upper left corner at a place."""
        count = square.size
        step = size / count
        bottom = PAGE_HEIGHT - y - size
        self._squares.append(f"q {step:.5f} 0 0 {step:.5f} {x:.2f} {bottom:.2f} cm 0 g")
        columns = [_rectangles(8 * index) for index in range((count + 7) // 8)]
        for index, row in enumerate(square.rows, 1):
            runs = "".join(map(getitem, columns, row))
            self._squares.append(runs.replace("y", str(count - index)))
        self._squares.append("f Q")

    def stamp(self, name: str, down: float = 0.0) -> None:
        """Place one of the stationery's constant parts, moved down by so much."""
        if down:
            self._parts.append(f"q 1 0 0 1 0 {-down:.2f} cm /{name} Do Q")
        else:
            self._parts.append(f"/{name} Do")

    def paste(self, other: Canvas, down: float) -> None:
        """Place what was drawn on another canvas, moved down by so much."""
        self._parts += [f"q 1 0 0 1 0 {-down:.2f} cm", *other._parts, "Q"]

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Place an image, its upper left corner at a place."""
        bottom = PAGE_HEIGHT - y - height
        self._parts.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {bottom:.2f} cm /{name} Do Q")


@cache
def _rectangles(left: int) -> tuple[str, ...]:
    """Return, for each byte of squares, its dark runs as rectangles of the row `y`."""
    rows = []
    for byte in range(256):
        runs = [(match.start(), len(match[0])) for match in _DARK.finditer(f"{byte:08b}")]
        rows.append("".join(f"{left + start} y {length} 1 re\n" for start, length in runs))
    return tuple(rows)
