"""The very PDF that was sent, from the archive."""

from __future__ import annotations

from hashlib import sha256

from core.causes import cause_of
from core.domain.wording import say
from core.engine.firm import Firm
from core.errors import SollecitoError, UnknownName


def read_sent(firm: Firm, dispatch_id: str) -> bytes:
    """Return the archived PDF of a dispatch, byte for byte as it was sent, or say why not."""
    dispatch = firm.parts.history.get(dispatch_id)
    if not dispatch.document:
        raise UnknownName(say("Of this sending no PDF was kept: it did not come that far."))
    # Another archive than ours may lie elsewhere; its path is then a whole one.
    path = firm.parts.folder / dispatch.document
    try:
        pdf = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise SollecitoError(
            say("The archive cannot be read: {cause}", cause=cause_of(error))
        ) from error
    if pdf is None:
        raise UnknownName(
            say("The PDF of this sending is no longer in the archive."),
            say("It was kept as {file}.", file=dispatch.document),
        )
    if sha256(pdf).hexdigest() != dispatch.sha256:
        raise SollecitoError(
            say("The PDF in the archive is not the one that was sent."),
            say("Somebody has changed {file} since; bring back a copy.", file=dispatch.document),
        )
    return pdf
