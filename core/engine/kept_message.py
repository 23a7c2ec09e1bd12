"""The header and the letter of what leaves by mail are kept beside the statement."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from core.channels import Channel, Delivery, Site
from core.engine.proofs import place_beside
from core.evidence.pieces import receipt_prefix
from core.files import keep_durably


def with_message(site: Site, channel: Channel, delivery: Delivery) -> Delivery:
    """Keep what will leave, but for the attachments, which are kept or found by their hashes.

    Together they are the message byte for byte, where the channel sends what is built here.
    """
    if not channel.kind.is_mail or channel.writes_file:
        return delivery
    content = channel.written(site, delivery) or _text(delivery)
    dispatch = delivery.dispatch
    path = place_beside(site.folder, dispatch) / f"{receipt_prefix(dispatch)}message.txt"
    kept = keep_durably(path, content, root=site.folder).relative_to(site.folder).as_posix()
    dispatch = replace(dispatch, message=kept, message_sha256=sha256(content).hexdigest())
    return replace(delivery, dispatch=dispatch)


def _text(delivery: Delivery) -> bytes:
    """Return what a mail program is given; it makes the message itself."""
    to, letter = ", ".join(delivery.recipients), delivery.letter
    return f"To: {to}\nSubject: {letter.subject}\n\n{letter.body}\n".encode()
