"""Why the system could not do something, in words that can be translated."""

from __future__ import annotations

import errno
import re
import socket
import tomllib
from pathlib import Path

from core.domain.wording import Text, say

_NOT_THERE = say("it is not there")
_DENIED = say("access is denied")
_FULL = say("there is no room left")
_BUSY = say("another program uses it")
_SILENT = say("no answer came in time")
_AWAY = say("it cannot be reached on the network")
_ENDED = say("the connection was cut")
_BY_NAME = {
    "ENOENT": _NOT_THERE,
    "ENOTDIR": _NOT_THERE,
    "EACCES": _DENIED,
    "EPERM": _DENIED,
    "ENOSPC": _FULL,
    "EDQUOT": _FULL,
    "EROFS": say("it can only be read"),
    "EBUSY": _BUSY,
    "ETXTBSY": _BUSY,
    "EISDIR": say("there is a folder of this name"),
    "EEXIST": say("there is something of this name already"),
    "ENAMETOOLONG": say("its name is too long"),
    "EIO": say("the disk or the network failed"),
    "ETIMEDOUT": _SILENT,
    "ECONNREFUSED": say("the connection was refused"),
    "ECONNRESET": _ENDED,
    "ECONNABORTED": _ENDED,
    "EPIPE": _ENDED,
    "EHOSTUNREACH": _AWAY,
    "ENETUNREACH": _AWAY,
    "EHOSTDOWN": _AWAY,
}
_CAUSES = {
    # Not every system knows every one.
    getattr(errno, name): text
    for name, text in _BY_NAME.items()
    if hasattr(errno, name)
}
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_SHARING_VIOLATION = 32
"""Windows: the file is open elsewhere, and not to be shared."""


def cause_of(error: OSError) -> Text:
    """Return why it failed; in the system's own words where we have none."""
    if isinstance(error, socket.gaierror):
        return say("its name is not known on the network")
    if isinstance(error, TimeoutError):
        return _SILENT
    name = error.filename
    if (
        isinstance(error, FileNotFoundError)
        and isinstance(name, str)
        and not Path(name).is_absolute()
    ):
        return say("“{file}” is not there", file=name)
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return _BUSY
    known = _CAUSES.get(error.errno) if error.errno is not None else None
    words = error.strerror or str(error) or type(error).__name__
    return known or say("{answer}", answer=words)


def why_unreadable(error: Exception) -> Text:
    """Return why a file of settings cannot be read."""
    if isinstance(error, OSError):
        return cause_of(error)
    if isinstance(error, UnicodeDecodeError):
        return say("it is not UTF-8")
    found = _AT_LINE.search(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
    if found:
        return say("line {line} cannot be understood", line=int(found[1]))
    return say("something in it makes no sense")
