"""Reads what customers answer to an e-mail: whose answer it is, and its first line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from hashlib import sha256
from html import unescape
from itertools import pairwise

HEADS = (
    "SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES AUTO-SUBMITTED PRECEDENCE X-AUTOREPLY X-AUTORESPOND"
)
"""The header lines by which an answer is known, beside who wrote it."""
MOST = 60_000
"""Bytes that are read of an answer: its text comes before what it sends back."""
_OURS = re.compile(r"<sollecito\.[0-9a-f]{32}@[^\s<>]+>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_HIDDEN = ("style", "script", "head")
_TAGS = re.compile(r"<(/(?:p|div|tr|li|h\d)|br)\b[^<>]*>|<[^<>]*>", re.IGNORECASE)
_LONGEST = 200
_LONGEST_PART = 30_000
_MOST_PARTS = 200
_BY_MACHINES = ("auto_reply", "bulk", "junk")


def answered(head: Message) -> tuple[str, ...]:
    """Return the Message-IDs of ours that a message answers, the nearest one first."""
    nearest = _OURS.findall(str(head.get("In-Reply-To") or ""))
    before = _OURS.findall(str(head.get("References") or ""))
    return tuple(dict.fromkeys((*nearest, *reversed(before))))


def is_automatic(head: Message) -> bool:
    """Return whether a machine wrote a message (RFC 3834, and what older ones say)."""
    said = str(head.get("Auto-Submitted") or "no").partition(";")[0].strip().lower()
    precedence = str(head.get("Precedence") or "").strip().lower()
    return (
        said != "no"
        or precedence in _BY_MACHINES
        or head.get_content_type() == "multipart/report"
        or any(name in head for name in ("X-Autoreply", "X-Autorespond"))
    )


def own_name(head: Message) -> str:
    """Return what tells an answer from every other one, wherever it lies."""
    named = _said(head, "Message-ID")
    if named:
        return named
    lines = (str(head.get(name) or "") for name in ("From", "Subject", "In-Reply-To"))
    return sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def said_by(head: Message) -> tuple[str, str]:
    """Return who wrote a message, and its subject."""
    return _said(head, "From"), _said(head, "Subject")


def first_line(content: bytes) -> str:
    """Return the first line that the sender wrote; empty if there is no text."""
    message = message_from_bytes(content)
    texts = {part.get_content_type(): part for part in reversed(list(_parts(message)))}
    for kind in ("text/plain", "text/html"):
        if kind in texts:
            text = _text(texts[kind])[:_LONGEST_PART]
            if kind == "text/html":
                text = _shown(text)
            found = next(filter(None, map(_tidy, _written(text))), "")
            if found:
                return found
    return ""


def _shown(html: str) -> str:
    """Return the text of a page, each paragraph on a line of its own."""
    for name in _HIDDEN:
        before, *pieces = re.split(rf"<{name}\b", html, flags=re.IGNORECASE)
        ends = (
            re.split(rf"</{name}\b", piece, maxsplit=1, flags=re.IGNORECASE)[1:] for piece in pieces
        )
        html = "".join((before, *(f"<{end[0]}" for end in ends if end)))
    return unescape(_TAGS.sub(lambda found: "\n" if found[1] else "", html))


def _written(text: str) -> Iterator[str]:
    """Yield the lines without those that are only quoted."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line, following in pairwise((*lines, "")):
        if line == "--":
            return
        # “On … Rossi wrote:” belongs to what it quotes.
        if not line.startswith(">") and not (line[-1] == ":" and following.startswith(">")):
            yield line


def _parts(message: Message) -> Iterator[Message]:
    """Yield the texts of a message, not those of what is attached to it."""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS or part.get_content_type() == "message/rfc822":
            return
        if part.get_content_maintype() == "text" and part.get_filename() is None:
            yield part


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _said(head: Message, name: str) -> str:
    raw = head.get(name) or ""
    try:
        text = str(make_header(decode_header(raw)))
    except (ValueError, LookupError, MessageError):
        text = str(raw)
    return _tidy(text)


def _tidy(line: str) -> str:
    """Make one short line of it, without what is not a character."""
    line = " ".join(_CONTROL.sub(" ", line).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
