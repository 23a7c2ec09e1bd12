"""Looks into a mailbox over IMAP and changes nothing in it."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from email import message_from_bytes
from email.message import Message
from typing import Any

from core.errors import MailboxUnusable
from core.mail.imap_words import first, folder_of, ok, quoted
from core.mail.mailbox_login import MailboxServer, log_in_to_mailbox, mailbox_fault
from core.mail.replies import HEADS as ANSWERS
from core.mail.token import TokenRefused

__all__ = ["MOST", "Mailbox", "MailboxServer", "marked_as_sent", "open_mailbox"]

MOST = 1_000_000
"""Bytes of a message that are read: what comes back often carries the whole e-mail."""
_AT_ONCE = 200
_FIELDS = "CONTENT-TYPE FROM X-RICEVUTA X-TRASPORTO X-RIFERIMENTO-MESSAGE-ID"
_HEADS = f"(UID BODY.PEEK[HEADER.FIELDS ({_FIELDS} {ANSWERS})])"
_UID = re.compile(rb"\bUID (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Mailbox:
    """One folder of a mailbox, opened so that nothing in it can be changed or marked as read."""

    def __init__(self, imap: imaplib.IMAP4, folder: str) -> None:
        """Open the folder with EXAMINE."""
        self._imap = imap
        self.messages = int(ok(imap.select(quoted(folder), readonly=True))[0])
        """How many there are."""
        self.validity = first(imap.response("UIDVALIDITY")[1])
        """Numbers of messages mean something else once this has changed."""

    def since(self, day: date, after: int = 0) -> list[int]:
        """Return the numbers above one of the messages that came on the day or later."""
        # The server's own words for months are English, whatever this PC speaks.
        words = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        return [number for number in self._search("SINCE", words) if number > after]

    def heads(self, numbers: Sequence[int]) -> Iterator[tuple[int, Message]]:
        """Yield the few header lines that tell what a message is."""
        for start in range(0, len(numbers), _AT_ONCE):
            wanted = ",".join(map(str, numbers[start : start + _AT_ONCE]))
            for part in ok(self._imap.uid("FETCH", wanted, _HEADS)):
                if isinstance(part, tuple) and (found := _UID.search(part[0])):
                    yield int(found[1]), message_from_bytes(part[1])

    def content(self, number: int, most: int = MOST) -> bytes:
        """Return a message, not marked as read; of a very large one the beginning."""
        answer = ok(self._imap.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{most}>)"))
        return b"".join(part[1] for part in answer if isinstance(part, tuple))

    def has(self, message_id: str) -> bool:
        """Return whether a message with exactly this Message-ID lies here."""
        if not re.fullmatch(r"<[^\s\"\\<>]+>", message_id) or not message_id.isascii():
            return False
        found = self._search("HEADER", "Message-ID", f'"{message_id}"')
        return any(self._message_id(number) == message_id for number in found)

    def among_sent(self) -> Mailbox | None:
        """Open the folder of what was sent instead of this one, if the server marks one."""
        name = marked_as_sent(self._imap)
        return Mailbox(self._imap, name) if name else None

    def _message_id(self, number: int) -> str:
        words = "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        answer = ok(self._imap.uid("FETCH", str(number), words))
        head = b"".join(part[1] for part in answer if isinstance(part, tuple))
        return str(message_from_bytes(head)["Message-ID"] or "").strip()

    def _search(self, *words: str) -> list[int]:
        return [int(one) for one in (ok(self._imap.uid("SEARCH", *words))[0] or b"").split()]


@contextmanager
def open_mailbox(server: MailboxServer) -> Iterator[Mailbox]:
    """Open a mailbox, encrypted and trusted; whatever goes wrong is said in a sentence."""
    imap = None
    try:
        imap = log_in_to_mailbox(server)
        yield Mailbox(imap, server.folder)
    except (OSError, imaplib.IMAP4.error, TokenRefused) as error:
        raise MailboxUnusable(mailbox_fault(error, server)) from error
    finally:
        if imap is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                imap.logout()


def marked_as_sent(imap: imaplib.IMAP4) -> str:
    """Return the folder that the server marks as that of what was sent (RFC 6154); or empty."""
    for line in _all_folders(imap):
        flags, name = folder_of(line)
        if "\\sent" in flags:
            return name
    return ""


def _all_folders(imap: imaplib.IMAP4) -> Iterator[Any]:
    yield from ok(imap.list())
    # Some servers tell the marks only to who asks for them.
    with suppress(imaplib.IMAP4.error):
        yield from ok(imap.list('(SPECIAL-USE) ""', '"*"'))
