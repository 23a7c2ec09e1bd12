"""Dispatches: one sending to one customer, its states, and the note it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from core.domain.statements import Statement
from core.domain.wording import Text


class ChannelKind(StrEnum):
    """By which road, whatever program serves it."""

    EMAIL = "email"
    PEC = "pec"
    FAX = "fax"
    POST = "post"
    ARCHIVE = "archive"
    DISK = "disk"

    @property
    def is_mail(self) -> bool:
        """Whether it goes to an address like `name@firm.example`."""
        return self in (ChannelKind.EMAIL, ChannelKind.PEC)

    @property
    def reaches_customer(self) -> bool:
        """Whether a sending by this road counts as the customer's last one."""
        return self not in (ChannelKind.ARCHIVE, ChannelKind.DISK)


class DispatchState(StrEnum):
    """How far a dispatch has come; contract, section 5."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    RETRY = "retry"
    UNKNOWN = "unknown"
    YIELDED = "yielded"
    DROPPED = "dropped"

    @property
    def may_have_arrived(self) -> bool:
        """Whether the customer may have the statement: counts for the period."""
        return self in (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What was outstanding and overdue in one currency when it was sent."""

    currency: str
    outstanding: Decimal
    overdue_net: Decimal


class Signature(StrEnum):
    """Whether a proof's own signature fits it; by whom it may sign, nobody is asked."""

    NONE = ""
    """It has none, or was kept when nobody looked yet."""
    INTACT = "intact"
    BROKEN = "broken"
    """The proof is not what was signed."""
    UNREADABLE = "unreadable"
    """Of a kind that cannot be checked."""

    @property
    def is_doubtful(self) -> bool:
        """Whether what it is on must settle nothing."""
        return self in (Signature.BROKEN, Signature.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the other side certifies of a sending, to be kept byte for byte."""

    kind: str
    """Like `avvenuta-consegna`; part of a file's name."""
    at: datetime
    """The moment that it certifies."""
    content: bytes
    signature: Signature = Signature.NONE
    signer: str = ""
    """Who signed it, as the certificate beside it says."""


@dataclass(frozen=True, slots=True)
class KeptProof:
    """A proof as it lies beside the statement."""

    kind: str
    at: datetime
    file: str
    """Path below the data folder, with forward slashes."""
    sha256: str
    signature: Signature = Signature.NONE
    signer: str = ""


@dataclass(frozen=True, slots=True)
class SentFile:
    """An invoice's own file that went with the statement."""

    number: str
    """Of the invoice."""
    name: str
    """As the customer has it."""
    file: str
    """Where it was found: below the data folder, with forward slashes."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One sending to one customer, from the intention to the outcome."""

    customer: str
    name: str
    as_of: date
    created_at: datetime
    updated_at: datetime
    channel: str
    """Name of the channel's plugin: smtp, outbox, archive ..."""
    kind: ChannelKind
    address: str
    automatic: bool
    state: DispatchState
    amounts: tuple[Amounts, ...]
    open_items: int
    machine: str
    user: str
    design: str
    language: str
    id: str = ""
    """Given by the history when the dispatch is first recorded."""
    bcc: str = ""
    document: str = ""
    """Path of the PDF below the data folder, with forward slashes."""
    sha256: str = ""
    message_id: str = ""
    receipt: str = ""
    error: str = ""
    day: date = date.min
    """The day it was planned for; automatic ones are unique by customer, kind and day."""
    taken_back_by: str = ""
    """The person who took a sent one back; its state is then failed."""
    ticket: str = ""
    """By which the channel finds again what was only handed over; empty once it has ended."""
    proofs: tuple[KeptProof, ...] = ()
    """In the order in which they came."""
    attached: tuple[SentFile, ...] = ()
    remarks: tuple[str, ...] = ()
    """How it came about: roads that were passed over, files that were withheld."""
    letter: str = ""
    """The covering letter as a person changed it for this sending; empty: the firm's own."""
    decided_by: str = ""
    """The person who said how it ended, where nobody knew."""
    message: str = ""
    """Path of the header and the letter as they left, below the data folder."""
    message_sha256: str = ""
    left_at: datetime | None = None
    """When it was last handed over; what is learnt of it later does not move it."""
    rest_of: str = ""
    """The dispatch that reached the other recipients; this one is for those put off alone."""

    @property
    def happened_at(self) -> datetime:
        """The moment that the history shows: of the hand-over, else of what kept it here."""
        return self.left_at or self.updated_at

    @property
    def has_begun(self) -> bool:
        """Whether it was taken further than the plan, whatever came of it."""
        return self.state not in (
            DispatchState.PLANNED,
            DispatchState.YIELDED,
            DispatchState.DROPPED,
        )


@dataclass(frozen=True, slots=True)
class PutOff:
    """A recipient whom a server does not take yet, while others have it."""

    address: str
    fault: Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel says of one delivery."""

    state: DispatchState
    text: str = ""
    """What the other side answered, in its own words; a path for what is kept as a file."""
    fault: Text | None = None
    """What went wrong and what a person can do; for sent: what went wrong beside it."""
    note: Text | None = None
    """For sent: what that means here, such as “handed to the fax server”."""
    ticket: str = ""
    """For sent and unclear: by which the channel can learn later how it ended; see
    `Channel.follow`."""
    proofs: tuple[Proof, ...] = ()
    """What certifies it, to be kept beside the statement; only from `Channel.follow`."""
    nobody_there: bool = False
    """For failed: nothing reaches the address; no more goes to it by itself until a person
    corrects it or sends by hand."""
    no_pec: bool = False
    """For sent by PEC: the address is an ordinary one; only from `Channel.follow`."""
    too_large: bool = False
    """For what was not taken: a smaller message would be; it is tried without attachments."""
    put_off: tuple[PutOff, ...] = ()
    """For sent: recipients to whom it did not go and may go later."""


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """The annotation in a customer's history: when, how much, by which road, outcome."""

    sent_at: datetime
    amounts: tuple[Amounts, ...]
    channel: str
    state: DispatchState
    receipt: str
    remarks: tuple[str, ...] = ()
    attached: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True)
