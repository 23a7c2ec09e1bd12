"""Looks for receipts in the firm's own PEC mailbox, in which nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from plugins.channels.pec.receipts import PecReceipt, message_it_is_on, read_receipt
from sollecito import Mailbox, MailboxServer, open_mailbox

LARGEST = 100_000_000
"""Bytes: a receipt of delivery gives the whole message back, of at most 30 MB before encoding."""
AT_ONCE, MUCH = 100, 50_000_000
"""Receipts and their bytes that are fetched in one look; after a long pause there may be many."""


class ReceiptMailbox:
    """Remembers what it has seen, so that each message is asked for once."""

    def __init__(self) -> None:
        self._place: object = None
        self._last = 0
        self._on: dict[int, str] = {}
        """By number in the mailbox: the Message-ID that a receipt is on."""
        self._read: dict[int, PecReceipt | None] = {}
        self.complete = True
        """Whether the last look fetched all that there is."""

    def receipts_on(
        self, server: MailboxServer, message_ids: Collection[str], since: date
    ) -> list[PecReceipt]:
        """Return all the receipts on these messages, the oldest in the mailbox first."""
        with open_mailbox(server) as mailbox:
            self._look(server, mailbox, since)
            wanted = sorted(number for number, on in self._on.items() if on in message_ids)
            # What nobody asks for any more need not be kept in memory.
            self._read = {n: self._read[n] for n in wanted if n in self._read}
            self._fetch(mailbox, [number for number in wanted if number not in self._read])
        return [found for number in wanted if (found := self._read.get(number)) is not None]

    def _fetch(self, mailbox: Mailbox, numbers: Sequence[int]) -> None:
        left = MUCH
        self.complete = True
        for place, number in enumerate(numbers):
            if place >= AT_ONCE or left <= 0:
                self.complete = False
                return
            content = mailbox.content(number, LARGEST)
            left -= len(content)
            self._read[number] = read_receipt(content) if len(content) < LARGEST else None

    def _look(self, server: MailboxServer, mailbox: Mailbox, since: date) -> None:
        place = (server.host, server.user, server.folder, mailbox.validity)
        if place != self._place:
            self._place, self._last, self._on, self._read = place, 0, {}, {}
        numbers = mailbox.since(since, self._last)
        for number, head in mailbox.heads(numbers):
            if on := message_it_is_on(head):
                self._on[number] = on
        self._last = max([self._last, *numbers])
