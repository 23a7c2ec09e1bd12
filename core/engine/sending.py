"""Send one statement: record the intent, draw, archive, deliver, record the outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from core.causes import cause_of
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
from core.domain.planning import Due, PassedOver
from core.domain.roads import road_passed
from core.domain.statements import Statement, build_statement
from core.domain.wording import Text, say
from core.engine.attaching import enclosed_with
from core.engine.firm import Firm
from core.engine.invoices import Withheld, remarks_on
from core.engine.kept_message import with_message
from core.engine.put_off import plan_for_the_rest
from core.engine.rendering import draw_statement, write_letter
from core.engine.sight import Sight
from core.engine.sites import site_of
from core.errors import HistoryUnwritable, SollecitoError
from core.files import statement_file_name
from core.texts import tell

log = logging.getLogger(__name__)

T = TypeVar("T")
_WITH_THEM = say("With them the e-mail is larger than the mail server takes.")

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
    passed_over: Sequence[PassedOver] = (),
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
        remarks=tuple(tell(road_passed(one), firm.parts.language) for one in passed_over),
    )
    return Order(statement, channel, recipients, dispatch)


def intend_due(firm: Firm, sight: Sight, due: Due, *, automatic: bool) -> Order:
    """Make the order for one customer of a plan, by its road and for its day."""
    candidate = due.candidate
    order = intend(
        firm,
        build_statement(sight.ledger, due.customer, sight.today),
        firm.channel(candidate.channel),
        tuple(candidate.address.split(", ")),
        automatic=automatic,
        passed_over=candidate.passed_over,
    )
    return replace(order, dispatch=replace(order.dispatch, day=sight.today))


def prepare(firm: Firm, order: Order, announce: Announce) -> Prepared:
    """Draw and archive one statement; what goes wrong is its receipt."""
    course = Course(firm, order, announce)
    return course, course.attempt(course.prepare)


def carry_out(prepared: Prepared, deliver: Deliver) -> Dispatch:
    """Deliver what was prepared and return its dispatch as the history now has it.

    One failure is recorded and returned, never raised, so that it does not stop the others;
    only a history that cannot be written is raised, since nothing may be sent without it.
    """
    course, delivery = prepared
    if isinstance(delivery, Receipt):
        return course.end(delivery)
    receipt = course.attempt(lambda: deliver(delivery, course.hand_over))
    if receipt.too_large and delivery.attachments:
        alone = course.without_attachments(delivery)
        receipt = course.attempt(lambda: deliver(alone, course.hand_over))
    return course.end(receipt)


def withhold(firm: Firm, order: Order, reason: Text, announce: Announce) -> Dispatch:
    """Record that a plugin withheld a sending that a person asked for."""
    return Course(firm, order, announce).end(Receipt(DispatchState.FAILED, fault=reason))


def describe(fault: Text | None, answer: str, language: str) -> str:
    """Say what went wrong, with the other side's own words after it."""
    said = tell(fault, language) if fault else ""
    return f"{said} [{answer}]" if said and answer else said or answer


def ended(dispatch: Dispatch, receipt: Receipt, firm: Firm) -> Dispatch:
    """Return the dispatch as its channel's answer leaves it."""
    language, now = firm.parts.language, firm.parts.clock.now()
    if receipt.state is not DispatchState.SENT:
        error = describe(receipt.fault, receipt.text, language)
        unclear = receipt.state is DispatchState.UNKNOWN
        ticket = receipt.ticket if unclear else ""
        return moved(dispatch, receipt.state, now, error=error, ticket=ticket)
    return moved(
        dispatch,
        receipt.state,
        now,
        receipt=describe(receipt.note, receipt.text, language),
        # Of several recipients some may be refused: sent, and yet something to be told.
        error=describe(receipt.fault, "", language),
        ticket=receipt.ticket,
    )


def hand_over_together(firm: Firm, courses: Sequence[Course]) -> None:
    """Record, with one durable write, that from here on these statements may have left."""
    now = firm.parts.clock.now()
    moving = [moved(course.dispatch, DispatchState.SENDING, now) for course in courses]
    firm.parts.history.record_many(moving)
    for course, dispatch in zip(courses, moving, strict=True):
        course.handed_over(dispatch)


