"""The plan for today: the ledger, the preferences and the history, seen together."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import parseaddr

from core.channels import Channel
from core.domain.balances import Balance
from core.domain.dispatches import ChannelKind, DispatchState, LastSending
from core.domain.forecast import DayAhead, plan_ahead
from core.domain.parties import Customer, SendingPreferences
from core.domain.planning import Candidate, Plan, Skip, SkipReason, Veto, no_veto, plan_run
from core.domain.statements import build_statement
from core.domain.wording import Text, say
from core.engine.doubts import (
    believed_sending,
    clock_in_doubt,
    history_in_doubt,
    ledger_in_doubt,
)
from core.engine.firm import Firm, reached_at
from core.engine.sites import site_of
from core.engine.status import Role
from core.errors import UnknownName
from core.store.bounced import Bounce, is_suspect
from core.store.settings import SKIP

CHOSEN_REASONS = (
    SkipReason.AUTOMATIC_OFF,
    SkipReason.NOT_SERVER,
    SkipReason.PAUSED,
    SkipReason.APPROVAL,
)
"""Reasons that somebody chose: nothing is wrong, and who would be due is worth seeing."""


def make_plan(firm: Firm, *, held: Skip | None, chosen: Container[str] | None = None) -> Plan:
    """Decide who gets a statement today; `held` keeps the whole run, `chosen` narrows it."""
    today = firm.parts.clock.today()
    return plan_run(
        candidates(firm, today),
        firm.settings.automatic.to_policy(),
        today,
        held_back=held,
        veto=_veto_on(firm, today),
        chosen=chosen,
    )


def make_plan_ahead(firm: Firm, days: int) -> tuple[DayAhead, ...]:
    """Plan today and the days after it, as if each day's statements were sent."""
    today = firm.parts.clock.today()
    return plan_ahead(
        candidates(firm, today),
        firm.ledger,
        firm.settings.automatic.to_policy(),
        tuple(_calendar(firm, today, days)),
        veto=_veto_on(firm, today),
    )


def held_back(firm: Firm, *, asked: bool = False, approved: bool = False) -> Skip | None:
    """Return why nothing at all is sent by itself today, or None.

    `asked` by a person: a clock that jumped forward, or a run that waits for a person's yes,
    is then no reason. `approved`: the yes was given earlier today.
    """
    return (
        _switched_off(firm)
        or _ledger_unfit(firm)
        or history_in_doubt(firm)
        or clock_in_doubt(firm, asked=asked)
        or (None if asked or approved else _approval_awaited(firm))
    )


def candidates(firm: Firm, today: date) -> Iterator[Candidate]:
    """Yield every customer as the planner sees one."""
    failed = {
        dispatch.customer
        for dispatch in firm.parts.history.of_day(today)
        if dispatch.state is DispatchState.FAILED
    }
    sight = _Sight(
        firm,
        firm.parts.preferences.all(),
        firm.balances(),
        firm.parts.history.last_sendings(),
        failed,
        firm.bounced.all(),
    )
    for customer in firm.ledger.customers.values():
        yield sight.candidate(customer)


def _veto_on(firm: Firm, day: date) -> Veto:
    """Return what the plugins say; without one that may withhold, nothing has to be built."""
    if not firm.parts.plugins.may_withhold():
        return no_veto

    def veto(candidate: Candidate) -> Text | None:
        statement = build_statement(firm.ledger, candidate.customer, day)
        return firm.parts.plugins.veto(statement, automatic=True)

    return veto


def _calendar(firm: Firm, today: date, days: int) -> Iterator[tuple[date, Skip | None]]:
    """Yield the days with what will keep the whole run on each, as far as is known today."""
    held = held_back(firm)
    paused = firm.settings.automatic.paused_until or today - timedelta(days=1)
    for number in range(days + 1):
        day = today + timedelta(days=number)
        stale = _stale_on(firm, day)
        if held is not None and held.reason not in CHOSEN_REASONS:
            yield day, held if number == 0 or held.reason is not SkipReason.CLOCK_JUMPED else stale
        elif held is not None and held.reason is SkipReason.PAUSED and day <= paused:
            yield day, held
        else:
            yield day, stale


def _switched_off(firm: Firm) -> Skip | None:
    automatic = firm.settings.automatic
    if not automatic.enabled:
        return Skip(SkipReason.AUTOMATIC_OFF, say("Automatic sending is off."))
    if firm.parts.role is not Role.SERVER:
        return Skip(SkipReason.NOT_SERVER, say("This PC is a client: it does not send by itself."))
    until = automatic.paused_until
    if until is not None and firm.parts.clock.today() <= until:
        return Skip(
            SkipReason.PAUSED, say("Automatic sending is paused until the end of {day}.", day=until)
        )
    return None


