"""Builds the e-mail that carries a statement."""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from core.channels import Delivery, Site, pdfs_of
from core.domain.wording import say
from core.errors import AddressInvalid

# Assembled by hand: email.message takes 2 to 3 ms for a PDF of 20 kB, this a tenth.

_LINE = 76
_WORD = 45
"""Bytes in one encoded word: 75 characters with its frame (RFC 2047)."""
_PARAMETER = 54
"""Characters in one piece of a file name (RFC 2231)."""
_MAILBOX = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>|(?P<bare>[^<>]*)")
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\\\"]+")
_BOUNDARY = re.compile(rb'boundary="(=_[0-9a-f]{32})"')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who really gets a message; the blind copies stand nowhere else."""

    sender: str
    recipients: tuple[str, ...]
    blind: tuple[str, ...] = ()
    name: str = ""
    """By which reports on the delivery speak of it: the Message-ID, bare."""


def build_message(site: Site, delivery: Delivery) -> bytes:
    """Build the e-mail of a delivery: the same delivery, the same bytes."""
    return with_attachments(message_head(site, delivery), pdfs_of(delivery))


def message_head(site: Site, delivery: Delivery) -> bytes:
    """Build the e-mail of a delivery as far as its attachments: the header and the letter."""
    dispatch = delivery.dispatch
    boundary = f"=_{sha256(dispatch.message_id.encode()).hexdigest()[:32]}"
    head = [
        "From: " + _mailbox("From", site.sender),
        "To: " + ",\r\n ".join(_mailbox("To", recipient) for recipient in delivery.recipients),
        _header("Subject", delivery.letter.subject),
        f"Date: {format_datetime(delivery.date)}",
        f"Message-ID: {_one_line(dispatch.message_id)}",
        *(["Reply-To: " + _mailbox("Reply-To", site.reply_to)] if site.reply_to else ()),
        *(["Auto-Submitted: auto-generated"] if dispatch.automatic else ()),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
        "",
        f"--{boundary}",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        _readable(delivery.letter.body),
        "",
    ]
    return "\r\n".join(head).encode()


def with_attachments(head: bytes, pdfs: Iterable[tuple[str, bytes]]) -> bytes:
    """Complete a message of ours by what is attached to it, in this order."""
    found = _BOUNDARY.search(head)
    if found is None:
        raise ValueError("not a head that was built here")
    boundary = found[1].decode()
    parts = (_attached(boundary, name, pdf) for name, pdf in pdfs)
    return b"".join((head, *parts, f"--{boundary}--\r\n".encode()))


def is_head(content: bytes) -> bool:
    """Whether it is the head of a message that was built here."""
    return content.startswith(b"From: ") and _BOUNDARY.search(content) is not None


def envelope_of(site: Site, delivery: Delivery) -> Envelope:
    """Return the bare addresses of a delivery, each once."""
    recipients = tuple(dict.fromkeys(mail_address(one) for one in delivery.recipients))
    blind = tuple(dict.fromkeys(mail_address(one) for one in site.bcc))
    others = tuple(one for one in blind if one not in recipients)
    name = delivery.dispatch.message_id.strip("<>")
    return Envelope(mail_address(site.sender), recipients, others, name)


def mail_address(text: str) -> str:
    """Return the bare address in `Name <address>`, ready for the wire; or refuse it."""
    _, address = _name_and_address(text)
    local, _, domain = address.rpartition("@")
    if _ADDRESS.fullmatch(address) and local.isascii():
        try:
            return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
        except UnicodeError:
            pass
    raise AddressInvalid(
        say("“{address}” is not an e-mail address.", address=_one_line(text)),
        say("Correct the address."),
    )


def comparable_address(text: str) -> str:
    """Return a bare address in small letters, a domain beyond ASCII as servers report it.

    What is no address, such as a fax number, stays as it is.
    """
    try:
        return mail_address(text).lower()
    except AddressInvalid:
        return (_name_and_address(text)[1] or text).lower()


def _attached(boundary: str, name: str, pdf: bytes) -> bytes:
    head = (
        f"--{boundary}",
        "Content-Type: application/pdf",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;\r\n {_file_name(name)}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + encodebytes(pdf).replace(b"\n", b"\r\n")


def _mailbox(header: str, text: str) -> str:
    address = mail_address(text)
    name, _ = _name_and_address(text)
    if not name:
        return address
    if _ATOMS.fullmatch(name) and "=?" not in name and len(name) < _LINE:
        return f"{name} <{address}>"
    if name.isascii() and "=?" not in name and len(name) < _LINE:
        return '"{}" <{}>'.format(re.sub(r'(["\\])', r"\\\1", name), address)
    return f"{_encoded(name, _beside(header))}\r\n <{address}>"


def _name_and_address(text: str) -> tuple[str, str]:
    match = _MAILBOX.fullmatch(_one_line(text))
    if match is None:
        return "", ""
    return _unquoted(match["name"] or ""), (match["address"] or match["bare"] or "").strip()


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def _header(name: str, text: str) -> str:
    text = _one_line(text)
    if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _LINE:
        return f"{name}: {text}"
    return f"{name}: {_encoded(text, _beside(name))}"


def _one_line(text: str) -> str:
    """Take out what could begin another header line."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _beside(header: str) -> int:
    """Return how many bytes one encoded word takes on the header's first line."""
    return (_LINE - len(f"{header}: =?utf-8?b??=")) // 4 * 3


def _encoded(text: str, room: int) -> str:
    words = (b64encode(piece.encode()).decode() for piece in _pieces(text, room))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _pieces(text: str, room: int) -> Iterator[str]:
    # Never within a character: each encoded word must be readable by itself.
    piece, size = "", 0
    for character in text:
        width = len(character.encode())
        if size + width > room:
            yield piece
            piece, size, room = "", 0, _WORD
        piece += character
        size += width
    yield piece


def _readable(body: str) -> str:
    content = body.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return b2a_qp(content, istext=True).decode().replace("\n", "\r\n")


def _file_name(name: str) -> str:
    name = _one_line(name)
    if name.isascii():
        return 'filename="{}"'.format(re.sub(r'(["\\])', r"\\\1", name))
    pieces = [""]
    for character in name:
        written = quote(character, safe="")
        if len(pieces[-1]) + len(written) > _PARAMETER:
            pieces.append("")
        pieces[-1] += written
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    first = f"filename*0*=utf-8''{pieces[0]}"
    return ";\r\n ".join((first, *(f"filename*{n}*={p}" for n, p in enumerate(pieces[1:], 1))))
