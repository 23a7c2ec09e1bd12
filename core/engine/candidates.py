"""The plan for today: the ledger, the preferences and the history, seen together."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.channels import Channel
from core.domain.dispatches import ChannelKind, DispatchState
from core.domain.forecast import DayAhead, plan_ahead
from core.domain.parties import Customer, SendingPreferences
from core.domain.planning import Candidate, Plan, Skip, SkipReason, Veto, no_veto, plan_run
from core.domain.roads import choose_road, order_of
from core.domain.statements import build_statement
from core.domain.wording import Text, say
from core.engine.doubts import (
    believed_sending,
    clock_in_doubt,
    history_in_doubt,
    ledger_in_doubt,
)
from core.engine.firm import Firm, reached_at
from core.engine.serving import Found, find_channel, serving_channel
from core.engine.sight import Sight
from core.engine.status import Role
from core.mail.message import comparable_address
from core.store.bounced import Bounce, is_suspect

CHOSEN_REASONS = (
    SkipReason.AUTOMATIC_OFF,
    SkipReason.NOT_SERVER,
    SkipReason.PAUSED,
    SkipReason.APPROVAL,
)
"""Reasons that somebody chose: nothing is wrong, and who would be due is worth seeing."""

LEDGER_REASONS = (
    SkipReason.LEDGER_INCOMPLETE,
    SkipReason.LEDGER_STALE,
    SkipReason.LEDGER_SHRUNK,
)
"""Reasons that are gone as soon as the ledger is another one."""


def make_plan(
    firm: Firm, sight: Sight, *, held: Skip | None, chosen: Container[str] | None = None
) -> Plan:
    """Decide who gets a statement today; `held` keeps the whole run, `chosen` narrows it."""
    return plan_run(
        _candidates(firm, sight),
        sight.settings.automatic.to_policy(),
        sight.today,
        held_back=held,
        veto=_veto_on(firm, sight),
        chosen=chosen,
    )


def make_plan_ahead(firm: Firm, sight: Sight, days: int) -> tuple[DayAhead, ...]:
    """Plan today and the days after it, as if each day's statements were sent."""
    return plan_ahead(
        _candidates(firm, sight),
        sight.ledger,
        sight.settings.automatic.to_policy(),
        tuple(_calendar(firm, sight, days)),
        veto=_veto_on(firm, sight),
    )


def held_back(
    firm: Firm, sight: Sight, *, asked: bool = False, approved: bool = False
) -> Skip | None:
    """Return why nothing at all is sent by itself today, or None.

    `asked` by a person: a clock that jumped forward, or a run that waits for a person's yes,
    is then no reason. `approved`: the yes was given earlier today.
    """
    return (
        _switched_off(firm, sight)
        or _ledger_unfit(firm, sight)
        or _plugin_missing(firm)
        or history_in_doubt(firm)
        or clock_in_doubt(firm, asked=asked)
        or (None if asked or approved else _approval_awaited(sight))
    )


def apart_from_choices(held: Skip | None) -> Skip | None:
    """Return what keeps a run, unless somebody chose so: who would be due is then worth seeing."""
    return None if held and held.reason in CHOSEN_REASONS else held


def candidate_of(firm: Firm, code: str) -> Candidate:
    """Return one customer as today's plan sees it."""
    sight = firm.sight()
    return _candidate_maker(firm, sight).candidate(sight.books.customer(code))


def _candidates(firm: Firm, sight: Sight) -> Iterator[Candidate]:
    """Yield every customer as the planner sees one."""
    return map(_candidate_maker(firm, sight).candidate, sight.ledger.customers.values())


def _veto_on(firm: Firm, sight: Sight) -> Veto:
    """Return what the plugins say; without one that may withhold, nothing has to be built."""
    if not firm.parts.plugins.may_withhold():
        return no_veto

    def veto(candidate: Candidate) -> Text | None:
        statement = build_statement(sight.ledger, candidate.customer, sight.today)
        return firm.parts.plugins.veto(statement, automatic=True)

    return veto


def _calendar(firm: Firm, sight: Sight, days: int) -> Iterator[tuple[date, Skip | None]]:
    """Yield the days with what will keep the whole run on each, as far as is known today."""
    held = held_back(firm, sight)
    paused = sight.settings.automatic.paused_until or sight.today - timedelta(days=1)
    for number in range(days + 1):
        day = sight.today + timedelta(days=number)
        stale = _stale_on(sight, day)
        if held is not None and held.reason not in CHOSEN_REASONS:
            yield day, held if number == 0 or held.reason is not SkipReason.CLOCK_JUMPED else stale
        elif held is not None and held.reason is SkipReason.PAUSED and day <= paused:
            yield day, held
        else:
            yield day, stale


def _switched_off(firm: Firm, sight: Sight) -> Skip | None:
    automatic = sight.settings.automatic
    if not automatic.enabled:
        return Skip(SkipReason.AUTOMATIC_OFF, say("Automatic sending is off."))
    if firm.parts.role is not Role.SERVER:
        return Skip(SkipReason.NOT_SERVER, say("This PC is a client: it does not send by itself."))
    until = automatic.paused_until
    if until is not None and sight.today <= until:
        return Skip(
            SkipReason.PAUSED, say("Automatic sending is paused until the end of {day}.", day=until)
        )
    return None


