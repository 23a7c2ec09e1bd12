"""Send one statement: record the intent, draw, archive, deliver, record the outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from core.channels import Channel, Deliver, Delivery
from core.domain.dispatches import (
    ChannelKind,
    Dispatch,
    DispatchState,
    Receipt,
    amounts_of,
    message_id,
    moved,
)
from core.domain.statements import Statement
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.rendering import draw_statement, write_letter
from core.engine.sites import site_of
from core.errors import HistoryUnwritable, SollecitoError
from core.files import statement_file_name
from core.texts import tell

log = logging.getLogger(__name__)

Announce = Callable[[Dispatch], None]


@dataclass(frozen=True, slots=True)
class Order:
    """One sending that is wanted, and its record in the history."""

    statement: Statement
    channel: Channel
    recipients: tuple[str, ...]
    dispatch: Dispatch
    letter: str = ""
    """Instead of the firm's own text."""


def intend(
    firm: Firm,
    statement: Statement,
    channel: Channel,
    recipients: tuple[str, ...],
    *,
    automatic: bool,
) -> Order:
    """Make the order for one sending; its dispatch is planned, but not yet recorded."""
    customer = statement.customer
    now = firm.parts.clock.now()
    dispatch = Dispatch(
        customer=customer.code,
        name=customer.name,
        as_of=statement.as_of,
        created_at=now,
        updated_at=now,
        channel=channel.name,
        kind=channel.kind,
        address=", ".join(recipients),
        automatic=automatic,
        state=DispatchState.PLANNED,
        amounts=amounts_of(statement),
        open_items=sum(section.balance.open_items for section in statement.sections),
        machine=firm.parts.machine,
        user=firm.parts.user,
        design=firm.settings.statement.design,
        language=firm.language_of(customer),
        bcc=firm.settings.email.bcc if channel.kind is ChannelKind.EMAIL else "",
        day=firm.parts.clock.today(),
    )
    return Order(statement, channel, recipients, dispatch)


def carry_out(firm: Firm, order: Order, deliver: Deliver, announce: Announce) -> Dispatch:
    """Carry out one order and return its dispatch as the history now has it.

    One failure is recorded and returned, never raised, so that it does not stop the others;
    only a history that cannot be written is raised, since nothing may be sent without it.
    """
    course = _Course(firm, order.dispatch, announce)
    try:
        delivery = _prepare(firm, order)
        course.dispatch = delivery.dispatch
        receipt = deliver(delivery, course.hand_over)
    except HistoryUnwritable:
        raise
    except SollecitoError as error:
        receipt = Receipt(course.state_if_broken, fault=error.title)
    except OSError as error:
        fault = say("This PC could not do it: {cause}", cause=error.strerror or str(error))
        receipt = Receipt(course.state_if_broken, fault=fault)
    except Exception as error:
        log.exception("dispatch %s failed", order.dispatch.id)
        fault = say(
            "The channel {name} failed: {cause}", name=order.channel.name, cause=repr(error)
        )
        receipt = Receipt(course.state_if_broken, fault=fault)
    return course.end(receipt)


def withhold(firm: Firm, order: Order, reason: Text, announce: Announce) -> Dispatch:
    """Record that a plugin withheld a sending that a person asked for."""
    return _Course(firm, order.dispatch, announce).end(Receipt(DispatchState.FAILED, fault=reason))


def describe(fault: Text | None, answer: str, language: str) -> str:
    """Say what went wrong, with the other side's own words after it."""
    said = tell(fault, language) if fault else ""
    return f"{said} [{answer}]" if said and answer else said or answer


def ended(dispatch: Dispatch, receipt: Receipt, firm: Firm) -> Dispatch:
    """Return the dispatch as its channel's answer leaves it."""
    language, now = firm.parts.language, firm.parts.clock.now()
    if receipt.state is not DispatchState.SENT:
        error = describe(receipt.fault, receipt.text, language)
        return moved(dispatch, receipt.state, now, error=error)
    return moved(
        dispatch,
        receipt.state,
        now,
        receipt=describe(receipt.note, receipt.text, language),
        # Of several recipients some may be refused: sent, and yet something to be told.
        error=describe(receipt.fault, "", language),
        ticket=receipt.ticket,
    )


class _Course:
    """The course of one dispatch, each step durable before the next."""

    def __init__(self, firm: Firm, dispatch: Dispatch, announce: Announce) -> None:
        self.dispatch = dispatch
        self._firm = firm
        self._announce = announce
        self._handed_over = False

    @property
    def state_if_broken(self) -> DispatchState:
        """What an exception means: before the hand-over certainly not sent, after it unknown."""
        return DispatchState.UNKNOWN if self._handed_over else DispatchState.RETRY

    def hand_over(self) -> None:
        """Record, durably, that from here on the statement may have left."""
        self._record(moved(self.dispatch, DispatchState.SENDING, self._now()))
        self._handed_over = True

    def end(self, receipt: Receipt) -> Dispatch:
        """Record the outcome and tell everybody."""
        self._record(ended(self.dispatch, receipt, self._firm))
        self._announce(self.dispatch)
        return self.dispatch

    def _record(self, dispatch: Dispatch) -> None:
        self._firm.parts.history.record(dispatch)
        self.dispatch = dispatch

    def _now(self) -> datetime:
        return self._firm.parts.clock.now()


def _prepare(firm: Firm, order: Order) -> Delivery:
    """Draw the statement, archive it and put the delivery together."""
    statement, dispatch = order.statement, order.dispatch
    document = draw_statement(firm, statement)
    site = site_of(firm, order.channel)
    archived = firm.parts.plugins.archive(site, dispatch, document.pdf)
    dispatch = replace(
        dispatch,
        document=_below(archived, firm.parts.folder),
        sha256=sha256(document.pdf).hexdigest(),
        message_id=_message_id(firm, dispatch),
    )
    letter = write_letter(firm, statement, order.letter)
    return Delivery(
        dispatch=dispatch,
        customer=statement.customer,
        document=document,
        file_name=statement_file_name(statement.customer.code, statement.as_of, dispatch.language),
        letter=letter,
        recipients=order.recipients,
        date=dispatch.created_at,
    )


def _message_id(firm: Firm, dispatch: Dispatch) -> str:
    """Return the dispatch's Message-ID: the same for the same automatic sending of a day."""
    sender = firm.settings.email.sender.rpartition("@")[2].strip("> ")
    own = dispatch.day.isoformat() if dispatch.automatic else dispatch.id
    parts = (dispatch.customer, dispatch.kind, dispatch.as_of.isoformat(), own)
    return message_id(parts, sender or "sollecito.invalid")


def _below(path: Path, folder: Path) -> str:
    """Return a path as the history keeps it: below the data folder, with forward slashes."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
