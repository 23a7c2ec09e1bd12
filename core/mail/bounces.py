"""Reads what mail servers report of an e-mail's delivery (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from core.domain.wording import Text, say

CAME_BACK, CONFIRMED = "bounce", "delivery-report"
"""As what a report is kept beside the statement."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[^\s<>]+>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST = 300
_MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail server says of one recipient."""

    addresses: tuple[str, ...]
    """As we wrote it, and where it ended if it was sent on; in small letters."""
    action: str
    """`failed`, `delayed`, `delivered`, `relayed` or `expanded`."""
    status: str
    """Like `5.1.1`; empty if the server gave none."""
    words: str = ""
    """The far server's own."""


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report on one message of ours."""

    message_id: str
    envelope_id: str
    outcomes: tuple[Outcome, ...]
    at: datetime | None = None
    """When it was written, as far as it says so."""

    @property
    def name(self) -> str:
        """Return the Message-ID of ours that it is on."""
        return self.message_id or f"<{self.envelope_id}>"


def is_report(head: Message) -> bool:
    """Return whether a message's header says that it is a delivery report."""
    kind = str(head.get_param("report-type") or "").lower()
    return head.get_content_type() == "multipart/report" and kind == "delivery-status"


def read_report(content: bytes) -> Report | None:
    """Return what a report says; None for whatever is none, or names no message."""
    message = message_from_bytes(content)
    if not is_report(message):
        return None
    outcomes: list[Outcome] = []
    original = envelope_id = ""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            first, *others = _blocks(part)
            envelope_id = envelope_id or _field(first, "Original-Envelope-Id")
            outcomes.extend(_outcomes(others))
        elif kind in ("text/rfc822-headers", "message/rfc822"):
            original = original or _original(part)
    if not outcomes or not (original or envelope_id):
        return None
    return Report(original, envelope_id, tuple(outcomes), _written_at(message))


def bounce_fault(address: str, status: str) -> Text:
    """Say why an e-mail came back, and what a person can do."""
    detail = status.partition(".")[2]
    if detail in ("1.1", "1.0", "1.3", "1.6", "2.1", "0.0") and status != "5.0.0":
        return say(
            "The e-mail came back: the mailbox {address} does not exist. Correct it in the"
            " customers table.",
            address=address,
        )
    if detail in ("1.2", "1.10", "4.3", "4.4"):
        return say(
            "The e-mail came back: what stands behind the @ of {address} takes no e-mail."
            " Correct it in the customers table.",
            address=address,
        )
    if detail == "2.2":
        return say(
            "The e-mail came back: the mailbox {address} is full. Call the customer or use another"
            " address.",
            address=address,
        )
    if detail in ("2.3", "3.4"):
        return say(
            "The e-mail came back: it is too large for {address}. Send this statement by another"
            " road.",
            address=address,
        )
    if detail.startswith("7."):
        return say(
            "The e-mail came back: it was refused for {address}, perhaps as unwanted mail. Call"
            " the customer.",
            address=address,
        )
    return say("The e-mail to {address} came back. Call the customer.", address=address)


def _written_at(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(_field(message, "Date"))
    except ValueError:
        return None
    # Without a zone of its own nobody knows which moment it means.
    return at if at.tzinfo is not None else None


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of the report itself: not those of a message that it returns."""
    parts = message.get_payload()
    if isinstance(parts, list):
        yield from (part for part in parts[:_MOST_PARTS] if isinstance(part, Message))


def _blocks(part: Message) -> list[Message]:
    blocks = part.get_payload()
    found = [one for one in blocks if isinstance(one, Message)] if isinstance(blocks, list) else []
    return found or [Message()]


def _outcomes(blocks: list[Message]) -> Iterator[Outcome]:
    for block in blocks[:_MOST_PARTS]:
        addresses = [
            _field(block, name).partition(";")[2].strip().strip("<>").lower()
            for name in ("Original-Recipient", "Final-Recipient")
        ]
        status = _STATUS.search(_field(block, "Status"))
        yield Outcome(
            tuple(dict.fromkeys(filter(None, addresses))),
            _field(block, "Action").partition(" ")[0].lower(),
            status[0] if status else "",
            _field(block, "Diagnostic-Code").partition(";")[2].strip(),
        )


def _original(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        head = payload[0] if payload and isinstance(payload[0], Message) else Message()
    else:
        content = part.get_payload(decode=True)
        head = message_from_bytes(content if isinstance(content, bytes) else b"")
    found = _MESSAGE_ID.search(_field(head, "Message-ID"))
    return found[0] if found else ""


def _field(block: Message, name: str) -> str:
    return " ".join(_CONTROL.sub(" ", str(block.get(name) or "")).split())[:_LONGEST]
