"""E-mail through the firm's own mail server (SMTP)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from sollecito import (
    AddressInvalid,
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    MailConnection,
    Receipt,
    Site,
    Text,
    build_message,
    envelope_of,
    hookimpl,
    mail_fault,
    mail_server,
    message_head,
    say,
)


class SmtpChannel(Channel):
    """Hands each statement to the mail server and keeps its answer."""

    name = "smtp"
    kind = ChannelKind.EMAIL
    label = say("E-mail")
    carries_attachments = True

    def validate_environment(self, site: Site) -> Text | None:
        """Return what is missing in the settings, or None."""
        return mail_fault(site)

    def written(self, site: Site, delivery: Delivery) -> bytes:
        """Return the header and the letter as they leave."""
        return message_head(site, delivery)

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep one connection for the run."""
        with closing(MailConnection(mail_server(site))) as connection:
            yield partial(_send, connection, site)

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Send one statement on a connection of its own."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


def _send(
    connection: MailConnection, site: Site, delivery: Delivery, hand_over: HandOver
) -> Receipt:
    try:
        envelope = envelope_of(site, delivery)
        message = build_message(site, delivery)
    except AddressInvalid as error:
        return Receipt(DispatchState.FAILED, fault=error.title)
    return connection.send(envelope, message, hand_over)


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer e-mail by SMTP."""
    return (SmtpChannel(),)
