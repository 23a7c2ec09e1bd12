"""The icon, drawn: a letter with a euro sign, its state told by shape as well as by colour."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

import font_source_sans_pro
from PIL import Image, ImageChops, ImageDraw, ImageFont

from core.engine.status import Role, Status
from tray.menu import is_paused

GRID: Final = 16
"""Everything is measured in sixteenths: at 16 pixels the edges fall between pixels."""
_OVERSAMPLING: Final = 8
_MOST_COUNTED: Final = 9

_BLUE: Final = "#2f74e0"
_DEEP_BLUE: Final = "#1a4fa8"
_PALE_BLUE: Final = "#c5daf9"
_WHITE: Final = "#ffffff"
_RED: Final = "#d92d20"
_GREEN: Final = "#15924f"
_AMBER: Final = "#f5b301"
_INK: Final = "#1f2328"

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class IconState(StrEnum):
    """What the icon tells at a glance."""

    IDLE = "idle"
    """A letter: everything goes by itself."""
    WORKING = "working"
    """With an arrow: statements are going out."""
    ATTENTION = "attention"
    """With a count: a person is needed."""
    PAUSED = "paused"
    """With two bars: nothing goes out by itself."""
    CLIENT = "client"
    """A white letter: another PC sends."""


def icon_state(status: Status) -> tuple[IconState, int]:
    """Return the state to draw, and how many things need a person."""
    if status.working:
        return IconState.WORKING, 0
    if status.attention or not status.folder_present:
        return IconState.ATTENTION, len(status.attention)
    if status.role is Role.CLIENT:
        return IconState.CLIENT, 0
    if is_paused(status) or not status.automatic:
        return IconState.PAUSED, 0
    return IconState.IDLE, 0


def draw_icon(state: IconState, count: int = 0, size: int = 64) -> Image.Image:
    """Draw the icon as a square of `size` pixels on a transparent ground."""
    pen = _Pen(size)
    has_badge = state in (IconState.WORKING, IconState.ATTENTION, IconState.PAUSED)
    _draw_letter(pen, hollow=state is IconState.CLIENT)
    _draw_euro(pen, 6 if has_badge else 8, _BLUE if state is IconState.CLIENT else _WHITE)
    if has_badge:
        pen.cut_out((6, 6, 17, 17))
    if state is IconState.WORKING:
        _draw_arrow(pen)
    elif state is IconState.ATTENTION:
        _draw_count(pen, count)
    elif state is IconState.PAUSED:
        _draw_bars(pen)
    return pen.image()


class _Pen:
    """Draws in sixteenths, several times larger than the picture will be."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.scale = size * _OVERSAMPLING / GRID
        canvas = size * _OVERSAMPLING
        self._image = Image.new("RGBA", (canvas, canvas))
        self._draw = ImageDraw.Draw(self._image)

    def whole(self, value: float) -> float:
        """Return the nearest place between two pixels, so that an edge there is sharp."""
        return round(value * self._size / GRID) * GRID / self._size

    def rounded(self, box: Box, radius: float, fill: str) -> None:
        left, top, right, bottom = self._scaled(*map(self.whole, box))
        # Pillow draws the last row and column too.
        self._draw.rounded_rectangle((left, top, right - 1, bottom - 1), radius * self.scale, fill)

    def polygon(self, points: list[float], fill: str) -> None:
        self._draw.polygon(self._scaled(*points), fill)

    def disc(self, box: Box, fill: str) -> None:
        self._draw.ellipse(self._scaled(*box), fill)

    def arc(self, box: Box, start: float, end: float, *, width: float, fill: str) -> None:
        self._draw.arc(self._scaled(*box), start, end, fill, round(width * self.scale))

    def text(self, centre: tuple[float, float], text: str, height: float, fill: str) -> None:
        path = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Bold.ttf"
        font = ImageFont.truetype(str(path), height * self.scale)
        left, top, right, bottom = font.getbbox(text)
        x, y = self._scaled(*centre)
        self._draw.text((x - (left + right) / 2, y - (top + bottom) / 2), text, fill, font)

    def cut_out(self, box: Box) -> None:
        """Make a disc transparent, so that what comes there stands apart."""
        hole = Image.new("L", self._image.size, 255)
        ImageDraw.Draw(hole).ellipse(self._scaled(*box), 0)
        self._image.putalpha(ImageChops.multiply(self._image.getchannel("A"), hole))

    def image(self) -> Image.Image:
        return self._image.resize((self._size, self._size), Image.Resampling.BOX)

    def _scaled(self, *values: float) -> list[float]:
        return [value * self.scale for value in values]


def _draw_letter(pen: _Pen, *, hollow: bool) -> None:
    pen.rounded((0, 2, 16, 15), 1.6, _BLUE)
    if hollow:
        pen.rounded((1, 3, 15, 14), 0.8, _WHITE)
        top = pen.whole(3)
        pen.polygon([1.2, top, 14.8, top, 8, 9], _PALE_BLUE)
    else:
        top = pen.whole(2)
        pen.polygon([0.6, top, 15.4, top, 8, 9], _DEEP_BLUE)


def _draw_euro(pen: _Pen, x: float, colour: str) -> None:
    """Draw the sign around the letter's middle, its bars on whole rows."""
    y, radius = 8.5, 4.5
    pen.arc(
        (x - radius + 0.5, y - radius, x + radius + 0.5, y + radius),
        48,
        312,
        width=1.6,
        fill=colour,
    )
    for row in (7, 9):
        pen.rounded((x - 5, row, x + 1.5, row + 1), 0, colour)


def _draw_arrow(pen: _Pen) -> None:
    pen.disc((7, 7, 16, 16), _GREEN)
    pen.polygon([9.8, 8.9, 14.4, 11.5, 9.8, 14.1], _WHITE)


def _draw_count(pen: _Pen, count: int) -> None:
    pen.disc((7, 7, 16, 16), _RED)
    text = "!" if not count else str(count) if count <= _MOST_COUNTED else "9+"
    pen.text((11.5, 11.5), text, 8.5 if len(text) == 1 else 6.5, _WHITE)


def _draw_bars(pen: _Pen) -> None:
    pen.disc((7, 7, 16, 16), _AMBER)
    pen.rounded((9, 9, 11, 14), 0, _INK)
    pen.rounded((12, 9, 14, 14), 0, _INK)
