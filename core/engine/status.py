"""What the icon, the menu and the pages show: one frozen snapshot, made by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.aging import NO_AGING, Aging
from core.domain.dispatches import ChannelKind, Dispatch
from core.domain.events import LedgerReading, RunFinished
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.planning import Plan, Skip, SkipReason
from core.domain.problems import Problem
from core.domain.wording import Text, say


class Role(StrEnum):
    """What this PC may do on the network."""

    SERVER = "server"
    """Sends by itself."""
    CLIENT = "client"
    """Sends by hand only."""


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """A channel as a button or a menu entry shows it."""

    name: str
    label: Text
    kind: ChannelKind
    fault: Text | None = None
    """Why it cannot work on this PC; None if it can."""
    takes_back: bool = False
    """Whether a sent dispatch can be taken back."""
    writes_file: bool = False
    """Whether it makes a file that a person takes further: nothing leaves by itself."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer with what is overdue, for short lists."""

    customer: Customer
    currency: str
    overdue_net: Decimal
    outstanding: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """What all customers owe together in one currency."""

    currency: str
    outstanding: Decimal
    overdue_gross: Decimal
    aging: Aging = NO_AGING
    credits: Decimal = ZERO
    """Negative, and in no bucket."""


@dataclass(frozen=True, slots=True)
class LedgerInfo:
    """Where the figures come from."""

    customers: int
    open_items: int
    files: tuple[str, ...]
    written_on: date | None
    whole: bool
    """False: a file could not be used; the figures are those of before, or not whole."""


@dataclass(frozen=True, slots=True)
class Status:
    """Everything a front end shows, at one moment."""

    company: str
    language: str
    """The language of this PC's windows."""
    day: date
    role: Role
    server: str
    """The PC that sends by itself."""
    folder: str
    folder_present: bool
    automatic: bool
    paused_until: date | None
    working: bool
    """A run is under way."""
    done: int
    total: int
    """How far the run is."""
    ledger: LedgerInfo
    problems: tuple[Problem, ...]
    settings_fault: Text | None
    plan: Plan
    held_back: Skip | None
    """Why the whole run would be skipped."""
    attention: tuple[Text, ...]
    """What needs a person, a sentence each."""
    totals: tuple[Total, ...]
    most_overdue: tuple[Debtor, ...]
    recent_customers: tuple[Customer, ...]
    """Whom statements were sent to last, newest first."""
    recent: tuple[Dispatch, ...]
    """The last dispatches, newest first."""
    last_run: RunFinished | None
    channels: tuple[ChannelInfo, ...]
    usual_channel: str = ""
    """By which automatic sending goes unless a customer has its own."""
    design: str = "classic"
    """In which statements are drawn."""
    doubts: tuple[Skip, ...] = ()
    """What keeps everything back until a person has looked at it and found it right."""
    reading: LedgerReading | None = None
    """How far the reading of a long ledger is; None: nothing is read just now."""
    undrawable: Text | None = None
    """Why no statement can be drawn; None if it can."""
    unreached: tuple[tuple[SkipReason, int], ...] = ()
    """How many customers owe something and have no address, or none that works."""
    away_since: datetime | None = None
    """Since when the data folder cannot be reached; None if it can."""

    @property
    def awaits_approval(self) -> int:
        """Return how many statements wait for a person's yes."""
        held = self.held_back
        return len(self.plan.due) if held and held.reason is SkipReason.APPROVAL else 0


def waiting(count: int) -> Text:
    """Say how many statements wait for a person's yes."""
    if count == 1:
        return say("1 statement waits for your yes.")
    return say("{count} statements wait for your yes.", count=count)
