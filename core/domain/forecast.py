"""The days ahead: what the same rule will decide if nothing but the date changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.domain.balances import build_balances
from core.domain.ledger import Account, Ledger
from core.domain.planning import Candidate, Due, Skip, SkipReason, Veto, find_skip, no_veto
from core.domain.policy import SendingPolicy

_ONE_DAY = timedelta(days=1)
_BY_THE_LEDGER = (SkipReason.NOTHING_IN_SCOPE, SkipReason.BELOW_MINIMUM)
_BY_THE_PERIOD = (SkipReason.SENT_RECENTLY, SkipReason.UNCLEAR)
_FOR_A_DAY = (SkipReason.FAILED_TODAY, SkipReason.VETOED)


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day of the plan: who will be due, with what will be owed then."""

    day: date
    due: tuple[Due, ...] = ()
    held_back: Skip | None = None
    """Why nothing at all leaves on this day."""


def plan_ahead(
    candidates: Iterable[Candidate],
    ledger: Ledger,
    policy: SendingPolicy,
    calendar: Sequence[tuple[date, Skip | None]],
    *,
    veto: Veto = no_veto,
) -> tuple[DayAhead, ...]:
    """Plan each day of the calendar, those due on the days before counting as sent.

    The calendar begins today and leaves no day out; a day with a reason sends nothing, and
    who would have been due then is due on the first day after it.
    """
    open_days = {day for day, held in calendar if held is None}
    due: dict[date, list[Due]] = {day: [] for day, _ in calendar}
    for candidate in candidates:
        course = _Course(ledger, policy, open_days, calendar[-1][0], veto)
        for day, found in course.follow(candidate, calendar[0][0]):
            due[day].append(Due(found))
    return tuple(DayAhead(day, tuple(due[day]), held) for day, held in calendar)


def changing_days(account: Account, after: date, upto: date) -> tuple[date, ...]:
    """Return the days on which the date alone changes what is owed or overdue, in order."""
    days = set()
    for item in account.items:
        if after <= item.due_date < upto:
            days.add(item.due_date + _ONE_DAY)
        if after < item.document_date <= upto:
            days.add(item.document_date)
    for payments in (*account.allocations, account.unallocated):
        if payments:
            days.update(found.date for found in payments if after < found.date <= upto)
    return tuple(sorted(days))


class _Course:
    """One customer's way through the calendar, from one chance to the next."""

    def __init__(
        self,
        ledger: Ledger,
        policy: SendingPolicy,
        open_days: set[date],
        last_day: date,
        veto: Veto,
    ) -> None:
        self._ledger = ledger
        self._policy = policy
        self._open_days = open_days
        self._last_day = last_day
        self._veto = veto
        self._changes: tuple[date, ...] | None = None

    def follow(self, candidate: Candidate, today: date) -> Iterator[tuple[date, Candidate]]:
        """Yield the days on which the customer is due, and how it stands then."""
        day: date | None = today
        seen = today
        while day is not None and day <= self._last_day:
            if day not in self._open_days:
                day += _ONE_DAY
                continue
            candidate = self._on(candidate, seen, day, today)
            seen = day
            skip = find_skip(candidate, self._policy, day, self._veto)
            if skip is None:
                yield day, candidate
                # What was sent before that is longer ago than a period, and needs no change.
                day += timedelta(days=candidate.period_days)
            else:
                day = self._next_chance(candidate, skip.reason, day, today)

    def _on(self, candidate: Candidate, seen: date, day: date, today: date) -> Candidate:
        """Return the customer as it stands on a later day."""
        if day == today:
            return candidate
        if candidate.failed_today:
            candidate = replace(candidate, failed_today=False)
        if any(seen < change <= day for change in self._days(candidate, today)):
            balances = build_balances(self._ledger, candidate.customer.code, day)
            return replace(candidate, balances=balances)
        return candidate

    def _next_chance(
        self, candidate: Candidate, reason: SkipReason, day: date, today: date
    ) -> date | None:
        """Return the next day on which the answer may be another one, or None."""
        if reason in _BY_THE_LEDGER:
            return next((d for d in self._days(candidate, today) if d > day), None)
        if reason in _BY_THE_PERIOD and candidate.last is not None:
            return candidate.last.day + timedelta(days=candidate.period_days)
        if reason in _FOR_A_DAY:
            return day + _ONE_DAY
        until = candidate.excluded_until
        if reason is SkipReason.OPTED_OUT and candidate.automatic and until is not None:
            return until + _ONE_DAY
        return None

    def _days(self, candidate: Candidate, today: date) -> tuple[date, ...]:
        if self._changes is None:
            account = self._ledger.account(candidate.customer.code)
            self._changes = changing_days(account, today, self._last_day)
        return self._changes
