"""By fax without a fax server: an e-mail to a gateway that faxes the PDF attached to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial

from sollecito import (
    Channel,
    ChannelKind,
    CoveringLetter,
    Customer,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    MailConnection,
    NumberInvalid,
    Receipt,
    Site,
    SollecitoError,
    Text,
    build_message,
    count_pages,
    envelope_of,
    fax_number,
    hookimpl,
    mail_fault,
    mail_server,
    national_number,
    say,
)


class EmailToFaxChannel(Channel):
    """Writes to the gateway's address for a number, over the firm's own mail server."""

    name = "email_to_fax"
    kind = ChannelKind.FAX
    label = say("Fax by e-mail")

    def validate_environment(self, site: Site) -> Text | None:
        """Return that no gateway is set, or what keeps e-mail from leaving."""
        if not site.settings.get("gateway"):
            return say("No fax gateway is set. Enter its addresses under [fax] gateway.")
        return mail_fault(site)

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return the number as it is dialled; a wrong one as written, so that it is named."""
        try:
            return (fax_number(customer.fax, customer.country),) if customer.fax else ()
        except NumberInvalid:
            return (customer.fax,)

    def mailed_to(self, site: Site, address: str) -> str:
        """Return the gateway's address for a number; reports come on that one."""
        return gateway_address(str(site.settings.get("gateway", "")), address)

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep one connection for the run."""
        with closing(MailConnection(mail_server(site))) as connection:
            yield partial(_send, connection, site)

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Send one statement on a connection of its own."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


def gateway_address(pattern: str, number: str) -> str:
    """Return the gateway's address for a number such as `+390255512345`."""
    return pattern.replace("{number}", number.lstrip("+")).replace(
        "{national}", national_number(number)
    )


def _send(
    connection: MailConnection, site: Site, delivery: Delivery, hand_over: HandOver
) -> Receipt:
    try:
        number = fax_number(delivery.recipients[0], delivery.customer.country)
        count_pages(delivery.document.pdf)
        to = gateway_address(str(site.settings.get("gateway", "")), number)
        # Some gateways fax the message too, as a cover that others may read: it says nothing.
        neutral = CoveringLetter(site.company.name, "")
        mail = replace(delivery, recipients=(to,), letter=neutral, attachments=())
        # The blind copy is of what customers get by e-mail.
        alone = replace(site, bcc=())
        envelope, message = envelope_of(alone, mail), build_message(alone, mail)
    except SollecitoError as error:
        return Receipt(DispatchState.FAILED, fault=error.title)
    receipt = connection.send(envelope, message, hand_over)
    if receipt.state is not DispatchState.SENT:
        return receipt
    return replace(receipt, note=say("Handed to the fax gateway"))


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer fax over a gateway."""
    return (EmailToFaxChannel(),)
