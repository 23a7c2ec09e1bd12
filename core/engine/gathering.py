"""Gathers one customer's evidence out of the history, the archive and what was answered."""

from __future__ import annotations

from core.domain.wording import say
from core.engine.firm import Firm
from core.errors import UnknownName
from core.evidence.gathering import Evidence, Known, build_evidence


def gather_evidence(firm: Firm, customer: str) -> Evidence:
    """Return what was sent to a customer and what came of it; nothing was sent: an error."""
    dispatches = firm.parts.history.newest(customer)
    if not dispatches:
        raise UnknownName(say("Nothing was ever sent to {code}.", code=customer))
    channels = {name: channel.label for name, channel in firm.parts.plugins.channels().items()}
    replies = {one.id: firm.replies.of_dispatch(one.id) for one in dispatches}
    known = Known(firm.settings.company.name, channels, replies)
    return build_evidence(firm.parts.folder, known, dispatches, firm.settings.statement.language)
