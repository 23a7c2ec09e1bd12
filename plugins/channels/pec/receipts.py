"""Reads the receipts of PEC providers (rules of DM 2/11/2005, described in RFC 6109)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from plugins.channels.pec.signature import Signed

ACCEPTED = "accettazione"
NOT_ACCEPTED = "non-accettazione"
DELIVERED = "avvenuta-consegna"
NOT_DELIVERED = "errore-consegna"
DELAYED = "preavviso-errore-consegna"
VIRUS = "rilevazione-virus"
KINDS = (ACCEPTED, NOT_ACCEPTED, DELIVERED, NOT_DELIVERED, DELAYED, VIRUS)
"""What a sender can get; the providers' receipts to each other do not reach its mailbox."""
_ISSUER = "posta-certificata"
_DATA = "daticert.xml"
_LONGEST_DATA = 1_000_000
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")


@dataclass(frozen=True, slots=True)
class PecReceipt:
    """What a provider certifies of one message."""

    kind: str
    message_id: str
    """Of the message it is on, bare."""
    sender: str
    recipients: Mapping[str, bool]
    """By address, in small letters: whether it is one of certified mail."""
    delivery: str
    """The one recipient that a receipt of delivery, or of its failure, is on."""
    at: datetime
    """The provider's own moment."""
    error: str
    """`nessuno`, `no-dest`, `no-dominio`, `virus` or `altro`."""
    words: str
    """The provider's own on what went wrong."""
    content: bytes
    signed: Signed

    @property
    def sha256(self) -> str:
        """Return the hash of the whole receipt."""
        return sha256(self.content).hexdigest()

    def is_on(self, address: str) -> bool:
        """Whether it speaks of this recipient."""
        if self.delivery:
            return self.delivery == address
        return address in self.recipients


def message_it_is_on(head: Message) -> str:
    """Return the Message-ID that a receipt's header names, bare; empty for what is none.

    A message of certified mail, and ordinary mail in the envelope “anomalia”, carry the same
    reference, and X-Trasporto with it.
    """
    if _field(head, "X-Trasporto") or _field(head, "X-Ricevuta").lower() not in KINDS:
        return ""
    if parseaddr(_field(head, "From"))[1].partition("@")[0].lower() != _ISSUER:
        return ""
    return _bare(_field(head, "X-Riferimento-Message-ID"))


def read_receipt(content: bytes) -> PecReceipt | None:
    """Return what a receipt certifies; None for whatever is none, or contradicts itself."""
    # Slow to import, and the icon waits for every plugin: most firms get no receipts.
    from plugins.channels.pec.signature import check_signature  # noqa: PLC0415

    message = message_from_bytes(content)
    named = message_it_is_on(message)
    parts = _signed_and_signature(message, content) if named else None
    if parts is None:
        return None
    data = list(_data(message_from_bytes(parts[0])))
    if len(data) != 1:
        return None
    try:
        root = fromstring(data[0], forbid_dtd=True)
        receipt = _certified(root, content, check_signature(*parts))
    except (ParseError, DefusedXmlException, ValueError):
        return None
    agrees = receipt.kind == _field(message, "X-Ricevuta").lower() and receipt.message_id == named
    return receipt if agrees else None


def _signed_and_signature(message: Message, content: bytes) -> tuple[bytes, bytes] | None:
    """Return the part that is signed, to the byte as it came, and the signature on it."""
    parts, boundary = message.get_payload(), message.get_boundary()
    if message.get_content_type() != "multipart/signed" or not isinstance(parts, list):
        return None
    # The standard library's types know no message whose parts are known to be messages.
    both = [part for part in parts if isinstance(part, Message)]
    if len(both) != len(("content", "signature")) or boundary is None:
        return None
    signature = both[1].get_payload(decode=True)
    if both[1].get_content_type() not in _SIGNATURES or not isinstance(signature, bytes):
        return None
    # The line's end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
    line = rb"\r?\n--" + re.escape(boundary.encode("ascii", "replace")) + rb"(?:--)?[ \t]*(?=\r?\n)"
    between = re.split(line, content, maxsplit=2)
    if len(between) <= len(both):
        return None
    return re.sub(rb"\A\r?\n", b"", between[1]), signature


def _data(signed: Message) -> Iterator[bytes]:
    """Yield the providers' data: what is signed, and not what a returned message encloses."""
    inner = signed.get_payload()
    for part in inner if isinstance(inner, list) else ():
        if isinstance(part, Message) and (part.get_filename() or "").lower() == _DATA:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and len(data) <= _LONGEST_DATA:
                yield data


def _certified(root: Element, content: bytes, signed: Signed) -> PecReceipt:
    """Return what the data says; a `ValueError` where it says too little."""
    date = root.find("dati/data")
    if root.tag != "postacert" or date is None:
        raise ValueError(root.tag)
    day, time, zone = _text(date, "giorno"), _text(date, "ora"), date.get("zona", "")
    recipients = {
        _address(one.text or ""): one.get("tipo", "certificato") == "certificato"
        for one in root.findall("intestazione/destinatari")
    }
    return PecReceipt(
        kind=root.get("tipo", "").lower(),
        message_id=_bare(_text(root, "dati/msgid")),
        sender=_address(_text(root, "intestazione/mittente")),
        recipients=recipients,
        delivery=_address(_text(root, "dati/consegna")),
        at=datetime.strptime(f"{day} {time} {zone}", "%d/%m/%Y %H:%M:%S %z"),
        error=root.get("errore", "nessuno"),
        words=" ".join(_text(root, "dati/errore-esteso").split())[:300],
        content=content,
        signed=signed,
    )


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _address(text: str) -> str:
    return text.strip().strip("<>").lower()


def _field(head: Message, name: str) -> str:
    return " ".join(str(head.get(name) or "").split())


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>").strip()
