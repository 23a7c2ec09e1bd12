"""Puts a copy of what was sent into the sender's own folder for it, over IMAP."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from core.domain.wording import say
from core.errors import MailboxUnusable
from core.mail.imap_words import ok, quoted
from core.mail.mailbox import Mailbox, marked_as_sent
from core.mail.mailbox_login import MailboxServer, log_in_to_mailbox, mailbox_fault
from core.mail.token import TokenRefused


class SentFolder:
    """The folder of what was sent, found as the server marks it (RFC 6154) unless it is named."""

    def __init__(self, imap: imaplib.IMAP4, server: MailboxServer, name: str) -> None:
        """Find the folder and look into it."""
        self._imap = imap
        self._server = server
        self.name = name or marked_as_sent(imap)
        if not self.name:
            raise MailboxUnusable(
                say(
                    "No folder for sent e-mail was found in the mailbox of {user}. Name it under"
                    " [imap] sent_folder.",
                    user=server.user,
                )
            )
        try:
            self._content = Mailbox(imap, self.name)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise self._refused(error) from error

    def keep(self, message: bytes, message_id: str, at: datetime) -> None:
        """Let a copy lie there, as read, unless one lies there already."""
        if self._content.has(message_id):
            return
        try:
            # Time and flags as a mail program gives them to what it has sent.
            ok(self._imap.append(quoted(self.name), "\\Seen", at, message))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> MailboxUnusable:
        return MailboxUnusable(
            say(
                "The copy of a sent e-mail cannot be put into the folder “{folder}” of {user}:"
                " {reason}. The e-mail itself was sent.",
                folder=self.name,
                user=self._server.user,
                reason=str(error).rstrip("."),
            )
        )


@contextmanager
def open_sent_folder(server: MailboxServer, name: str) -> Iterator[SentFolder]:
    """Open the folder of what was sent; whatever goes wrong is said in a sentence."""
    imap = None
    try:
        imap = log_in_to_mailbox(server)
        yield SentFolder(imap, server, name)
    except (OSError, imaplib.IMAP4.error, TokenRefused) as error:
        raise MailboxUnusable(mailbox_fault(error, server)) from error
    finally:
        if imap is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                imap.logout()
