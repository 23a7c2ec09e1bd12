"""What must be believed before anything is sent by itself: ledger, history and clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

from core.domain.clock_check import DayVerdict, judge_day
from core.domain.dispatches import LastSending
from core.domain.events import RunFinished
from core.domain.ledger import has_shrunk
from core.domain.planning import Skip, SkipReason
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.loading import LoadedLedger
from core.store.history import AcceptedLedger

CONFIRMABLE = (
    SkipReason.LEDGER_SHRUNK,
    SkipReason.HISTORY_DAMAGED,
    SkipReason.CLOCK_SET_BACK,
)
"""What a person can find right after a look, and confirm."""
HISTORY = "history"
CLOCK = "clock"
_EMPTY = "empty"


def ledger_shrunk(firm: Firm, loaded: LoadedLedger) -> bool:
    """Whether more than half went of the open items or payments last accepted."""
    accepted = firm.parts.history.accepted_ledger(firm.parts.clock.today())
    if accepted is None or accepted.fingerprint == loaded.fingerprint:
        return False
    return has_shrunk(accepted.open_items, loaded.open_items) or has_shrunk(
        accepted.payments, loaded.payments
    )


def accept_ledger(firm: Firm, loaded: LoadedLedger, by: str) -> None:
    """Remember a ledger as the one that the next is measured against."""
    accepted = firm.parts.history.accepted_ledger(firm.parts.clock.today())
    if not loaded.whole or (accepted and accepted.fingerprint == loaded.fingerprint):
        return
    now = firm.parts.clock.now()
    firm.parts.history.accept_ledger(
        AcceptedLedger(loaded.fingerprint, loaded.open_items, now, by, loaded.payments)
    )


def open_doubts(firm: Firm, loaded: LoadedLedger) -> tuple[Skip, ...]:
    """Return all that a person can find right after a look, and confirm."""
    of_the_ledger = ledger_in_doubt(firm, loaded)
    found = (of_the_ledger, history_in_doubt(firm), clock_in_doubt(firm, asked=True))
    return tuple(doubt for doubt in found if doubt and doubt.reason in CONFIRMABLE)


def ledger_in_doubt(firm: Firm, loaded: LoadedLedger) -> Skip | None:
    """Return why a person must look at the ledger, or None."""
    if not ledger_shrunk(firm, loaded):
        return None
    return Skip(
        SkipReason.LEDGER_SHRUNK,
        say("More than half of the open items or payments are gone: is the ledger right?"),
    )


def history_in_doubt(firm: Firm) -> Skip | None:
    """Return why the history cannot be relied on, or None: without it, twice is possible."""
    mark = _history_mark(firm)
    if not mark or mark == firm.parts.history.confirmed(HISTORY):
        return None
    if mark == _EMPTY:
        what = say("The archive holds statements, but the history is empty: is that right?")
    else:
        what = say("The history of sendings is damaged: does the rest of it count?")
    return Skip(SkipReason.HISTORY_DAMAGED, what)


def clock_in_doubt(firm: Firm, *, asked: bool) -> Skip | None:
    """Return why today's date is doubtful, or None; `asked` by a person, a jump is meant."""
    last, today = last_run_day(firm), firm.parts.clock.today()
    verdict = judge_day(last, today)
    if last is None:
        return None
    if verdict is DayVerdict.SET_BACK:
        return Skip(
            SkipReason.CLOCK_SET_BACK,
            say(
                "Today is {today}, but the last run was on {day}: is the clock right?",
                today=today,
                day=last,
            ),
        )
    if verdict is DayVerdict.JUMPED and not asked:
        return Skip(
            SkipReason.CLOCK_JUMPED,
            say("The last run was on {day}. If today’s date is right, choose “Run now”.", day=last),
        )
    return None


def last_run(firm: Firm) -> RunFinished | None:
    """Return the last run; one of a day ahead until a person has confirmed that today is right."""
    history, today = firm.parts.history, firm.parts.clock.today()
    run = history.last_run()
    if run is None or run.day <= today or believed(firm, run.day) > today:
        return run
    return history.last_run(upto=today)


def last_run_day(firm: Firm) -> date | None:
    """Return the day of the last run, as far as it can be believed."""
    newest, last = firm.parts.history.last_run(), last_run(firm)
    days = [believed(firm, run.day) for run in (newest, last) if run]
    return max(days, default=None)


def believed(firm: Firm, day: date) -> date:
    """Return a day of the history; one that lies ahead of us was written by a wrong clock.

    Once a person has confirmed that today is right, such a day counts as the day of that
    confirmation.
    """
    if day <= firm.parts.clock.today():
        return day
    confirmed = firm.parts.history.confirmed(CLOCK)
    return min(day, date.fromisoformat(confirmed)) if confirmed else day


def believed_sending(firm: Firm, last: LastSending | None) -> LastSending | None:
    """Return a customer's last sending with a day that can be believed."""
    if last is None or last.day <= firm.parts.clock.today():
        return last
    return replace(last, day=believed(firm, last.day))


def confirm_all(firm: Firm) -> None:
    """Record that a person has looked at whatever is in doubt and found it right."""
    parts = firm.parts
    accept_ledger(firm, firm.loaded, parts.user)
    now = parts.clock.now()
    if history_in_doubt(firm) is not None:
        parts.history.confirm(HISTORY, _history_mark(firm), now, parts.user)
    doubt = clock_in_doubt(firm, asked=True)
    if doubt is not None:
        parts.history.confirm(CLOCK, parts.clock.today().isoformat(), now, parts.user)


def _history_mark(firm: Firm) -> str:
    """Return what tells this damage of the history from another; empty if there is none."""
    rotten = [damage for damage in firm.parts.history.damage() if not damage.torn]
    if rotten:
        places = " ".join(f"{damage.journal.name}:{damage.line}" for damage in rotten)
        return sha256(places.encode()).hexdigest()[:16]
    return _EMPTY if firm.parts.history.is_empty() and _has_archive(firm) else ""


def _has_archive(firm: Firm) -> bool:
    return next((firm.parts.folder / "archive").glob("*/*.pdf"), None) is not None
