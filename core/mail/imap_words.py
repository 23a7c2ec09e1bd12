"""How IMAP writes and answers: names of folders, and what a server says."""

from __future__ import annotations

import binascii
import imaplib
import re
from base64 import b64decode, b64encode
from typing import Any

_LINE = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (?P<name>.+)', re.DOTALL)


def ok(reply: tuple[str, list[Any]]) -> list[Any]:
    """Return what a server answered; a refusal is raised in its own words."""
    if reply[0] != "OK":
        raise imaplib.IMAP4.error(first(reply[1]))
    return reply[1]


def first(found: object) -> str:
    """Return the first line of an answer as text."""
    one = found[0] if isinstance(found, list) and found else b""
    return one.decode("ascii", "replace") if isinstance(one, bytes) else ""


def quoted(folder: str) -> str:
    """Write a folder's name as RFC 3501 wants it: quoted, in its own kind of UTF-7."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", folder).replace("&", "&-")
    name = re.sub(r"[^ -~]+", lambda found: _shifted(found[0]), name)
    return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", name))


def folder_of(line: object) -> tuple[frozenset[str], str]:
    """Return the flags and the name in one line of a LIST; no name if it is none."""
    # A name with odd characters comes as a piece of its own.
    whole, literal = line if isinstance(line, tuple) else (line, None)
    match = _LINE.fullmatch(whole) if isinstance(whole, bytes) else None
    if match is None:
        return frozenset(), ""
    flags = frozenset(match["flags"].decode("ascii", "replace").lower().split())
    name = match["name"] if literal is None else literal
    if literal is None and name[:1] == b'"':
        name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return flags, _unshifted(name.decode("utf-8", "replace"))


def _shifted(text: str) -> str:
    return f"&{b64encode(text.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _unshifted(text: str) -> str:
    return re.sub("&([^-]*)-", lambda found: _letters(found[1]) if found[1] else "&", text)


def _letters(shifted: str) -> str:
    padded = shifted.replace(",", "/") + "=" * (-len(shifted) % 4)
    try:
        return b64decode(padded).decode("utf-16-be", "replace")
    except binascii.Error:
        return shifted
