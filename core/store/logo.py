"""The firm's logo: whatever picture is dropped becomes a PNG of a sensible size."""

from __future__ import annotations

import io
from pathlib import Path

from core.files import write_durably
from core.store.design_parts import LOGO, part_suffix

LOGO_FILE = "designs/logo.png"
LARGEST_SIDE = 1600
"""Pixels: 10 cm at 400 dots an inch."""


def keep_logo(folder: Path, content: bytes) -> None:
    """Check a picture and keep it in the data folder, drawn anew: nothing else comes along."""
    part_suffix(LOGO, content)
    (folder / LOGO_FILE).parent.mkdir(exist_ok=True)
    write_durably(folder / LOGO_FILE, _as_png(content))


def _as_png(content: bytes) -> bytes:
    # Imported here: the commands that draw nothing do without it.
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as opened:
        # Phones turn a picture by a note beside it; the note is not kept.
        picture = ImageOps.exif_transpose(opened)
        clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        drawn = picture.convert("RGBA" if clear else "RGB")
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    png = io.BytesIO()
    drawn.save(png, "PNG", optimize=True)
    return png.getvalue()
