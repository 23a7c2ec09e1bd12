"""Sizes, weights and places of a page, in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.renderers.borb_pdf.faces import Face
from sollecito import Design

MM = 72 / 25.4
PAGE_WIDTH = 595.28
PAGE_HEIGHT = 841.89

_LEADING = 1.35
_LEADING_LARGE = 1.18
_LARGE = 12
_LEAST = 8.0


@dataclass(frozen=True, slots=True)
class Style:
    """One face in one size and colour."""

    face: Face
    tag: str
    """Name of the font among the page's resources."""
    size: float
    colour: str
    """As PDF writes it."""
    setting: str
    """The PDF operators that choose it."""

    @property
    def leading(self) -> float:
        """Return the distance from one line to the next."""
        return self.size * (_LEADING if self.size < _LARGE else _LEADING_LARGE)

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        return self.face.set(text)[0] * self.size / 1000

    def fitted(self, text: str, width: float) -> Style:
        """Return the style in which a text that must not be broken fits; not below 8 points."""
        own = self.width(text)
        if own <= width:
            return self
        return _style(self.face, self.tag, max(_LEAST, self.size * width / own), self.colour)

    def wrap(self, text: str, width: float) -> list[str]:
        """Break a text into lines at spaces, and inside words that are wider than a line."""
        if self.width(text) <= width:
            return [text]
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if self.width(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = self._break(word, width)
            lines += full
        return [*lines, line]

    def wrap_evenly(self, text: str, width: float) -> list[str]:
        """Break a text into lines of much the same length, not into a full and a short one."""
        lines = self.wrap(text, width)
        if len(lines) > 1:
            for narrower in range(int(self.width(text) / len(lines)), int(width), 6):
                closer = self.wrap(text, narrower)
                if len(closer) == len(lines):
                    return closer
        return lines

    def _break(self, word: str, width: float) -> list[str]:
        parts: list[str] = []
        while self.width(word) > width and len(word) > 1:
            fits = next(
                (n for n in range(len(word) - 1, 1, -1) if self.width(word[:n]) <= width), 1
            )
            parts.append(word[:fits])
            word = word[fits:]
        return [*parts, word]


@dataclass(frozen=True, slots=True)
class Typography:
    """Three sizes and two weights; the accent is for the amount to pay."""

    small: Style
    small_strong: Style
    normal: Style
    strong: Style
    large: Style
    large_accent: Style
    least: Style
    """What a table is set in if its figures are too long for everything else."""
    least_strong: Style


@dataclass(frozen=True, slots=True)
class Sheet:
    """The places that a design gives to things."""

    left: float
    right: float
    top: float
    bottom: float
    """Where the last line of a page may end, above the footer."""
    address_left: float
    address_top: float
    logo_height: float

    @property
    def width(self) -> float:
        """Return the width between the margins."""
        return self.right - self.left


def typography(design: Design, regular: Face, bold: Face) -> Typography:
    """Return the styles of a design."""
    ink, accent = colour(design.ink), colour(design.accent)
    return Typography(
        small=_style(regular, "F1", design.small, ink),
        small_strong=_style(bold, "F2", design.small, ink),
        normal=_style(regular, "F1", design.normal, ink),
        strong=_style(bold, "F2", design.normal, ink),
        large=_style(bold, "F2", design.large, ink),
        large_accent=_style(bold, "F2", design.large, accent),
        least=_style(regular, "F1", _LEAST, ink),
        least_strong=_style(bold, "F2", _LEAST, ink),
    )


def _style(face: Face, tag: str, size: float, colour: str) -> Style:
    return Style(face, tag, size, colour, f"{colour} rg /{tag} {size:g} Tf")


def sheet(design: Design) -> Sheet:
    """Return the places of a design, in points."""
    return Sheet(
        left=design.margin_left * MM,
        right=PAGE_WIDTH - design.margin_right * MM,
        top=design.margin_top * MM,
        bottom=PAGE_HEIGHT - design.margin_bottom * MM - 2 * design.small * _LEADING,
        address_left=design.address_left * MM,
        address_top=design.address_top * MM,
        logo_height=design.logo_height * MM,
    )


def colour(code: str) -> str:
    """Return the numbers of a colour `#rrggbb` as PDF writes them."""
    parts = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)
