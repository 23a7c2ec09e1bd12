"""The menu as data: what stands in it, in which order, and what each entry does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from core.domain.commands import (
    Command,
    Pause,
    RunAutomaticSending,
    SendStatement,
    StopRun,
    SwitchAutomatic,
)
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.planning import SkipReason
from core.domain.wording import Text, say
from core.engine.status import ChannelInfo, Role, Status, waiting
from tray.ways import PROBLEMS, page_for

MOST_OVERDUE = 8
RECENT = 4
"""Fifty thousand customers do not fit into a menu; the page finds the others."""
ATTENTION = 3


@dataclass(frozen=True, slots=True)
class Open:
    """Open a page of the program in the browser."""

    path: str


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """Show the data folder in the system's file window."""


@dataclass(frozen=True, slots=True)
class SwitchAutostart:
    """Let the program start with the computer, or no longer."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Quit:
    """End the program."""


Action = Command | Open | OpenFolder | SwitchAutostart | Quit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; a line without a label is a separator."""

    label: Text | None
    action: Action | None = None
    children: tuple[Entry, ...] = ()
    note: Text | None = None
    """Said after the label: why it is disabled."""
    checked: bool | None = None
    """None: it has no tick."""
    enabled: bool = True
    default: bool = False
    """What a click on the icon does."""


SEPARATOR = Entry(None)


def build_menu(status: Status, *, autostart: bool | None = None) -> tuple[Entry, ...]:
    """Return the entries for the state that the firm is in.

    `autostart` tells whether the program starts with the computer; None: nobody can say.
    """
    return (
        Entry(headline(status), enabled=False),
        *_attention(status),
        SEPARATOR,
        Entry(say("Open Sollecito"), Open("/"), default=True),
        _send_now(status),
        SEPARATOR,
        *_automatic(status),
        SEPARATOR,
        Entry(say("Plan…"), Open("/plan")),
        Entry(say("History…"), Open("/history")),
        _problems(status),
        Entry(say("Settings…"), Open("/settings")),
        Entry(say("Open data folder"), OpenFolder(), enabled=status.folder_present),
        SEPARATOR,
        *_autostart(autostart),
        Entry(say("Quit"), Quit()),
    )


def headline(status: Status) -> Text:
    """Say in one sentence what is going out today, or why nothing is."""
    return _at_the_moment(status) or _withheld(status) or _today(status)


def figures(status: Status) -> Text:
    """Say in one sentence what is owed, for the icon's tooltip."""
    overdue = [total for total in status.totals if total.overdue_gross > ZERO]
    if not overdue:
        return say("Nothing is overdue.")
    currency, amount = overdue[0].currency, overdue[0].overdue_gross
    if len(overdue) == 1:
        return say("{currency} {amount} overdue.", currency=currency, amount=amount)
    # Currencies are never added, nor weighed against each other: the euro comes first.
    return say(
        "{currency} {amount} overdue, and more in other currencies.",
        currency=currency,
        amount=amount,
    )


def is_paused(status: Status) -> bool:
    """Tell whether a person has stopped today's automatic sending."""
    return status.paused_until is not None and status.day <= status.paused_until


def _at_the_moment(status: Status) -> Text | None:
    if not status.folder_present:
        return say("The data folder cannot be reached.")
    if status.working:
        return say("Statements are being sent…")
    if is_paused(status) and status.paused_until is not None:
        return say("Paused until the end of {day}.", day=status.paused_until)
    return None


def _withheld(status: Status) -> Text | None:
    if not status.automatic:
        return say("Automatic sending is off.")
    if status.role is Role.CLIENT:
        return say("This PC sends by hand only; {server} sends by itself.", server=status.server)
    if status.held_back is None or status.held_back.reason is SkipReason.APPROVAL:
        return None
    return status.held_back.detail


def _today(status: Status) -> Text:
    due = len(status.plan.due)
    if status.awaits_approval:
        return waiting(due)
    if due == 1:
        return say("1 statement is due today.")
    if due:
        return say("{count} statements are due today.", count=due)
    run = status.last_run
    if run is None or run.day != status.day or not run.sent:
        return say("Nothing is due today.")
    if run.sent == 1:
        return say("1 statement was sent today.")
    return say("{count} statements were sent today.", count=run.sent)


def _attention(status: Status) -> Iterator[Entry]:
    for sentence in status.attention[:ATTENTION]:
        yield Entry(sentence, Open(page_for(status, sentence) or "/"))


def _send_now(status: Status) -> Entry:
    debtors = status.most_overdue[:MOST_OVERDUE]
    overdue = tuple(
        _customer(
            debtor.customer,
            _customer_label(debtor.customer, debtor.currency, debtor.overdue_net),
            status.channels,
        )
        for debtor in debtors
    )
    listed = {debtor.customer.code for debtor in debtors}
    recent = tuple(
        _customer(customer, say("{customer}", customer=customer.name), status.channels)
        for customer in status.recent_customers
        if customer.code not in listed
    )[:RECENT]
    choose = Entry(say("Choose customer…"), Open("/customers"))
    return Entry(say("Send statement now"), children=_joined(overdue, recent, (choose,)))


def _customer_label(customer: Customer, currency: str, overdue: Decimal) -> Text:
    return say(
        "{customer}: {currency} {amount} overdue",
        customer=customer.name,
        currency=currency,
        amount=overdue,
    )


def _customer(customer: Customer, label: Text, channels: tuple[ChannelInfo, ...]) -> Entry:
    """Return a customer with the roads by which a statement can go to it."""
    roads = tuple(
        Entry(
            channel.label,
            SendStatement((customer.code,), channel.name),
            note=channel.fault,
            enabled=channel.fault is None,
        )
        for channel in channels
    )
    page = Entry(say("Look at it first…"), Open(f"/customers/{quote(customer.code, safe='')}"))
    return Entry(label, children=_joined(roads, (page,)))


def _joined(*groups: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the groups one after the other, with a line between them."""
    joined: list[Entry] = []
    for group in groups:
        if joined and group:
            joined.append(SEPARATOR)
        joined += group
    return tuple(joined)


def _automatic(status: Status) -> Iterator[Entry]:
    """Yield what concerns automatic sending, which only the server does."""
    serves = status.role is Role.SERVER
    yield Entry(
        say("Automatic sending"),
        SwitchAutomatic(enabled=not status.automatic),
        note=None if serves else say("done by {server}", server=status.server),
        checked=status.automatic,
        enabled=serves,
    )
    if not serves:
        return
    if status.working:
        yield Entry(say("Stop sending"), StopRun())
    elif status.awaits_approval:
        yield Entry(say("Look at the plan and say yes…"), Open("/plan"))
    else:
        ready = bool(status.plan.due) and status.held_back is None
        yield Entry(say("Run now"), RunAutomaticSending(), enabled=ready)
    if is_paused(status):
        yield Entry(say("Resume"), Pause(None))
    else:
        yield Entry(say("Pause until tomorrow"), Pause(status.day), enabled=status.automatic)


def _autostart(on: bool | None) -> tuple[Entry, ...]:  # noqa: FBT001 - one of three states
    if on is None:
        return ()
    return (Entry(say("Start with the computer"), SwitchAutostart(not on), checked=on),)


def _problems(status: Status) -> Entry:
    count = len(status.problems) + (status.settings_fault is not None)
    if not count:
        return Entry(say("No problems"), Open(PROBLEMS))
    return Entry(say("Problems ({count})…", count=count), Open(PROBLEMS))
