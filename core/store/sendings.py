"""What the history knows at any moment without searching: last sendings, what is open, failures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from core.domain.dispatches import DispatchState, LastSending
from core.store.dispatch_documents import kind_of, state_of
from core.store.journal_file import Document, Record

DISPATCHES = "dispatches"
RESOLUTIONS = "resolutions"

STATES_KEPT = (
    DispatchState.PLANNED,
    DispatchState.SENDING,
    DispatchState.UNKNOWN,
    DispatchState.FAILED,
    DispatchState.RETRY,
)
"""States that something is yet asked about; of the others only the newest sending counts."""


class Brief(NamedTuple):
    """What is kept of a dispatch in memory."""

    customer: str
    day: str
    created_at: str
    state: str
    reaches_customer: bool


class Resolution(NamedTuple):
    """A person's decision about an unclear dispatch."""

    state: DispatchState
    at: str
    by: str


Settled = tuple[str, str, int]
"""Day, moment of planning and number of a customer's newest sending that is certain."""


@dataclass(slots=True)
class Tally:
    """The summary of one journal."""

    settled: dict[str, Settled] = field(default_factory=dict)
    kept: dict[int, Brief] = field(default_factory=dict)
    resolutions: dict[int, Document] = field(default_factory=dict)


class Sendings:
    """The running fold over all dispatches and resolutions."""

    def __init__(self, documents_of: Callable[[str], Iterable[tuple[str, Document]]]) -> None:
        self._documents_of = documents_of
        """All dispatches of a customer: asked only when a certain sending is taken back."""
        self._tallies: dict[str, Tally] = {}
        self._doubtful: dict[str, set[str]] = {}
        """By customer: dispatches that may have arrived, and nobody is certain."""
        self._resolved: dict[str, Resolution] = {}
        self._last: dict[str, LastSending] = {}
        self._touched: set[str] = set()
        self._taken_back: set[str] = set()

    def add(self, journal: str, record: Record) -> None:
        """Take in the newest version of a dispatch or a resolution."""
        table, number, document = record
        if table == DISPATCHES:
            tally = self._tallies.setdefault(journal, Tally())
            self._add_dispatch(journal, tally, number, document)
        elif table == RESOLUTIONS and document is not None:
            tally = self._tallies.setdefault(journal, Tally())
            tally.resolutions[number] = document
            self._add_resolution(document)

    def dump(self, journal: str) -> Any:
        """Return the summary of a journal as JSON."""
        self._settle_taken_back()
        tally = self._tallies.get(journal, Tally())
        return {
            "settled": tally.settled,
            "kept": [(number, *brief) for number, brief in tally.kept.items()],
            "resolutions": [(number, found) for number, found in tally.resolutions.items()],
        }

    def load(self, journal: str, dumped: Any) -> None:
        """Take in the summary of a journal."""
        tally = self._tallies[journal] = Tally()
        tally.settled = {customer: tuple(found) for customer, found in dumped["settled"].items()}
        self._touched.update(tally.settled)
        for number, *brief in dumped["kept"]:
            self._keep(journal, tally, number, Brief(*brief))
        for number, document in dumped["resolutions"]:
            tally.resolutions[number] = document
            self._add_resolution(document)

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self._tallies, self._doubtful, self._resolved, self._last):
            kept.clear()
        self._touched.clear()
        self._taken_back.clear()

    def last_sendings(self) -> dict[str, LastSending]:
        """Return every customer's newest dispatch that may have arrived."""
        self._settle_taken_back()
        for customer in self._touched:
            last = self._newest(customer)
            if last is None:
                self._last.pop(customer, None)
            else:
                self._last[customer] = last
        self._touched.clear()
        return dict(self._last)

    def in_state(self, *states: DispatchState) -> Iterator[tuple[str, Brief]]:
        """Yield the dispatches in states that are kept, with their ids; resolutions count."""
        for journal, tally in self._tallies.items():
            for number, brief in tally.kept.items():
                dispatch_id = f"{journal}:{number}"
                if self.state(dispatch_id, state_of(brief.state)) in states:
                    yield dispatch_id, brief

    def failed_since(self, day: date) -> list[str]:
        """Return the ids of the failed dispatches planned for the day or later."""
        first = day.isoformat()
        return [key for key, brief in self.in_state(DispatchState.FAILED) if brief.day >= first]

    def state(self, dispatch_id: str, recorded: DispatchState) -> DispatchState:
        """Return the state of a dispatch, by a person's decision if it was unclear."""
        resolution = self.resolution(dispatch_id, recorded)
        return recorded if resolution is None else resolution.state

    def resolution(self, dispatch_id: str, recorded: DispatchState) -> Resolution | None:
        """Return the decision that counts for a dispatch; only an unclear one takes any."""
        return self._resolved.get(dispatch_id) if recorded is DispatchState.UNKNOWN else None

    def _add_dispatch(
        self, journal: str, tally: Tally, number: int, document: Document | None
    ) -> None:
        before = tally.kept.pop(number, None)
        if before is not None:
            self._doubtful.get(before.customer, set()).discard(f"{journal}:{number}")
            self._touched.add(before.customer)
        if document is None:
            self._forget_settled(tally, number)
            return
        brief = Brief(
            document["customer"],
            document["day"],
            document["created_at"],
            document["state"],
            kind_of(document["kind"]).reaches_customer,
        )
        if brief.state == DispatchState.SENT and brief.reaches_customer:
            self._settle(tally, number, brief)
            return
        self._take_back(tally, number, brief.customer)
        if state_of(brief.state) in STATES_KEPT:
            self._keep(journal, tally, number, brief)

    def _settle(self, tally: Tally, number: int, brief: Brief) -> None:
        settled = (brief.day, brief.created_at, number)
        known = tally.settled.get(brief.customer)
        if known is None or settled > known:
            tally.settled[brief.customer] = settled
            self._touched.add(brief.customer)

    def _keep(self, journal: str, tally: Tally, number: int, brief: Brief) -> None:
        tally.kept[number] = brief
        if brief.reaches_customer and state_of(brief.state).may_have_arrived:
            self._doubtful.setdefault(brief.customer, set()).add(f"{journal}:{number}")
            self._touched.add(brief.customer)

    def _take_back(self, tally: Tally, number: int, customer: str) -> None:
        known = tally.settled.get(customer)
        if known is not None and known[2] == number:
            del tally.settled[customer]
            self._taken_back.add(customer)
            self._touched.add(customer)

    def _forget_settled(self, tally: Tally, number: int) -> None:
        for customer in [key for key, found in tally.settled.items() if found[2] == number]:
            self._take_back(tally, number, customer)

    def _add_resolution(self, document: Document) -> None:
        dispatch_id = document["dispatch"]
        new = Resolution(state_of(document["state"]), document["at"], document["by"])
        known = self._resolved.get(dispatch_id)
        # Two people who disagree: "sent" counts, so that nothing is sent twice.
        if known is None or _weight(new) < _weight(known):
            self._resolved[dispatch_id] = new
        self._touched.add(document["customer"])

    def _newest(self, customer: str) -> LastSending | None:
        found = [
            (*settled[:2], journal, settled[2], DispatchState.SENT)
            for journal, tally in self._tallies.items()
            if (settled := tally.settled.get(customer)) is not None
        ]
        for dispatch_id in self._doubtful.get(customer, ()):
            journal, _, last = dispatch_id.rpartition(":")
            brief = self._tallies[journal].kept[int(last)]
            state = self.state(dispatch_id, state_of(brief.state))
            if state.may_have_arrived:
                found.append((brief.day, brief.created_at, journal, int(last), state))
        if not found:
            return None
        day, _, journal, number, state = max(found, key=lambda entry: entry[:4])
        return LastSending(date.fromisoformat(day), state, f"{journal}:{number}")

    def _settle_taken_back(self) -> None:
        """Search what was certain before the sendings that were taken back."""
        while self._taken_back:
            for dispatch_id, document in self._documents_of(self._taken_back.pop()):
                journal, _, number = dispatch_id.rpartition(":")
                if document["state"] == DispatchState.SENT:
                    self.add(journal, (DISPATCHES, int(number), document))


def _weight(resolution: Resolution) -> tuple[bool, datetime, str]:
    moment = datetime.fromisoformat(resolution.at)
    return (resolution.state is not DispatchState.SENT, moment, resolution.by)
