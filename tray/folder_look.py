"""One look at a watched folder: what lies in it, by path, time and size."""

from __future__ import annotations

import fnmatch
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.store.data_folder import MARKER, SETTINGS_FILE
from core.store.mappings import MAPPINGS_FILE

Stamp = tuple[int, int]
"""Modification time in nanoseconds, and size."""

IGNORED = (
    ".*",
    "~$*",
    ".~lock.*#",
    "*~",
    "*.tmp",
    "*.part",
    "*.partial",
    "*.crdownload",
    "*.lock",
    "*.pyc",
    "__pycache__",
    "Thumbs.db",
    "desktop.ini",
)
"""What editors, browsers and systems leave beside the files a person means."""

_IGNORED = re.compile("|".join(fnmatch.translate(pattern) for pattern in IGNORED), re.IGNORECASE)

_REMOTE = re.compile(
    r"cifs|smb3|smbfs|nfs4?|9p|vboxsf|davfs|afs|ncpfs|fuse\.(sshfs|rclone|gvfsd-fuse|vmhgfs-fuse)"
)
"""File systems on which changes made by other PCs are announced to nobody."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which places of a folder are watched, and by which name each is reported."""

    places: Mapping[str, str]
    """Path below the folder, of a file or a folder; "" is the folder itself."""
    marker: str = ""
    """A file that must be there: a share that is away is not an empty folder."""


FIRM = Layout(
    {
        "ledger": "ledger",
        # What the columns of tables mean: the ledger is read anew.
        MAPPINGS_FILE: "ledger",
        SETTINGS_FILE: "settings",
        "designs": "designs",
    },
    MARKER,
)
PLUGINS = Layout({"": "plugins"})


def look(folder: Path, layout: Layout) -> dict[str, Stamp]:
    """Return the fingerprint of what is watched, by path.

    Raises OSError if the marker, or anything below, cannot be reached: what cannot be
    read must not look as if it were gone.
    """
    if layout.marker:
        (folder / layout.marker).stat()
    found: dict[str, Stamp] = {}
    for place in layout.places:
        found.update(_stamps(folder / place))
    return found


def parts_changed(
    folder: Path, layout: Layout, before: Mapping[str, Stamp], after: Mapping[str, Stamp]
) -> set[str]:
    """Return the names of the places whose files differ between two looks."""
    changed = {path for path, _ in before.items() ^ after.items()}
    return {
        part
        for place, part in layout.places.items()
        if any(_lies_in(path, str(folder / place)) for path in changed)
    }


def concerns(path: str, folder: Path, layout: Layout) -> bool:
    """Tell whether a path belongs to a watched place, so that its change is worth a look."""
    if is_ignored(path.rpartition(os.sep)[2]):
        return False
    return any(_lies_in(path, str(folder / place)) for place in layout.places)


def is_ignored(name: str) -> bool:
    """Tell whether a file of this name is not meant by anybody."""
    return _IGNORED.match(name) is not None


def all_open(paths: Iterable[str]) -> bool:
    """Tell whether every file can be read now; one that is gone does not count."""
    for path in paths:
        try:
            with Path(path).open("rb") as file:
                file.read(1)
        except FileNotFoundError:
            continue
        except OSError:  # Excel on Windows locks what it has open
            return False
    return True


def is_remote(folder: Path) -> bool:
    """Tell whether a folder lies on another machine."""
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    return _REMOTE.fullmatch(file_system(folder.resolve(), mounts.read_text("utf-8"))) is not None


def file_system(folder: Path, mounts: str) -> str:
    """Return the type of the file system that holds a folder, from the table of mounts."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        _, where, system, *_ = line.split(" ")
        # Blanks in a mount point are written \040.
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), where)
        if len(point) >= longest and folder.is_relative_to(point):
            longest, kind = len(point), system
    return kind


def _stamps(place: Path) -> Iterator[tuple[str, Stamp]]:
    if place.is_dir():
        yield from _stamps_below(str(place))
    elif place.exists():
        stat = place.stat()
        yield str(place), (stat.st_mtime_ns, stat.st_size)


def _stamps_below(root: str) -> Iterator[tuple[str, Stamp]]:
    todo = [root]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    if is_ignored(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    elif stamp := _stamp(entry):
                        yield entry.path, stamp
        except FileNotFoundError:  # removed meanwhile; the next look will tell
            continue


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        if not entry.is_file():  # a link to a folder, or to nothing
            return None
        stat = entry.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _lies_in(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip(os.sep) + os.sep)


def _is_remote_drive(folder: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes  # noqa: PLC0415 - windll exists on Windows only

    drive = folder.absolute().drive
    if drive.startswith("\\\\"):
        return True
    remote = 4
    return int(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\")) == remote