class LastSending:
    """The newest dispatch that may have reached a customer."""

    day: date
    state: DispatchState
    dispatch: str


def note_of(dispatch: Dispatch) -> HistoryNote:
    """Return the annotation that the customer's history shows."""
    return HistoryNote(
        dispatch.happened_at,
        dispatch.amounts,
        dispatch.channel,
        dispatch.state,
        dispatch.receipt or dispatch.error,
        dispatch.remarks,
        dispatch.attached,
    )


def amounts_of(statement: Statement) -> tuple[Amounts, ...]:
    """Return the amounts of a statement that its dispatch remembers."""
    return tuple(
        Amounts(s.currency, s.balance.outstanding, s.balance.overdue_net)
        for s in statement.sections
    )


def moved(
    dispatch: Dispatch,
    state: DispatchState,
    at: datetime,
    *,
    receipt: str = "",
    error: str = "",
    ticket: str = "",
) -> Dispatch:
    """Return the dispatch in its next state."""
    return replace(
        dispatch,
        state=state,
        updated_at=at,
        receipt=receipt or dispatch.receipt,
        error=error,
        ticket=ticket,
        left_at=at if state is DispatchState.SENDING else dispatch.left_at,
    )


def winner(dispatches: Iterable[Dispatch]) -> Dispatch:
    """Return which of several plans for the same customer, kind and day goes ahead.

    Two servers by mistake compute the same: what has begun wins, else what was planned first.
    """
    return min(dispatches, key=lambda found: (not found.has_begun, found.created_at, found.id))


def message_id(parts: Iterable[str], domain: str) -> str:
    """Return a Message-ID that is the same whenever the same dispatch is sent (RFC 5322)."""
    digest = sha256("/".join(parts).encode()).hexdigest()[:32]
    return f"<sollecito.{digest}@{domain}>"
