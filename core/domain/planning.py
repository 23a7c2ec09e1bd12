"""Planning: which customers are due a statement today, and why the others are not."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.domain.balances import Balance
from core.domain.dispatches import ChannelKind, DispatchState, LastSending
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.policy import SendingPolicy
from core.domain.wording import Text, say


class SkipReason(StrEnum):
    """Why a customer gets no statement in this run; contract, section 4, and after it ours."""

    AUTOMATIC_OFF = "automatic_off"
    NOT_SERVER = "not_server"
    LEDGER_STALE = "ledger_stale"
    LEDGER_SHRUNK = "ledger_shrunk"
    CLOCK_SET_BACK = "clock_set_back"
    OPTED_OUT = "opted_out"
    NO_EMAIL = "no_email"
    INVALID_EMAIL = "invalid_email"
    NOTHING_IN_SCOPE = "nothing_in_scope"
    BELOW_MINIMUM = "below_minimum"
    SENT_RECENTLY = "sent_recently"
    UNCLEAR = "unclear"
    VETOED = "vetoed"
    # Ours:
    PAUSED = "paused"
    LEDGER_INCOMPLETE = "ledger_incomplete"
    HISTORY_DAMAGED = "history_damaged"
    CLOCK_JUMPED = "clock_jumped"
    DOUBTFUL_CUSTOMER = "doubtful_customer"
    FAILED_TODAY = "failed_today"
    NO_CHANNEL = "no_channel"
    NO_PLUGIN = "no_plugin"
    APPROVAL = "approval"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True, slots=True)
class Skip:
    """One reason and the sentence that explains it."""

    reason: SkipReason
    detail: Text


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A road that comes first in a customer's order and cannot be taken, and why."""

    channel: str
    kind: ChannelKind
    reason: Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer as the planner sees one: preferences already resolved."""

    customer: Customer
    balances: Mapping[str, Balance]
    automatic: bool
    period_days: int
    channel: str
    address: str
    """All recipients, separated by a comma and a space; empty if there is none."""
    kind: ChannelKind = ChannelKind.EMAIL
    invalid_address: str = ""
    """The first address that no mail can reach, if there is one."""
    returned: bool = False
    """What was sent last came back from the address, and nobody has written to it since."""
    no_pec: bool = False
    """A receipt has said that the PEC address is an ordinary one."""
    excluded_until: date | None = None
    last: LastSending | None = None
    failed_today: bool = False
    channel_fault: Text | None = None
    """Why the channel cannot work on this PC."""
    waited_for: bool = False
    """The fault passes by itself, and the customer waits for the channel meanwhile."""
    passed_over: tuple[PassedOver, ...] = ()
    """The roads before this one in the customer's order; see `core.domain.roads`."""
    unreachable: Skip | None = None
    """Why none of several roads can be taken; for a single one it is worked out."""


@dataclass(frozen=True, slots=True)
class Due:
    """One customer who gets a statement in this run."""

    candidate: Candidate

    @property
    def customer(self) -> Customer:
        """Return whom the statement goes to."""
        return self.candidate.customer


@dataclass(frozen=True, slots=True)
class Skipped:
    """One customer who gets none, and why."""

    customer: Customer
    skip: Skip


@dataclass(frozen=True, slots=True)
class Plan:
    """Today's decision: every candidate is in exactly one of the two."""

    day: date
    due: tuple[Due, ...]
    skipped: tuple[Skipped, ...]

    def counts(self) -> dict[str, int]:
        """Return how many are skipped for each reason."""
        counts: dict[str, int] = {}
        for skipped in self.skipped:
            reason = skipped.skip.reason.value
            counts[reason] = counts.get(reason, 0) + 1
        return counts


_MISSING = {
    ChannelKind.EMAIL: say("The customer has no e-mail address."),
    ChannelKind.PEC: say("The customer has no PEC address."),
    ChannelKind.FAX: say("The customer has no fax number."),
    ChannelKind.POST: say("The customer has no postal address."),
}

Veto = Callable[[Candidate], Text | None]
"""Asked last, of those who would be due: a sentence withholds the sending."""


def no_veto(_: Candidate) -> Text | None:
    """Let every sending pass."""
    return None


