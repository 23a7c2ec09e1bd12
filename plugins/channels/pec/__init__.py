"""Certified mail (PEC): handed to the firm's own provider, proven by the providers' receipts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from plugins.channels.pec.account import account_fault, certified, incoming, outgoing
from plugins.channels.pec.mailbox import ReceiptMailbox
from plugins.channels.pec.outcome import OPEN, outcome_of, recipient_of
from sollecito import (
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    Dispatch,
    DispatchState,
    HandOver,
    MailboxUnusable,
    MailConnection,
    Receipt,
    Site,
    SollecitoError,
    Text,
    build_message,
    count_pages,
    envelope_of,
    hookimpl,
    mail_address,
    message_head,
    open_mailbox,
    say,
)

_FRESH = timedelta(minutes=10)
"""A provider accepts within moments; what is older is asked about less often."""
_PAUSE = timedelta(minutes=9, seconds=30)


class PecChannel(Channel):
    """Hands each statement to the provider, and learns from its receipts what became of it."""

    name = "pec"
    kind = ChannelKind.PEC
    label = say("PEC")
    carries_attachments = True
    followed_days = 15

    def __init__(self) -> None:
        self._receipts = ReceiptMailbox()
        self._looked: datetime | None = None

    def validate_environment(self, site: Site) -> Text | None:
        """Return what is missing in the settings, or None."""
        return account_fault(site)

    def written(self, site: Site, delivery: Delivery) -> bytes:
        """Return the header and the letter as they leave."""
        return message_head(certified(site), delivery)

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep one connection for the run."""
        with closing(MailConnection(outgoing(site))) as connection:
            yield partial(_send, connection, certified(site))

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Send one statement on a connection of its own."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)

    def test(self, site: Site, delivery: Delivery) -> Receipt:
        """Look whether receipts can be read, then send the example."""
        try:
            with open_mailbox(incoming(site)):
                pass
        except MailboxUnusable as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        return self.deliver(site, delivery, lambda: None)

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return what the receipts say; after a day without any, that nobody knows."""
        fault = account_fault(site)
        if fault is not None:
            raise MailboxUnusable(fault)
        if not self._is_time(site, dispatches):
            return {}
        by_id = {dispatch.message_id.strip("<>"): dispatch for dispatch in dispatches}
        since = min(one.created_at for one in dispatches).date() - timedelta(days=1)
        receipts = self._receipts.receipts_on(incoming(site), by_id, since)
        # While some are yet to be fetched, none can be said to be missing.
        complete = self._receipts.complete
        self._looked, now = (site.now, site.now) if complete else (None, None)
        own = mail_address(certified(site).sender).lower()
        outcomes = {}
        for name, dispatch in by_id.items():
            told = [
                receipt
                for receipt in receipts
                if receipt.message_id == name
                and receipt.sender == own
                and receipt.is_on(recipient_of(dispatch))
            ]
            outcome = outcome_of(dispatch, told, now)
            if outcome is not None:
                outcomes[dispatch.id] = outcome
        return outcomes

    def _is_time(self, site: Site, dispatches: Sequence[Dispatch]) -> bool:
        """Whether something is fresh, or nobody has looked for a while: each look is a log-in."""
        if site.now is None or self._looked is None or not dispatches:
            return bool(dispatches)
        newest = max(dispatch.updated_at for dispatch in dispatches)
        # A clock that was set back must not keep anybody waiting.
        rested = not timedelta() <= site.now - self._looked < _PAUSE
        return rested or site.now - newest < _FRESH


def _send(
    connection: MailConnection, site: Site, delivery: Delivery, hand_over: HandOver
) -> Receipt:
    if len(delivery.recipients) != 1:
        fault = say("A PEC goes to one address, so that its receipts speak of nobody else.")
        return Receipt(DispatchState.FAILED, fault=fault)
    try:
        count_pages(delivery.document.pdf)
        envelope, message = envelope_of(site, delivery), build_message(site, delivery)
    except SollecitoError as error:
        return Receipt(DispatchState.FAILED, fault=error.title)
    receipt = connection.send(envelope, message, hand_over)
    if receipt.state is DispatchState.SENT:
        note = say("Handed to the PEC provider; its receipts are awaited")
        return replace(receipt, note=note, ticket=OPEN)
    if receipt.state is DispatchState.UNKNOWN:
        fault = say(
            "The PEC provider did not confirm the message, which may have left all the same. If it"
            " did, its receipts will say so."
        )
        return replace(receipt, fault=fault)
    return receipt


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer certified mail."""
    return (PecChannel(),)
