"""E-mail through the firm's own mail server (SMTP)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sollecito import (
    AddressInvalid,
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    MailConnection,
    MailServer,
    Receipt,
    Site,
    Text,
    build_message,
    envelope_of,
    hookimpl,
    mail_address,
    say,
)


class SmtpChannel(Channel):
    """Hands each statement to the mail server and keeps its answer."""

    name = "smtp"
    kind = ChannelKind.EMAIL
    label = say("E-mail")

    def validate_environment(self, site: Site) -> Text | None:
        """Return what is missing in the settings, or None."""
        server = mail_server(site)
        if not server.host:
            return say("No mail server is set. Enter its name as host under [smtp].")
        if not site.sender:
            return say("No sender is set. Enter it under [email].")
        if server.user and not server.password:
            return say(
                "The password of {user} on {host} is missing. Enter it in the settings.",
                user=server.user,
                host=server.host,
            )
        try:
            for address in (site.sender, *filter(None, (site.reply_to, *site.bcc))):
                mail_address(address)
        except AddressInvalid as error:
            return error.title
        return None

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep one connection for the run."""
        connection = MailConnection(mail_server(site))

        def deliver(delivery: Delivery, hand_over: HandOver) -> Receipt:
            return _send(connection, site, delivery, hand_over)

        try:
            yield deliver
        finally:
            connection.close()

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Send one statement on a connection of its own."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


def mail_server(site: Site) -> MailServer:
    """Return the server that the table `[smtp]` describes."""
    table = {key: str(value).strip() for key, value in site.settings.items()}
    security = table.get("security") or "starttls"
    user = table.get("user", "")
    certificates = table.get("ca_file", "")
    return MailServer(
        host=table.get("host", ""),
        port=int(table.get("port") or (465 if security == "tls" else 587)),
        security=security,
        user=user,
        password=(site.secret("smtp") or "") if user else "",
        ca_file=str(site.folder / certificates) if certificates else "",
        timeout=float(table.get("timeout") or 30),
    )


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
