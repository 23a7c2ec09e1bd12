"""Logos and fonts that a person drops into a design: what they really are decides."""

from __future__ import annotations

import io
import warnings

from core.domain.wording import say
from core.errors import SollecitoError

LARGEST = 10_000_000
"""Bytes."""
MOST_PIXELS = 25_000_000
LOGO, REGULAR, BOLD = "logo", "regular", "bold"
IMAGES = (".png", ".jpg")
FONTS = (".ttf",)
_PICTURES = {"PNG": ".png", "JPEG": ".jpg"}
_NEEDED = "AZaz09àèéìòùÀÈÉ€.,:()/-–’"
"""Without these a statement in Italian or English is not legible."""


class PartUnusable(SollecitoError):
    """A file that cannot be part of a design."""


def part_suffix(kind: str, content: bytes) -> str:
    """Check a logo or a font; return the ending that its content should have."""
    if len(content) > LARGEST:
        raise PartUnusable(
            say("The file is larger than 10 MB."), say("Save it smaller and drop it again.")
        )
    if kind == LOGO:
        return _check_picture(content)
    _check_font(content)
    return FONTS[0]


def _check_picture(content: bytes) -> str:
    # Imported here: the commands that draw nothing do without it.
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    refused = PartUnusable(
        say("This is no PNG or JPEG picture."), say("Save the logo as PNG and drop it again.")
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=tuple(_PICTURES)) as picture:
                kind, (width, height) = picture.format or "", picture.size
                if width * height > MOST_PIXELS:
                    raise PartUnusable(
                        say("The picture has more than 25 million pixels."),
                        say("Save it smaller and drop it again."),
                    )
                picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refused from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refused from error
    return _PICTURES[kind]


def _check_font(content: bytes) -> None:
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - as above

    refused = PartUnusable(
        say("This is no TrueType font."),
        say("A font is a file .ttf; .otf and .woff cannot be used."),
    )
    try:
        font = TTFont(io.BytesIO(content), lazy=True)
        known = set(font.getBestCmap() or ())
        if "glyf" not in font:
            raise refused
    except (TTLibError, OSError, KeyError, ValueError, AssertionError) as error:
        raise refused from error
    lacking = [character for character in _NEEDED if ord(character) not in known]
    if lacking:
        raise PartUnusable(
            say("The font lacks characters: {characters}", characters=" ".join(lacking)),
            say("Choose a font for European languages."),
        )
