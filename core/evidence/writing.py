"""Writes evidence into a new folder or a ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from core.causes import cause_of
from core.domain.wording import say
from core.errors import FileUnwritable
from core.files import write_durably

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""No time of its own, so that the same evidence is the same file."""


def write_evidence(files: Mapping[str, bytes], output: Path) -> None:
    """Write all files: into a ZIP if its name says so, else into a folder that is new."""
    zipped = output.suffix.lower() == ".zip"
    # What was handed out once may be compared with its hash some day.
    if output.exists() and (zipped or not output.is_dir() or any(output.iterdir())):
        raise FileUnwritable(
            say("{file} is there already.", file=str(output)),
            say("Name a new folder, or a file .zip."),
        )
    if zipped:
        write_durably(output, zip_of(files))
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(
            say("{file} cannot be made: {cause}", file=str(output), cause=cause_of(error))
        ) from error
    for name, content in files.items():
        write_durably(output / name, content)


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return the ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()
