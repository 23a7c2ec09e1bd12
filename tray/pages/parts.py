"""Words and figures that several pages show: states, skip reasons, sums of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from core.domain.dispatch_words import STATE_WORDS
from core.domain.dispatches import Amounts, Dispatch, DispatchState
from core.domain.forecast import DayAhead
from core.domain.money import ZERO
from core.domain.planning import Candidate, Due, Plan, SkipReason
from core.domain.wording import Text, say
from core.engine.status import Status, Total
from core.formats import format_money
from core.texts import tell
from tray.deeds import deed_done

_ICONS = {
    DispatchState.SENT: "done",
    DispatchState.FAILED: "failed",
    DispatchState.UNKNOWN: "unclear",
    DispatchState.RETRY: "again",
}
_REASONS = {
    SkipReason.AUTOMATIC_OFF: say("Automatic sending is off"),
    SkipReason.NOT_SERVER: say("Another PC sends"),
    SkipReason.LEDGER_STALE: say("The ledger is too old"),
    SkipReason.LEDGER_SHRUNK: say("The ledger lost many items"),
    SkipReason.CLOCK_SET_BACK: say("The clock was set back"),
    SkipReason.OPTED_OUT: say("Does not want automatic sending"),
    SkipReason.NO_EMAIL: say("No e-mail address"),
    SkipReason.INVALID_EMAIL: say("The e-mail address is wrong"),
    SkipReason.NOTHING_IN_SCOPE: say("Nothing to ask for"),
    SkipReason.BELOW_MINIMUM: say("Below the minimum amount"),
    SkipReason.SENT_RECENTLY: say("Written to a short time ago"),
    SkipReason.UNCLEAR: say("An earlier sending is unclear"),
    SkipReason.VETOED: say("Withheld"),
    SkipReason.PAUSED: say("Automatic sending is paused"),
    SkipReason.LEDGER_INCOMPLETE: say("The ledger is incomplete"),
    SkipReason.HISTORY_DAMAGED: say("The history is damaged"),
    SkipReason.CLOCK_JUMPED: say("The clock jumped"),
    SkipReason.DOUBTFUL_CUSTOMER: say("The customer is in the table twice"),
    SkipReason.FAILED_TODAY: say("Today’s sending failed"),
    SkipReason.NO_CHANNEL: say("The channel cannot work"),
    SkipReason.NO_PLUGIN: say("A plugin is missing"),
    SkipReason.APPROVAL: say("Waits for a person’s yes"),
    SkipReason.NOT_CHOSEN: say("Not chosen for this run"),
}


def state_word(state: DispatchState) -> Text:
    """Return what a state is called."""
    return STATE_WORDS[state]


def state_icon(state: DispatchState) -> str:
    """Return the name of a state's drawing: its shape tells it without colour."""
    return _ICONS.get(state, "waiting")


def outcome_word(status: Status, dispatch: Dispatch) -> Text:
    """Return what became of a dispatch; what was taken back did not fail."""
    if dispatch.state is DispatchState.SENT:
        return deed_done(status, dispatch).done
    return say("Taken back") if dispatch.taken_back_by else STATE_WORDS[dispatch.state]


def outcome_icon(dispatch: Dispatch) -> str:
    """Return the name of its drawing."""
    return "undone" if dispatch.taken_back_by else state_icon(dispatch.state)


def came_back(status: Status, dispatch: Dispatch, language: str) -> str:
    """Return what came back of a dispatch, or who said how it ended."""
    if dispatch.decided_by and dispatch.state is DispatchState.SENT:
        return tell(say("{user} says that it arrived.", user=dispatch.decided_by), language)
    if dispatch.decided_by and dispatch.state is DispatchState.FAILED:
        return tell(say("{user} says that it did not arrive.", user=dispatch.decided_by), language)
    if dispatch.state is DispatchState.PLANNED and not status.working:
        return tell(say("Not sent: the run ended before. It goes with the next one."), language)
    return dispatch.error or dispatch.receipt


def takes_back(status: Status, dispatch: Dispatch) -> bool:
    """Whether a dispatch's channel can take it back, unless somebody has touched it."""
    return dispatch.state is DispatchState.SENT and any(
        channel.takes_back for channel in status.channels if channel.name == dispatch.channel
    )


def reason_word(reason: SkipReason) -> Text:
    """Return what a skip reason is called."""
    return _REASONS[reason]


def channel_name(status: Status, taken: Dispatch | Candidate, language: str) -> str:
    """Return what the channel that is taken is called; its own name if its plugin is gone."""
    for channel in status.channels:
        if channel.name == taken.channel:
            return tell(channel.label, language)
    return taken.channel


def sum_of(entries: Iterable[Amounts | Total], language: str) -> str:
    """Write what is outstanding in each currency: EUR 84,210.50 and USD 1,200.00."""
    sums = [format_money(entry.outstanding, entry.currency, language) for entry in entries]
    if len(sums) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(sums)
    joined = say("{first} and {last}", first=", ".join(sums[:-1]), last=sums[-1])
    return tell(joined, language)


def mark_of(*shown: object) -> str:
    """Return a mark that differs as soon as any of the shown figures does."""
    return sha256(repr(shown).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in figures."""

    due: int
    amounts: tuple[Amounts, ...]
    """What those who are due owe together, by currency."""
    skipped: tuple[tuple[SkipReason, int], ...]
    """How many are skipped for each reason, the most frequent first."""


class FiguresOfThePlan:
    """Sums up a plan once, not at each request: it has thousands of customers."""

    def __init__(self) -> None:
        self._last: tuple[Plan, Figures] | None = None
        self._days: dict[date, tuple[DayAhead, Figures]] = {}

    def of(self, plan: Plan) -> Figures:
        """Return a plan's figures."""
        last = self._last
        if last is None or last[0] is not plan:
            last = (plan, _sum_up(plan))
            self._last = last
        return last[1]

    def of_day(self, day: DayAhead) -> Figures:
        """Return the figures of one of the days ahead."""
        known = self._days.get(day.day)
        if known is None or known[0] is not day:
            known = self._days[day.day] = (day, self.of_due(day.due))
        return known[1]

    def of_due(self, due: Sequence[Due]) -> Figures:
        """Return the figures of some of those who are due."""
        return Figures(len(due), _add_up(due), ())


def amounts_of_due(due: Due) -> tuple[Amounts, ...]:
    """Return what one who is due owes, in the currencies that have anything open."""
    return tuple(
        Amounts(currency, balance.outstanding, balance.overdue_net)
        for currency, balance in due.candidate.balances.items()
        if balance.outstanding
    )


def _sum_up(plan: Plan) -> Figures:
    counts = [(SkipReason(reason), count) for reason, count in plan.counts().items()]
    counts.sort(key=lambda entry: -entry[1])
    return Figures(len(plan.due), _add_up(plan.due), tuple(counts))


def _add_up(all_due: Iterable[Due]) -> tuple[Amounts, ...]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for due in all_due:
        for currency, balance in due.candidate.balances.items():
            outstanding, overdue = sums.get(currency, (ZERO, ZERO))
            sums[currency] = (outstanding + balance.outstanding, overdue + balance.overdue_net)
    return tuple(
        Amounts(currency, *sums[currency])
        for currency in sorted(sums, key=lambda name: (name != "EUR", name))
        if any(sums[currency])
    )
