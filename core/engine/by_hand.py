"""Send statements now, as a person asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from core.addresses import is_address, split_addresses
from core.channels import Channel
from core.domain.commands import SendStatement
from core.domain.dispatches import ChannelKind, Dispatch
from core.domain.parties import Customer
from core.domain.wording import say
from core.engine.candidates import apart_from_choices, held_back, make_plan
from core.engine.connections import Connections
from core.engine.firm import Firm
from core.engine.joined_run import carry_out_group, grouped
from core.engine.sending import Announce, Order, intend, intend_due, prepare, withhold
from core.engine.sites import saving_folder, site_of
from core.errors import SollecitoError


def send_now(firm: Firm, command: SendStatement, announce: Announce) -> tuple[Dispatch, ...]:
    """Send to each customer named, in that order, and return the recorded dispatches.

    All of them are planned before the first one leaves, so that a wrong name or address
    stops the whole request while nothing has been sent.
    """
    wanted = _by_one_channel(firm, command) if command.channel else _as_planned(firm, command)
    orders = _plan(firm, wanted)
    with Connections(firm) as connections:
        sent = {
            dispatch.id: dispatch
            for group in grouped(firm, orders)
            for dispatch in send_group(firm, group, connections, announce)
        }
    return tuple(sent[order.dispatch.id] for order in orders)


def send_group(
    firm: Firm, group: Sequence[Order], connections: Connections, announce: Announce
) -> Iterator[Dispatch]:
    """Deliver what goes together and yield its dispatches; a plugin may withhold some."""
    allowed = []
    for order in group:
        veto = firm.parts.plugins.veto(order.statement, automatic=False)
        if veto is None:
            allowed.append(order)
        else:
            yield withhold(firm, order, veto, announce)
    ready = partial(prepare, firm, announce=announce)
    yield from carry_out_group(firm, allowed, connections, ready)


def _by_one_channel(firm: Firm, command: SendStatement) -> list[Order]:
    channel = firm.channel(command.channel)
    fault = channel.validate_environment(site_of(firm, channel))
    if fault is not None:
        raise SollecitoError(fault)
    return [_order(firm, command, code, channel) for code in command.customers]


def _as_planned(firm: Firm, command: SendStatement) -> list[Order]:
    """Return the orders of those whom a person chose of today's plan, each by its road."""
    sight = firm.sight()
    held = apart_from_choices(held_back(firm, sight))
    plan = make_plan(firm, sight, held=held, chosen=command.customers)
    if len(plan.due) < len(set(command.customers)):
        raise SollecitoError(
            say("The plan has changed meanwhile; nothing was done."),
            say("Look at it again, then choose."),
        )
    return [intend_due(firm, sight, due, automatic=False) for due in plan.due]


def _plan(firm: Firm, orders: Sequence[Order]) -> list[Order]:
    planned = firm.parts.history.plan([order.dispatch for order in orders])
    return [replace(o, dispatch=d) for o, d in zip(orders, planned, strict=True)]


def _order(firm: Firm, command: SendStatement, code: str, channel: Channel) -> Order:
    statement = firm.statement(code, command.as_of)
    recipients = _recipients(firm, command, statement.customer, channel)
    order = intend(firm, statement, channel, recipients, automatic=False)
    return replace(order, letter=command.letter)


def _recipients(
    firm: Firm, command: SendStatement, customer: Customer, channel: Channel
) -> tuple[str, ...]:
    """Return where it goes: where the person said, else where the customer is reached."""
    recipients: tuple[str, ...]
    if not command.address and channel.kind is ChannelKind.DISK:
        recipients = (_usual_folder(firm, channel),)
    elif not command.address:
        recipients = firm.recipients(customer, channel)
    elif channel.kind is ChannelKind.EMAIL:
        recipients = split_addresses(command.address)
    else:
        recipients = (command.address,)
    if not recipients:
        raise SollecitoError(
            say("{name} has no address for this channel.", name=customer.name),
            say("Add it to the customers table, or give one for this sending."),
        )
    if channel.kind.is_mail:
        _refuse_wrong(recipients)
    return recipients


def _usual_folder(firm: Firm, channel: Channel) -> str:
    """Return where files are saved if nobody says; why it cannot be used, its channel tells."""
    folder = saving_folder(firm, channel.name)
    if folder == str(firm.parts.documents):
        # A folder that somebody named is not made: it may be a share that is away.
        with suppress(OSError):
            firm.parts.documents.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse_wrong(recipients: Sequence[str]) -> None:
    for address in recipients:
        if not is_address(address):
            raise SollecitoError(
                say("No mail can reach “{address}”.", address=address),
                say("Write it as name@firm.example."),
            )
