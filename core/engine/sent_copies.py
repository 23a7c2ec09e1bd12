"""A copy of each e-mail in the sender's folder of what was sent, if the firm wishes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from core.channels import Channel, Deliver, Delivery, HandOver
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.mail_reports import mailbox_server
from core.engine.sites import site_of
from core.errors import FileUnwritable, MailboxUnusable, UnknownName
from core.mail.message import build_message
from core.mail.sent_folder import open_sent_folder
from core.store.waiting_copies import WaitingCopies

COPIED = "smtp"
"""Outlook and other mail programs keep their own copies."""
AT_ONCE = 40
"""How many are put there before the engine does something else; the others follow."""
PAUSE_WHEN_AWAY = timedelta(minutes=10)
_OPEN = (
    DispatchState.PLANNED,
    DispatchState.RETRY,
    DispatchState.SENDING,
    DispatchState.UNKNOWN,
)
"""States in which it is not known yet whether there is anything to copy."""


def with_copy(firm: Firm, channel: Channel, deliver: Deliver) -> Deliver:
    """Return the function that delivers and leaves a copy waiting of what may have left.

    The copy is written before the e-mail is handed over and put into the mailbox after it:
    a program that dies in between neither loses a copy nor makes one of what was not sent.
    """
    if channel.name != COPIED or not firm.settings.imap.sent_copy:
        return deliver
    waiting = WaitingCopies(firm.parts.folder)
    site = site_of(firm, channel)

    def kept(delivery: Delivery, hand_over: HandOver) -> Receipt:
        def keep_and_hand_over() -> None:
            try:
                waiting.keep(delivery.dispatch.id, build_message(site, delivery))
            except FileUnwritable as error:
                # The customer gets the e-mail all the same.
                firm.copy_fault = error.title
            hand_over()

        receipt = deliver(delivery, keep_and_hand_over)
        if not receipt.state.may_have_arrived:
            waiting.drop(delivery.dispatch.id)
        return receipt

    return kept


class SentCopies:
    """Puts the copies that wait into the mailbox, a few at a time."""

    def __init__(self, firm: Firm) -> None:
        """Ask the first time at once: some may be left of the program's last life."""
        self._firm = firm
        self._next: datetime | None = None

    def look(self) -> bool:
        """Put the next copies where they belong; return whether a person would see a change."""
        waiting = WaitingCopies(self._firm.parts.folder)
        before = self._firm.copy_fault
        ready = list(islice(self._ready(waiting), AT_ONCE)) if self._is_time() else []
        if not ready:
            if not self._firm.settings.imap.sent_copy:
                self._firm.copy_fault = None
            return self._firm.copy_fault != before
        try:
            self._put(ready, waiting)
        except (MailboxUnusable, FileUnwritable) as error:
            self._next = self._firm.parts.clock.now() + PAUSE_WHEN_AWAY
            self._firm.copy_fault = error.title
        else:
            self._next = None
            self._firm.copy_fault = None
        return self._firm.copy_fault != before

    def soon(self) -> None:
        """Try again with the next tick: something was set that may help."""
        self._next = None

    def _put(self, dispatches: Iterable[Dispatch], waiting: WaitingCopies) -> None:
        server = mailbox_server(self._firm)
        if server is None:
            raise MailboxUnusable(self._firm.mailbox_fault or _no_mailbox())
        with open_sent_folder(server, self._firm.settings.imap.sent_folder) as folder:
            for dispatch in dispatches:
                if message := waiting.read(dispatch.id):
                    folder.keep(message, dispatch.message_id, dispatch.created_at)
                    waiting.drop(dispatch.id)

    def _ready(self, waiting: WaitingCopies) -> Iterable[Dispatch]:
        """Yield this process's dispatches that were sent; let go of what will not be."""
        history = self._firm.parts.history
        wanted = self._firm.settings.imap.sent_copy
        for name in waiting.ids():
            if not history.is_own(name):
                continue
            try:
                dispatch = history.get(name)
            except UnknownName:
                waiting.drop(name)
                continue
            if dispatch.state is DispatchState.SENT and wanted:
                yield dispatch
            elif not wanted or dispatch.state not in _OPEN:
                waiting.drop(name)

    def _is_time(self) -> bool:
        # A clock that was set back must not keep anybody waiting.
        now = self._firm.parts.clock.now()
        return self._next is None or not timedelta() < self._next - now <= PAUSE_WHEN_AWAY


def _no_mailbox() -> Text:
    return say(
        "Copies of sent e-mail wait, but no mailbox is set. Enter it under [imap] host, or"
        " switch [imap] sent_copy off."
    )