def _ledger_unfit(firm: Firm, sight: Sight) -> Skip | None:
    newest = sight.books.newest
    if not newest.whole:
        return Skip(
            SkipReason.LEDGER_INCOMPLETE,
            newest.silenced or say("A file of the ledger cannot be used; see the problems."),
        )
    return _stale_on(sight, sight.today) or ledger_in_doubt(firm, sight.books.loaded)


def _plugin_missing(firm: Firm) -> Skip | None:
    why = firm.parts.plugins.cannot_draw() or firm.parts.plugins.cannot_archive()
    return None if why is None else Skip(SkipReason.NO_PLUGIN, why)


def _stale_on(sight: Sight, day: date) -> Skip | None:
    written = sight.ledger.written_on
    limit = timedelta(days=sight.settings.automatic.max_ledger_age_days)
    if written is None or day - written <= limit:
        return None
    return Skip(SkipReason.LEDGER_STALE, say("The ledger is of {day}.", day=written))


def _approval_awaited(sight: Sight) -> Skip | None:
    if sight.settings.automatic.approval == "never":
        return None
    return Skip(SkipReason.APPROVAL, say("What is due waits for a person’s yes."))


@dataclass(frozen=True, slots=True)
class _CandidateMaker:
    """What every candidate is made from, looked up once for all of them."""

    firm: Firm
    sight: Sight
    failed: Container[str]
    bounces: Mapping[tuple[str, str], Bounce]
    channels: dict[str, Found] = field(default_factory=dict)
    serving: dict[str, str] = field(default_factory=dict)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def candidate(self, customer: Customer) -> Candidate:
        """Return a customer by the first road of its order that can be taken."""
        preferences = self.sight.preferences(customer)
        channels = self._channels_of(preferences.channel or "")
        return choose_road(self._option(customer, preferences, name) for name in channels)

    def _channels_of(self, order: str) -> tuple[str, ...]:
        """Return the channels that serve an order of roads; an empty one is the firm's."""
        if order not in self.orders:
            roads = order_of(order) or self.sight.settings.automatic.roads
            self.orders[order] = tuple(dict.fromkeys(self._channel_of(road) for road in roads))
        return self.orders[order]

    def _option(self, customer: Customer, preferences: SendingPreferences, name: str) -> Candidate:
        code, automatic = customer.code, self.sight.settings.automatic
        channel, fault = self._channel(name)
        addresses = reached_at(customer, preferences, channel) if channel else ()
        until = preferences.excluded_until
        last = believed_sending(self.firm, self.sight.last.get(code))
        return Candidate(
            customer=customer,
            balances=self.sight.balances[code],
            automatic=preferences.automatic is not False,
            period_days=max(1, preferences.period_days or automatic.period_days),
            channel=channel.name if channel else name,
            address=", ".join(addresses),
            kind=channel.kind if channel else ChannelKind.EMAIL,
            invalid_address="" if addresses else _invalid_address(customer, channel),
            returned=self._returned(code, channel, addresses),
            no_pec=self._no_pec(code, channel, addresses),
            excluded_until=date.fromisoformat(until) if until else None,
            last=last,
            failed_today=code in self.failed,
            channel_fault=fault,
            waited_for=channel is not None and channel.waited_for,
        )

    def _returned(self, code: str, channel: Channel | None, addresses: tuple[str, ...]) -> bool:
        """Whether what was sent came back from all of a customer's addresses."""
        if not self.bounces or channel is None:
            return False
        last = believed_sending(self.firm, self.sight.last.get(code))
        bounces = [self.bounces.get((code, comparable_address(one))) for one in addresses]
        return bool(bounces) and all(is_suspect(bounce, last) for bounce in bounces)

    def _no_pec(self, code: str, channel: Channel | None, addresses: tuple[str, ...]) -> bool:
        """Whether a receipt has said that the address is none of certified mail."""
        if channel is None or channel.kind is not ChannelKind.PEC:
            return False
        known = self.firm.bounced.no_pec()
        return any((code, comparable_address(one)) in known for one in addresses)

    def _channel_of(self, road: str) -> str:
        """Return the channel that serves a road here: of several the first that can work."""
        if road not in self.serving:
            self.serving[road] = serving_channel(self.firm, road, self._channel)
        return self.serving[road]

    def _channel(self, name: str) -> Found:
        if name not in self.channels:
            self.channels[name] = find_channel(self.firm, name)
        return self.channels[name]


def _candidate_maker(firm: Firm, sight: Sight) -> _CandidateMaker:
    failed = {
        dispatch.customer
        for dispatch in firm.parts.history.of_day(sight.today)
        if dispatch.state is DispatchState.FAILED
    }
    return _CandidateMaker(firm, sight, failed, firm.bounced.all())


def _invalid_address(customer: Customer, channel: Channel | None) -> str:
    """Return the address in the table that no mail can reach, where mail is wanted."""
    if channel is None or channel.kind is ChannelKind.EMAIL:
        return next(iter(customer.invalid_emails), "")
    return ""
