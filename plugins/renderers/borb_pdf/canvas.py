"""A canvas: collects what is drawn on one page as a PDF content stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugins.renderers.borb_pdf.characters import UNKNOWN
from plugins.renderers.borb_pdf.faces import Face
from plugins.renderers.borb_pdf.typography import PAGE_HEIGHT, Style

HAIRLINE = 0.35
RULE = 0.9
QUIET = "0.45 0.45 0.45"
"""Lines between rows: they step back on screen and paper, and are still black on a fax."""


class Canvas:
    """Texts, lines and squares, measured from the page's upper left corner.

    A text's place is its baseline.
    """

    __slots__ = ("_ink", "_parts", "_unknown")

    def __init__(self, unknown: set[str], ink: str) -> None:
        """Report the characters that the faces lack to `unknown`; lines have the ink's colour."""
        self._parts: list[str] = []
        self._unknown = unknown
        self._ink = ink

    @property
    def content(self) -> bytes:
        """Return the content stream."""
        return "\n".join(self._parts).encode("ascii")

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a text from a place to the right."""
        code = self._encode(text, style.face)
        self._parts.append(
            f"{style.colour} rg BT /{style.tag} {style.size:g} Tf "
            f"{x:.2f} {PAGE_HEIGHT - y:.2f} Td <{code}> Tj ET"
        )

    def text_right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a text that ends at a place."""
        self.text(x - style.width(text), y, text, style)

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

    def mark(self, x: float, y: float, size: float) -> None:
        """Draw a filled triangle that points to the right, its foot on the baseline."""
        y = PAGE_HEIGHT - y
        self._parts.append(
            f"{self._ink} rg {x:.2f} {y:.2f} m {x + size * 0.85:.2f} {y + size / 2:.2f} l "
            f"{x:.2f} {y + size:.2f} l f"
        )

    def squares(self, x: float, y: float, size: float, rows: Sequence[Sequence[int]]) -> None:
        """Draw a matrix of black squares, its upper left corner at a place."""
        count = len(rows)
        step = size / count
        self._parts.append(
            f"q {step:.5f} 0 0 {step:.5f} {x:.2f} {PAGE_HEIGHT - y - size:.2f} cm 0 g"
        )
        for index, row in enumerate(rows):
            self._parts += [
                f"{start} {count - 1 - index} {length} 1 re" for start, length in _runs(bytes(row))
            ]
        self._parts.append("f Q")

    def stamp(self, name: str) -> None:
        """Place one of the stationery's constant parts."""
        self._parts.append(f"/{name} Do")

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Place an image, its upper left corner at a place."""
        bottom = PAGE_HEIGHT - y - height
        self._parts.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {bottom:.2f} cm /{name} Do Q")

    def _encode(self, text: str, face: Face) -> str:
        """Return the codes of a text: they are its characters, see `font_objects`."""
        if not face.characters.issuperset(text):
            lost = set(text) - face.characters
            self._unknown |= lost
            text = text.translate(dict.fromkeys(map(ord, lost), UNKNOWN))
        return text.encode("utf-16-be").hex()


def _runs(row: bytes) -> Iterable[tuple[int, int]]:
    """Yield start and length of each run of dark squares."""
    start = row.find(1)
    while start >= 0:
        stop = row.find(0, start)
        if stop < 0:
            stop = len(row)
        yield start, stop - start
        start = row.find(1, stop)
