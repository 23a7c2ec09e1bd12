"""Send an example by a channel, so that a person sees whether it works; nothing is recorded."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex

from core.addresses import is_address, split_addresses
from core.causes import cause_of
from core.channels import Channel, Delivery
from core.domain.commands import SendTestMessage
from core.domain.covering_letter import CoveringLetter
from core.domain.dispatches import DispatchState, Receipt, message_id
from core.domain.parties import Customer
from core.domain.statements import Statement
from core.domain.wording import say
from core.engine.firm import EMAIL, Firm
from core.engine.rendering import draw_statement, write_letter
from core.engine.samples import example_statement
from core.engine.sending import intend
from core.engine.sites import site_of
from core.errors import SollecitoError
from core.files import statement_file_name
from core.texts import tell

_LINES = 5


def send_test(firm: Firm, wish: SendTestMessage) -> Receipt:
    """Send an invented customer's statement to a person's own address and say how it went."""
    channel = firm.channel(wish.channel or EMAIL)
    # Blind copies are for what customers get.
    site = replace(site_of(firm, channel), bcc=())
    fault = channel.validate_environment(site)
    if fault is not None:
        return Receipt(DispatchState.FAILED, fault=fault)
    statement = example_statement(_LINES, firm.parts.clock.today())
    recipients = _recipients(channel, wish.address, statement.customer)
    delivery = _example(firm, channel, statement, recipients)
    try:
        return channel.test(site, delivery)
    except OSError as error:
        fault = say("This PC could not do it: {cause}", cause=cause_of(error))
        return Receipt(DispatchState.FAILED, fault=fault)


def _recipients(channel: Channel, address: str, customer: Customer) -> tuple[str, ...]:
    if not channel.kind.is_mail:
        return (address.strip(),) if address.strip() else channel.address(customer)
    recipients = split_addresses(address)
    wrong = [recipient for recipient in recipients if not is_address(recipient)]
    if wrong or not recipients:
        raise SollecitoError(
            say("No mail can reach “{address}”.", address=wrong[0] if wrong else ""),
            say("Write it as name@firm.example."),
        )
    return recipients


def _example(
    firm: Firm, channel: Channel, statement: Statement, recipients: tuple[str, ...]
) -> Delivery:
    intended = intend(firm, statement, channel, recipients, automatic=False).dispatch
    # Two tests are two messages.
    test = token_hex(8)
    own_id = message_id(("test", test), "sollecito.invalid")
    dispatch = replace(intended, id=f"test-{test}", bcc="", message_id=own_id)
    letter = write_letter(firm, statement)
    subject = say("Test of Sollecito: {subject}", subject=letter.subject)
    return Delivery(
        dispatch=dispatch,
        customer=statement.customer,
        document=draw_statement(firm, statement),
        file_name=statement_file_name(statement.customer.code, statement.as_of, dispatch.language),
        letter=CoveringLetter(tell(subject, firm.parts.language), letter.body),
        recipients=recipients,
        date=dispatch.created_at,
    )