def _ledger_unfit(firm: Firm) -> Skip | None:
    if not firm.newest.whole:
        return Skip(
            SkipReason.LEDGER_INCOMPLETE,
            say("A file of the ledger cannot be used; see the problems."),
        )
    return _stale_on(firm, firm.parts.clock.today()) or ledger_in_doubt(firm)


def _stale_on(firm: Firm, day: date) -> Skip | None:
    written = firm.ledger.written_on
    limit = timedelta(days=firm.settings.automatic.max_ledger_age_days)
    if written is None or day - written <= limit:
        return None
    return Skip(SkipReason.LEDGER_STALE, say("The ledger is of {day}.", day=written))


def _approval_awaited(firm: Firm) -> Skip | None:
    if firm.settings.automatic.approval == "never":
        return None
    return Skip(SkipReason.APPROVAL, say("What is due waits for a person’s yes."))


@dataclass(frozen=True, slots=True)
class _Sight:
    """What every candidate is made from, looked up once for all of them."""

    firm: Firm
    own: Mapping[str, SendingPreferences]
    balances: Mapping[str, Mapping[str, Balance]]
    last: Mapping[str, LastSending]
    failed: Container[str]
    bounces: Mapping[tuple[str, str], Bounce]
    channels: dict[str, tuple[Channel | None, Text | None]] = field(default_factory=dict)

    def candidate(self, customer: Customer) -> Candidate:
        code, automatic = customer.code, self.firm.settings.automatic
        preferences = self._preferences(customer)
        wanted = preferences.channel or self._usual_road(customer, preferences)
        channel, fault = self._channel(wanted)
        addresses = reached_at(customer, preferences, channel) if channel else ()
        invalid = customer.invalid_emails[0] if customer.invalid_emails and not addresses else ""
        until = preferences.excluded_until
        return Candidate(
            customer=customer,
            balances=self.balances[code],
            automatic=preferences.automatic is not False,
            period_days=max(1, preferences.period_days or automatic.period_days),
            channel=channel.name if channel else wanted,
            address=", ".join(addresses),
            kind=channel.kind if channel else ChannelKind.EMAIL,
            invalid_address=invalid,
            returned=self._returned(code, channel, addresses),
            excluded_until=date.fromisoformat(until) if until else None,
            last=believed_sending(self.firm, self.last.get(code)),
            failed_today=code in self.failed,
            channel_fault=fault,
        )

    def _returned(self, code: str, channel: Channel | None, addresses: tuple[str, ...]) -> bool:
        """Whether e-mail came back from all of a customer's addresses."""
        if not self.bounces or channel is None or channel.kind is not ChannelKind.EMAIL:
            return False
        last = believed_sending(self.firm, self.last.get(code))
        bounces = [self.bounces.get((code, parseaddr(one)[1].lower())) for one in addresses]
        return bool(bounces) and all(is_suspect(bounce, last) for bounce in bounces)

    def _usual_road(self, customer: Customer, preferences: SendingPreferences) -> str:
        """Return how the firm reaches a customer: by e-mail, else as it says for those without.

        A wrong address is a mistake to be mended, and no reason for another road.
        """
        via, instead = self.firm.settings.email.via, self.firm.settings.automatic.without_email
        has_email = preferences.addresses or customer.emails or customer.invalid_emails
        if has_email or instead == SKIP:
            return via
        channel, _ = self._channel(instead)
        # Nobody is reached by a road that leads nowhere: the reason stays the missing e-mail.
        return instead if channel is None or channel.address(customer) else via

    def _channel(self, name: str) -> tuple[Channel | None, Text | None]:
        if name not in self.channels:
            self.channels[name] = _find_channel(self.firm, name)
        return self.channels[name]

    def _preferences(self, customer: Customer) -> SendingPreferences:
        own = self.own.get(customer.code)
        return customer.preferences if own is None else own.over(customer.preferences)


def usual_channel_fault(firm: Firm) -> Text | None:
    """Return why the road that e-mail usually takes is closed on this PC, or None."""
    return _find_channel(firm, firm.settings.email.via)[1]


def _find_channel(firm: Firm, name: str) -> tuple[Channel | None, Text | None]:
    """Return a channel and why it cannot work here; both are asked once a plan."""
    try:
        channel = firm.channel(name)
    except UnknownName as error:
        return None, error.title
    return channel, channel.validate_environment(site_of(firm, channel))
