"""Files that last: names that every system takes, and writing that survives a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from secrets import token_hex

from core.causes import cause_of
from core.domain.wording import Text, say
from core.errors import FileUnwritable

MAX_NAME = 80
"""Longest name made here."""
MAX_CODE = 32
"""Longest part of a name that a customer's code makes."""
MAX_PATH = 259
"""Longest path that every program on Windows opens, be it told to take longer ones or not."""
MAX_FOLDER = 110
"""Longest path of a data folder there, so that the longest name made in it fits as well."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.[a-z]{3}$")
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Seconds between tries to replace a file that somebody reads, which takes only a moment."""
_PREFIX = {"it": "estratto-conto", "en": "statement"}


def safe_name(text: str, longest: int = MAX_NAME) -> str:
    """Return a name for a file that Windows, macOS and Linux take.

    A name that had to be changed gets a mark made from the original, so that two different
    texts never become the same name.
    """
    name = _FORBIDDEN.sub("-", text).strip().rstrip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    if name == text and name and len(name) <= longest:
        return name
    return _marked(name, text, longest)


def safe_folder(parent: Path, code: str) -> Path:
    """Return the folder of a code: different codes, different folders, on every system.

    Where `abc` and `ABC` are one folder, the second to come gets a mark.
    """
    folder = parent / safe_name(code, MAX_CODE)
    if folder.exists() and folder.resolve().name != folder.name:
        return parent / _marked(folder.name, code, MAX_CODE)
    return folder


def statement_file_name(code: str, as_of: date, language: str) -> str:
    """Return the file name of a customer's statement: `estratto-conto-<code>-<as_of>.pdf`."""
    prefix = _PREFIX.get(language, _PREFIX["en"])
    return f"{prefix}-{safe_name(code, MAX_CODE)}-{as_of.isoformat()}.pdf"


def check_folder_length(folder: Path) -> None:
    """Refuse a data folder in which Windows would not take every name that is made."""
    if os.name == "nt" and len(str(folder)) > MAX_FOLDER:
        raise FileUnwritable(
            say("The path “{folder}” is too long for Windows.", folder=str(folder)),
            say("Take a folder of at most {count} characters.", count=MAX_FOLDER),
        )


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a crash either the old or the new content is there, whole."""
    _check_length(path)
    with _reported(path):
        temporary = _write_beside(path, content)
        try:
            _take_place(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def keep_durably(
    path: Path, content: bytes, *, root: Path, hand_over: Callable[[], None] | None = None
) -> Path:
    """Keep the content under a name that no other content has; return where it lies.

    The same bytes are kept once; other bytes under that name stay, and ours get ` (2)`.
    Folders below `root` are made; `root` itself must be there, or it is a share that is away.
    `hand_over` is called when everything is written except the name.
    """
    _check_length(path)
    with _reported(path):
        _make_folders(path.parent, root)
        temporary = _write_beside(path, content)
    try:
        if hand_over is not None:
            hand_over()
        with _reported(path):
            kept = _place(temporary, path, content)
            _sync_folder(kept.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return kept


def remove_unchanged(path: Path, is_ours: Callable[[bytes], bool]) -> Text | None:
    """Remove a file that is still what was written; return why it stays, or None."""
    with _reported(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return say("The file is no longer there: {file}", file=path.name)
        if not is_ours(content):
            return say("The file has been changed since, and stays: {file}", file=path.name)
        path.unlink()
        _sync_folder(path.parent)
    return None


def _marked(name: str, original: str, longest: int) -> str:
    mark = sha256(original.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    suffix = _SUFFIX.search(name)
    end = suffix[0] if suffix else ""
    stem = name.removesuffix(end)[: longest - len(mark) - len(end) - 1].rstrip(". ")
    return f"{stem}~{mark}{end}"


def _check_length(path: Path) -> None:
    """Refuse a file that most programs on Windows could not open."""
    if os.name == "nt" and len(str(path)) > MAX_PATH:
        raise FileUnwritable(
            say("The path “{file}” is too long for Windows.", file=str(path)),
            say("Move the data folder nearer to the beginning of the drive."),
        )


def _write_beside(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _place(temporary: Path, path: Path, content: bytes) -> Path:
    for number in count(1):
        target = path if number == 1 else path.with_stem(f"{path.stem} ({number})")
        if _holds(target, content):
            return target
        with contextlib.suppress(FileExistsError):
            if not target.exists():
                _name(temporary, target)
                return target
    raise AssertionError  # pragma: no cover - counting does not end


def _take_place(temporary: Path, path: Path) -> None:
    """Replace a file; Windows refuses that while another program or PC reads the old one."""
    for pause in _PAUSES if os.name == "nt" else ():
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    temporary.replace(path)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _name(temporary: Path, target: Path) -> None:
    try:
        # A second name never replaces a file that another PC has just put there.
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # Shares and FAT have no links.
        temporary.rename(target)


def _make_folders(folder: Path, root: Path) -> None:
    if folder == root or folder.is_dir():
        return
    _make_folders(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot; the file itself is written by now.
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnwritable(_fault(error, path)) from error


def _fault(error: OSError, path: Path) -> Text:
    folder = str(path.parent)
    if os.name == "nt" and isinstance(error, PermissionError) and path.is_file():
        return say("“{file}” is open in another program. Close it there.", file=str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return say("There is no room left in “{folder}”. Free some space.", folder=folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return say(
            "This PC may not write to “{folder}”. Ask for the permission or take another folder.",
            folder=folder,
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return say(
            "The folder “{folder}” is not there. Connect the drive or take another folder.",
            folder=folder,
        )
    return say(
        "“{file}” could not be written: {reason}.",
        file=str(path),
        reason=cause_of(error),
    )
