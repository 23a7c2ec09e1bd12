"""Finds what customers answered among what came, and keeps of it what a person must see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.message import Message
from email.utils import parseaddr

from core.domain.dispatches import Dispatch
from core.domain.replies import Reply
from core.engine.firm import Firm
from core.mail.mailbox import Mailbox
from core.mail.replies import MOST, answered, first_line, is_automatic, own_name, said_by

ANSWERED_DAYS = 90
"""How long after a statement an answer is still taken for one to it."""


def take_replies(
    firm: Firm, mailbox: Mailbox, heads: Iterable[tuple[int, Message]]
) -> Iterator[tuple[Reply, Dispatch]]:
    """Remember the answers to what this process has sent; yield those that are new, and to what."""
    new = [(number, head) for number, head in heads if _may_be_new(firm, head)]
    sent = _sent(firm, {name for _, head in new for name in answered(head)})
    for number, head in new:
        dispatch = next((sent[name] for name in answered(head) if name in sent), None)
        if dispatch is not None and not firm.replies.knows(own_name(head)):
            reply = _reply(firm, dispatch, head, mailbox.content(number, MOST))
            firm.replies.add(reply, own_name(head))
            yield reply, dispatch


def _may_be_new(firm: Firm, head: Message) -> bool:
    """Whether it answers an e-mail of ours, is not our own, and was not found before."""
    if not answered(head) or "X-Ricevuta" in head or firm.replies.knows(own_name(head)):
        return False
    ours = (firm.settings.email.sender, firm.settings.smtp.user)
    own = {parseaddr(address)[1].lower() for address in ours if address}
    return parseaddr(str(head.get("From") or ""))[1].lower() not in own


def _sent(firm: Firm, names: set[str]) -> dict[str, Dispatch]:
    """Return this process's dispatches by their Message-IDs; other PCs see to their own."""
    history, today = firm.parts.history, firm.parts.clock.today()
    since = today - timedelta(days=ANSWERED_DAYS)
    found = history.with_message_ids(names, since, today)
    return {
        name: dispatch
        for name, dispatches in found.items()
        for dispatch in dispatches
        if history.is_own(dispatch.id)
    }


def _reply(firm: Firm, dispatch: Dispatch, head: Message, content: bytes) -> Reply:
    sender, subject = said_by(head)
    return Reply(
        dispatch=dispatch.id,
        customer=dispatch.customer,
        name=dispatch.name,
        sender=sender,
        subject=subject,
        line=first_line(content),
        found_at=firm.parts.clock.now(),
        automatic=is_automatic(head),
    )
