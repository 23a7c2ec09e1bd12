"""The data folder of one firm: making it, knowing it again, and which PC is its server."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from secrets import token_hex

import tomlkit

from core.causes import cause_of
from core.domain.wording import Text, say
from core.errors import FileUnwritable, FolderMissing, FolderTaken
from core.files import check_folder_length, write_durably
from core.store.settings_file import default_settings_text

MARKER = ".sollecito"
SETTINGS_FILE = "sollecito.toml"
FOLDERS = ("ledger", "designs", "archive", "history")

_REMOTE = frozenset(
    (
        "9p",
        "afs",
        "cifs",
        "davfs",
        "fuse.rclone",
        "fuse.sshfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
        "vboxsf",
    )
)
_SETTLE_SECONDS = 30.0
"""Longer than two lives of the attributes that a client of a share keeps."""


def make_data_folder(path: Path, company: str, machine: str, language: str) -> None:
    """Make the data folder of a firm, this PC its server; one that is there is refused."""
    check_folder_length(path)
    for existing in (MARKER, SETTINGS_FILE):
        if (path / existing).exists():
            raise FolderTaken(
                say("There is a data folder in “{folder}” already.", folder=str(path)),
                say("Choose another folder, or use this one as it is."),
            )
    try:
        for folder in FOLDERS:
            (path / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(
            say("“{folder}” cannot be made: {cause}", folder=str(path), cause=cause_of(error)),
            say("Choose a folder that this user may write to."),
        ) from error
    settings = default_settings_text(company, language)
    write_durably(path / SETTINGS_FILE, settings.encode())
    # Last: the folder is one only when everything else is there.
    _write_marker(path, server=machine, firm=token_hex(8))


def check_data_folder(path: Path) -> None:
    """Refuse a folder that is away or is none: it must not be taken for an empty ledger."""
    if not path.is_dir():
        raise FolderMissing(
            say("The data folder “{folder}” is not there.", folder=str(path)),
            say("Is the network drive connected? Nothing is sent meanwhile."),
        )
    if not (path / MARKER).is_file():
        raise FolderMissing(
            say("“{folder}” is not a data folder.", folder=str(path)),
            _HOW_TO_MAKE_ONE,
        )


def read_server(path: Path) -> str:
    """Return which PC sends by itself; empty if none is set."""
    return _marker(path).get("server", "")


def set_server(path: Path, machine: str) -> None:
    """Make a PC the one that sends by itself."""
    _write_marker(path, **(_marker(path) | {"server": machine}))


def firm_mark(path: Path) -> str:
    """Return what tells this firm from every other, on all its PCs; empty in an old folder."""
    return _marker(path).get("firm", "")


def give_mark(path: Path) -> None:
    """Give the firm its mark, if an earlier version made the folder without one."""
    marker = _marker(path)
    if "server" in marker and not marker.get("firm"):
        _write_marker(path, **marker, firm=token_hex(8))


def settle_seconds(path: Path) -> float:
    """Return how long another PC's writing may take to show here."""
    return _SETTLE_SECONDS if is_remote(path) else 0.0


def is_remote(path: Path) -> bool:
    """Whether a folder lies on another machine."""
    if os.name == "nt":
        return _is_remote_drive(path)
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    return file_system_of(path.resolve(), mounts) in _REMOTE


def file_system_of(path: Path, mounts: str) -> str:
    """Return the type of the file system that a path lies on, by a list of mounts."""
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        _, place, found, *_ = line.split()
        # Spaces and other odd characters are written as octal numbers.
        mounted = Path(place.encode("utf-8", "surrogateescape").decode("unicode_escape"))
        if path.is_relative_to(mounted) and len(mounted.parts) >= len(best.parts):
            best, kind = mounted, found
    return kind


def _marker(path: Path) -> dict[str, str]:
    """Return what the marker says; a broken one says nothing."""
    try:
        found = tomllib.loads((path / MARKER).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _write_marker(path: Path, **values: str) -> None:
    marker = tomlkit.document()
    marker.add(tomlkit.comment("Sollecito: this file shows that the data folder is there."))
    marker.update(values)
    write_durably(path / MARKER, tomlkit.dumps(marker).encode())


_HOW_TO_MAKE_ONE: Text = say("`sollecito init --data FOLDER --company NAME` makes one.")


def _is_remote_drive(path: Path) -> bool:
    import ctypes  # noqa: PLC0415 - only Windows has these calls

    drive = path.resolve().drive
    if drive.startswith("\\\\"):
        return True
    windows = getattr(ctypes, "windll")  # noqa: B009 - not there for the checks on Linux
    return bool(windows.kernel32.GetDriveTypeW(f"{drive}\\") == 4)  # noqa: PLR2004 - DRIVE_REMOTE