class Course:
    """The course of one dispatch, each step durable before the next."""

    def __init__(self, firm: Firm, order: Order, announce: Announce) -> None:
        self.dispatch = order.dispatch
        self._firm = firm
        self._order = order
        self._announce = announce
        self._handed_over = False

    def attempt(self, step: Callable[[], T]) -> T | Receipt:
        """Take a step: one of the three borders that catch broadly."""
        try:
            return step()
        except HistoryUnwritable:
            raise
        except SollecitoError as error:
            fault = error.title
        except OSError as error:
            fault = say("This PC could not do it: {cause}", cause=cause_of(error))
        except Exception as error:
            log.exception("dispatch %s failed", self.dispatch.id)
            name = self._order.channel.name
            fault = say("The channel {name} failed: {cause}", name=name, cause=repr(error))
        # Before the hand-over it is certainly not sent; after it nobody knows.
        state = DispatchState.UNKNOWN if self._handed_over else DispatchState.RETRY
        return Receipt(state, fault=fault)

    def prepare(self) -> Delivery:
        """Draw and archive the statement and put the delivery together."""
        delivery = _put_together(self._firm, self._order)
        self.dispatch = delivery.dispatch
        return delivery

    def hand_over(self) -> None:
        """Record, durably, that from here on the statement may have left."""
        dispatch = moved(self.dispatch, DispatchState.SENDING, self._firm.parts.clock.now())
        self._firm.parts.history.record(dispatch)
        self.handed_over(dispatch)

    def handed_over(self, dispatch: Dispatch) -> None:
        """Go on from the intent that is now recorded."""
        self.dispatch = dispatch
        self._handed_over = True

    def without_attachments(self, delivery: Delivery) -> Delivery:
        """Leave out the invoices with which it was refused as too large, and say so."""
        withheld = (Withheld(one.number, _WITH_THEM) for one in self.dispatch.attached)
        told = (tell(one, self._firm.parts.language) for one in remarks_on(withheld))
        remarks = tuple(dict.fromkeys((*self.dispatch.remarks, *told)))
        self.dispatch = replace(self.dispatch, attached=(), remarks=remarks)
        self._handed_over = False
        return replace(delivery, dispatch=self.dispatch, attachments=())

    def end(self, receipt: Receipt) -> Dispatch:
        """Record the outcome and tell everybody."""
        # First: should the program die in between, the others' outcome is unclear, not theirs.
        plan_for_the_rest(self._firm, self.dispatch, receipt)
        self.dispatch = ended(self.dispatch, receipt, self._firm)
        self._firm.parts.history.record(self.dispatch)
        if receipt.nobody_there:
            self._firm.bounced.add_all(self.dispatch, self.dispatch.updated_at)
        self._announce(self.dispatch)
        return self.dispatch


Prepared = tuple[Course, Delivery | Receipt]
"""An order that is drawn and archived, or what kept it from being so."""


def _put_together(firm: Firm, order: Order) -> Delivery:
    """Draw the statement, archive it and put the delivery together."""
    statement, dispatch = order.statement, order.dispatch
    document = draw_statement(firm, statement, posted=order.channel.kind is ChannelKind.POST)
    site = site_of(firm, order.channel)
    archived = firm.parts.plugins.archive(site, dispatch, document.pdf)
    letter = write_letter(firm, statement, order.letter)
    dispatch = replace(
        dispatch,
        document=_below(archived, firm.parts.folder),
        sha256=sha256(document.pdf).hexdigest(),
        message_id=dispatch.message_id or _message_id(firm, dispatch),
        letter=letter.body if order.letter else "",
    )
    name = statement_file_name(statement.customer.code, statement.as_of, dispatch.language)
    enclosed = enclosed_with(firm, statement, order.channel, name)
    told = (tell(one, firm.parts.language) for one in remarks_on(enclosed.withheld))
    delivery = Delivery(
        dispatch=replace(
            dispatch,
            attached=enclosed.sent,
            remarks=tuple(dict.fromkeys((*dispatch.remarks, *told))),
        ),
        customer=statement.customer,
        document=document,
        file_name=name,
        letter=letter,
        recipients=order.recipients,
        date=dispatch.created_at,
        attachments=enclosed.files,
    )
    return with_message(site, order.channel, delivery)


def _message_id(firm: Firm, dispatch: Dispatch) -> str:
    """Return the dispatch's Message-ID: the same for the same automatic sending of a day.

    The firm's mark is in it: two firms may share a provider's domain and count customers alike.
    """
    email, pec = firm.settings.email, firm.settings.pec
    writer = pec.sender or pec.user if dispatch.kind is ChannelKind.PEC else email.sender
    sender = writer.rpartition("@")[2].strip("> ") if "@" in writer else ""
    own = dispatch.day.isoformat() if dispatch.automatic else dispatch.id
    marked = (firm.mark,) if firm.mark else ()
    parts = (*marked, dispatch.customer, dispatch.kind, dispatch.as_of.isoformat(), own)
    return message_id(parts, sender or "sollecito.invalid")


def _below(path: Path, folder: Path) -> str:
    """Return a path as the history keeps it: below the data folder, with forward slashes."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