def plan_run(
    candidates: Iterable[Candidate],
    policy: SendingPolicy,
    today: date,
    *,
    held_back: Skip | None = None,
    veto: Veto = no_veto,
    chosen: Container[str] | None = None,
) -> Plan:
    """Split the candidates into those due today and those skipped, with the reason.

    `held_back` keeps the whole run: each customer is then skipped for that reason. Of those
    due, only the `chosen` codes remain if a person has chosen.
    """
    due: list[Due] = []
    skipped: list[Skipped] = []
    for candidate in candidates:
        skip = (
            held_back or find_skip(candidate, policy, today, veto) or _not_chosen(candidate, chosen)
        )
        if skip is None:
            due.append(Due(candidate))
        else:
            skipped.append(Skipped(candidate.customer, skip))
    return Plan(today, tuple(due), tuple(skipped))


def find_skip(
    candidate: Candidate, policy: SendingPolicy, today: date, veto: Veto = no_veto
) -> Skip | None:
    """Return the first reason that applies, in the order of the contract; None: it is due."""
    return (
        _unwanted(candidate, today)
        or candidate.unreachable
        or find_closed(candidate)
        or _owes_too_little(candidate, policy)
        or _too_soon(candidate, today)
        or _vetoed(veto(candidate))
    )


def find_closed(candidate: Candidate) -> Skip | None:
    """Return why the candidate's road leads to nobody, or None."""
    if candidate.channel_fault is not None:
        return Skip(SkipReason.NO_CHANNEL, candidate.channel_fault)
    if candidate.invalid_address:
        return Skip(
            SkipReason.INVALID_EMAIL,
            say("No mail can reach “{address}”.", address=candidate.invalid_address),
        )
    if candidate.no_pec:
        return Skip(
            SkipReason.INVALID_EMAIL,
            say(
                "{address} is no PEC address, as a receipt has said. Correct it: legal value has"
                " only PEC to PEC.",
                address=candidate.address,
            ),
        )
    if candidate.returned:
        return Skip(SkipReason.INVALID_EMAIL, _returned(candidate.kind, candidate.address))
    if not candidate.address:
        return Skip(SkipReason.NO_EMAIL, _MISSING.get(candidate.kind, _MISSING[ChannelKind.EMAIL]))
    return None


def _returned(kind: ChannelKind, address: str) -> Text:
    if kind is ChannelKind.EMAIL:
        return say(
            "The last e-mail to {address} came back. Correct the address, or send once by hand.",
            address=address,
        )
    return say(
        "Nothing reached {address} the last time. Correct it, or send once by hand.",
        address=address,
    )


def _unwanted(candidate: Candidate, today: date) -> Skip | None:
    if not candidate.automatic:
        return Skip(SkipReason.OPTED_OUT, say("Automatic sending is off for this customer."))
    until = candidate.excluded_until
    if until is not None and today <= until:
        return Skip(SkipReason.OPTED_OUT, say("Left out until {day}.", day=until))
    if candidate.customer.doubtful:
        return Skip(
            SkipReason.DOUBTFUL_CUSTOMER,
            say(
                "Its rows contradict each other, or a payment could not be read; see the problems."
            ),
        )
    return None


def _owes_too_little(candidate: Candidate, policy: SendingPolicy) -> Skip | None:
    amount = policy.largest_in_scope(candidate.balances)
    if amount <= ZERO:
        return Skip(SkipReason.NOTHING_IN_SCOPE, say("Nothing to ask for."))
    if amount < policy.minimum_amount:
        return Skip(
            SkipReason.BELOW_MINIMUM,
            say(
                "{amount} is below the minimum amount of {minimum}.",
                amount=amount,
                minimum=policy.minimum_amount,
            ),
        )
    return None


def _too_soon(candidate: Candidate, today: date) -> Skip | None:
    last = candidate.last
    # "At least a period ago", never "exactly": the PC may be off on the day itself.
    if last is not None and today < last.day + timedelta(days=candidate.period_days):
        if last.state is DispatchState.SENT:
            return Skip(SkipReason.SENT_RECENTLY, say("Sent on {day}.", day=last.day))
        return Skip(
            SkipReason.UNCLEAR,
            say("Nobody knows whether the sending of {day} arrived.", day=last.day),
        )
    if candidate.failed_today:
        return Skip(SkipReason.FAILED_TODAY, say("Today’s sending failed."))
    return None


def _vetoed(reason: Text | None) -> Skip | None:
    return None if reason is None else Skip(SkipReason.VETOED, reason)


def _not_chosen(candidate: Candidate, chosen: Container[str] | None) -> Skip | None:
    if chosen is None or candidate.customer.code in chosen:
        return None
    return Skip(SkipReason.NOT_CHOSEN, say("It was not chosen for this run."))
