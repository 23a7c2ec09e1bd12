"""The logo as a PDF image."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from borb.pdf.primitives import hexstr, name, stream
from PIL import Image, UnidentifiedImageError

from plugins.renderers.borb_pdf.font_objects import packed
from sollecito import SollecitoError, say

_LARGEST = (1400, 700)
"""Enough for 600 dpi in the letterhead; every statement carries these pixels."""

_COLOURS = 256


@dataclass(frozen=True, slots=True)
class Logo:
    """An image object with its proportions."""

    image: stream
    width: int
    height: int


def read_logo(data: bytes) -> Logo:
    """Turn the bytes of a PNG or JPEG into an image on white paper."""
    picture = _open(data)
    picture.thumbnail(_LARGEST)
    common = {
        "Type": name("XObject"),
        "Subtype": name("Image"),
        "Width": picture.width,
        "Height": picture.height,
        "BitsPerComponent": 8,
    }
    if picture.getcolors(_COLOURS) is None:
        image = packed(picture.tobytes(), ColorSpace=name("DeviceRGB"), **common)
    else:
        few = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLOURS)
        palette = bytes(few.getpalette() or b"")
        space = [name("Indexed"), name("DeviceRGB"), len(palette) // 3 - 1, hexstr(palette.hex())]
        image = packed(few.tobytes(), ColorSpace=space, **common)
    return Logo(image, picture.width, picture.height)


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            clear = picture.convert("RGBA")
    # A damaged PNG may raise SyntaxError, and a damaged JPEG ValueError.
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise SollecitoError(
            say("The logo is not an image that can be used."),
            say("Save it as PNG or JPEG and put it in the place of the old one."),
        ) from error
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")
