"""Open the firm's mailbox, so that a person sees whether that works; nothing in it is changed."""

from __future__ import annotations

from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.mail_reports import mailbox_server, password_missing
from core.errors import MailboxUnusable
from core.mail.mailbox import open_mailbox


def try_mailbox(firm: Firm) -> Receipt:
    """Log in as the look for reports does, and say what is there, or why it cannot be read."""
    server = mailbox_server(firm)
    if server is None:
        return Receipt(DispatchState.FAILED, fault=_missing(firm))
    try:
        with open_mailbox(server) as mailbox:
            note = say(
                "The mailbox of {user} can be read. Messages in the folder {folder}: {count}."
                " Nothing in it was changed.",
                user=server.user,
                folder=server.folder,
                count=mailbox.messages,
            )
    except MailboxUnusable as error:
        return Receipt(DispatchState.FAILED, fault=error.title)
    return Receipt(DispatchState.SENT, note=note)


def _missing(firm: Firm) -> Text:
    table, smtp = firm.settings.imap, firm.settings.smtp
    if not table.host:
        return say("No mailbox is set. Enter its server under [imap] host.")
    if not (user := table.user or smtp.user):
        return say("No user of the mailbox is set. Enter it under [imap] user.")
    return password_missing(user, table.host)
