"""The history: every dispatch from the intention to the outcome, and what follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from tinydb import where

from core.causes import cause_of
from core.domain.dispatch_list import DispatchPage, DispatchQuery, page_of
from core.domain.dispatches import Dispatch, DispatchState, HistoryNote, LastSending, note_of
from core.domain.events import RunFinished
from core.domain.problems import Problem, Severity
from core.domain.wording import say
from core.errors import HistoryUnwritable, UnknownName
from core.store.dispatch_documents import (
    dispatch_from_document,
    dispatch_to_document,
    dispatch_to_json,
)
from core.store.dispatch_pages import look_back
from core.store.journal import Damage, Journal
from core.store.journal_table import JournalDB, JournalTable
from core.store.run_documents import (
    AcceptedLedger,
    ledger_from_document,
    ledger_to_document,
    run_from_document,
    run_to_document,
)
from core.store.sendings import DISPATCHES, RESOLUTIONS, STATES_KEPT, Sendings

__all__ = ["AcceptedLedger", "History", "dispatch_to_json"]

RUNS = "runs"
LEDGERS = "ledgers"
CONFIRMED = "confirmed"
_TORN = say("A line of the history was cut off when the PC stopped.")
_NOTHING_LOST = say("What it began to say was never counted; nothing is lost.")
_ROTTEN = say("A line of the history is damaged and is left out.")
_BRING_BACK = say("Bring the file back from a backup, or look at the history and confirm it.")


class History:
    """What was sent to whom, over the journals of all PCs; every method from any thread."""

    def __init__(self, folder: Path, machine: str, user: str = "", look_every: float = 1.0) -> None:
        """Open the history folder; it is made when the first record is written."""
        self.machine = machine
        self.user = user
        self._sendings = Sendings(self._documents_of)
        self._journal = Journal(folder, machine, self._sendings, look_every=look_every)
        self.db = JournalDB(self._journal)
        self._dispatches = self.table(DISPATCHES)
        self._lasts: dict[str, tuple[int, list[Mapping[str, Any]]]] = {}
        with self._reachable():
            self._journal.refresh(now=True)

    def close(self) -> None:
        """Let go of the files."""
        self.db.close()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let nobody change anything, so that several answers are of the same moment."""
        with self._reachable(), self._journal.at_rest():
            yield

    def table(self, name: str) -> JournalTable:
        """Return a table of the database, for what else is remembered beside the history."""
        return cast("JournalTable", self.db.table(name))

    def version(self, table: str) -> int:
        """Return a number that changes whenever a table does."""
        with self._reachable():
            self._journal.refresh()
            return self._journal.version(table)

    def insert(self, table: str, document: Mapping[str, Any], year: int) -> str:
        """Write a document durably into this PC's journal of a year; return its id."""
        with self._reachable():
            self._journal.year = year
            return str(self.table(table).insert(document))

    def plan(self, dispatches: Sequence[Dispatch]) -> tuple[Dispatch, ...]:
        """Record intentions with one durable write; return them with their ids."""
        if not dispatches:
            return ()
        with self._reachable():
            self._journal.year = dispatches[0].created_at.year
            documents = [dispatch_to_document(dispatch) for dispatch in dispatches]
            ids = self._dispatches.insert_multiple(documents)
            return tuple(
                replace(dispatch, id=str(given))
                for dispatch, given in zip(dispatches, ids, strict=True)
            )

    def record(self, dispatch: Dispatch) -> None:
        """Record how far a dispatch of this PC has come, durably."""
        self.record_many([dispatch])

    def record_many(self, dispatches: Iterable[Dispatch]) -> None:
        """Record several dispatches of this PC with one durable write."""
        with self._reachable():
            self._dispatches.put(
                {dispatch.id: dispatch_to_document(dispatch) for dispatch in dispatches}
            )

    def resolve(self, dispatch_id: str, state: DispatchState, at: datetime, by: str) -> Dispatch:
        """Record a person's decision about an unclear dispatch of any PC."""
        if state not in (DispatchState.SENT, DispatchState.FAILED):
            raise ValueError(f"a person decides sent or failed, not {state}")
        with self._reachable():
            self._journal.refresh(now=True)
            dispatch = self.get(dispatch_id)
            if dispatch.state is not DispatchState.UNKNOWN:
                raise UnknownName(
                    say("The dispatch {id} is not unclear.", id=dispatch_id),
                    say("Only a dispatch of unknown outcome can be decided."),
                )
            decision = {
                "dispatch": dispatch_id,
                "customer": dispatch.customer,
                "state": str(state),
                "at": at.isoformat(),
                "by": by,
            }
            self.insert(RESOLUTIONS, decision, at.year)
            return self.get(dispatch_id)

    def get(self, dispatch_id: str) -> Dispatch:
        """Return a dispatch."""
        with self._reachable():
            self._journal.refresh()
            found = self._load([dispatch_id])
        if not found:
            raise UnknownName(
                say("There is no dispatch {id}.", id=dispatch_id),
                say("`sollecito history` lists them."),
            )
        return found[0]

    def newest(self, customer: str | None = None, limit: int | None = None) -> list[Dispatch]:
        """Return dispatches, of one customer or of all, newest first."""
        with self._reachable():
            if customer is not None:
                found = self._search(where("customer") == customer)
            elif limit is not None:
                self._journal.refresh()
                found = self._load(self._journal.newest(DISPATCHES, limit))
            else:
                found = [self._read(entry, str(entry.doc_id)) for entry in self._dispatches]
        found.sort(key=lambda dispatch: (dispatch.created_at, dispatch.id), reverse=True)
        return found[:limit]

    def page(self, query: DispatchQuery) -> DispatchPage:
        """Return one page of the dispatches that are looked for."""
        with self._reachable():
            self._journal.refresh()
            if query.customers is not None:
                found = [d for code in query.customers for d in self.newest(code)]
                return page_of(found, query)
            if query.state in STATES_KEPT:
                kept = [key for key, _ in self._sendings.in_state(query.state)]
                return page_of(self._load(kept), query)
            return look_back(self._journal, query, self._read)

    def notes(self, customer: str) -> list[HistoryNote]:
        """Return the annotations of a customer, newest first."""
        return [note_of(dispatch) for dispatch in self.newest(customer)]

    def last_sendings(self) -> Mapping[str, LastSending]:
        """Return every customer's newest dispatch that may have arrived."""
        with self._reachable():
            self._journal.refresh()
            return self._sendings.last_sendings()

    def of_day(self, day: date) -> list[Dispatch]:
        """Return the automatic dispatches of a day, of all PCs, read from the disk this moment."""
        with self._reachable():
            self._journal.refresh(now=True)
            on_day = where("day") == day.isoformat()
            return self._search(on_day & (where("automatic") == True))  # noqa: E712 - a query

    def unfinished(self) -> list[Dispatch]:
        """Return what this PC's dead processes, or this one, left planned, sending or to retry."""
        with self._reachable():
            self._journal.refresh(now=True)
            states = (DispatchState.PLANNED, DispatchState.SENDING, DispatchState.RETRY)
            ids = [key for key, _ in self._sendings.in_state(*states)]
            journals = {key.rpartition(":")[0] for key in ids}
            own = {name for name in sorted(journals) if self._journal.claim(name)}
            return self._load([key for key in ids if key.rpartition(":")[0] in own])

    def unclear(self) -> list[Dispatch]:
        """Return the dispatches of all PCs whose outcome nobody knows."""
        with self._reachable():
            self._journal.refresh()
            found = [key for key, _ in self._sendings.in_state(DispatchState.UNKNOWN)]
            return self._load(found)

    def handed_over(self, since: date, until: date) -> list[Dispatch]:
        """Return what was planned in these days and may be told more of.

        Handed over with a ticket, or unclear; only what this process may write to.
        """
        days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        with self._reachable():
            self._journal.refresh()
            found = [d for d in self.unclear() if since <= d.day <= until]
            for day in days:
                on_day = where("day") == day.isoformat()
                ticketed = self._search(on_day & where("ticket").test(bool))
                found += [d for d in ticketed if d.state is DispatchState.SENT]
            journals = {dispatch.id.rpartition(":")[0] for dispatch in found}
            own = {name for name in sorted(journals) if self._journal.claim(name)}
            return [one for one in found if one.id.rpartition(":")[0] in own]

    def with_message_ids(
        self, names: Collection[str], since: date, until: date
    ) -> dict[str, list[Dispatch]]:
        """Return the dispatches planned in these days that went by one of these Message-IDs."""
        found: dict[str, list[Dispatch]] = {}
        if not names:
            return found
        days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        named = where("message_id").one_of(sorted(names))
        with self._reachable():
            self._journal.refresh()
            for day in days:
                for dispatch in self._search((where("day") == day.isoformat()) & named):
                    found.setdefault(dispatch.message_id, []).append(dispatch)
        return found

    def sent_by(self, channels: Collection[str], day: date) -> list[Dispatch]:
        """Return what was planned for a day by these channels, of all PCs, and may have left."""
        with self._reachable():
            self._journal.refresh(now=True)
            found = self._search(where("day") == day.isoformat())
        return [one for one in found if one.channel in channels and one.state.may_have_arrived]

    def sendings_version(self) -> int:
        """Return a number that changes whenever a dispatch or a decision about one does."""
        return self.version(DISPATCHES) + self.version(RESOLUTIONS)

    def to_retry(self, day: date) -> list[Dispatch]:
        """Return the sendings of a day that a server refused for now."""
        with self._reachable():
            self._journal.refresh()
            found = self._sendings.in_state(DispatchState.RETRY)
            return self._load([key for key, brief in found if brief.day == day.isoformat()])

    def failed_since(self, day: date) -> list[Dispatch]:
        """Return the failed dispatches of the day or later; what was taken back did not fail."""
        with self._reachable():
            self._journal.refresh()
            failed = self._load(self._sendings.failed_since(day))
            return [dispatch for dispatch in failed if not dispatch.taken_back_by]

    def is_own(self, dispatch_id: str) -> bool:
        """Whether this process may change a dispatch: no other PC or process writes its journal."""
        with self._reachable():
            return self._journal.claim(dispatch_id.rpartition(":")[0])

    def record_run(self, run: RunFinished, at: datetime) -> None:
        """Record what came of an automatic run, durably."""
        self.insert(RUNS, run_to_document(run, at), at.year)

    def last_run(self, upto: date | None = None) -> RunFinished | None:
        """Return the automatic run of any PC that finished last, but for those after a day."""
        runs = [(_moment(found), run_from_document(found)) for found in self._latest(RUNS)]
        known = [(at, run) for at, run in runs if upto is None or run.day <= upto]
        return max(known, key=lambda one: one[0])[1] if known else None

    def accept_ledger(self, ledger: AcceptedLedger) -> None:
        """Record the ledger that is believed, durably."""
        self.insert(LEDGERS, ledger_to_document(ledger), ledger.at.year)

    def accepted_ledger(self, today: date) -> AcceptedLedger | None:
        """Return the ledger that was believed last; one of a day ahead if there is no other."""
        known = list(map(ledger_from_document, self._latest(LEDGERS)))
        # Today's clock is the one that counts: another one was wrong when it wrote.
        of_late = [ledger for ledger in known if ledger.at.date() <= today]
        return max(of_late or known, key=lambda ledger: ledger.at, default=None)

    def confirm(self, doubt: str, mark: str, at: datetime, by: str) -> None:
        """Record that a person has looked at a doubt, which is known again by its mark."""
        confirmed = {"doubt": doubt, "mark": mark, "at": at.isoformat(), "by": by}
        self.insert(CONFIRMED, confirmed, at.year)

    def confirmed(self, doubt: str) -> str:
        """Return the mark of the doubt of this kind that was confirmed last; empty if none."""
        with self._reachable():
            found = self.table(CONFIRMED).search(where("doubt") == doubt)
        return str(max(found, key=lambda one: str(one["at"]))["mark"]) if found else ""

    def is_empty(self) -> bool:
        """Whether no dispatch was ever recorded."""
        return not self.newest(limit=1)

    def damage(self) -> tuple[Damage, ...]:
        """Return the lines of the journals that cannot be read; all others count."""
        with self._reachable():
            self._journal.refresh()
            return tuple(self._journal.damage())

    def problems(self) -> tuple[Problem, ...]:
        """Return the damaged lines as problems."""
        return tuple(
            Problem(
                file=f"history/{damage.journal.parent.name}/{damage.journal.name}",
                line=damage.line,
                what=_TORN if damage.torn else _ROTTEN,
                hint=_NOTHING_LOST if damage.torn else _BRING_BACK,
                severity=Severity.NOTE if damage.torn else Severity.ROW,
            )
            for damage in self.damage()
        )

    def compact_past(self, year: int) -> None:
        """Rewrite this PC's journals of the years before, each once in its life.

        One with a damaged line stays as it is: what is left of that line is evidence.
        """
        with self._reachable():
            self._journal.refresh(now=True)
            for name, file in list(self._journal.files.items()):
                over = int(name.partition("/")[0]) < year
                # The first one is there until nobody has it open any more.
                first = (self._journal.folder / f"{name}.jsonl").exists()
                if over and first and not file.damaged:
                    self._journal.compact(name)

    def _latest(self, table: str) -> list[Mapping[str, Any]]:
        """Return the last record of each journal: whose clock was right, others know."""
        with self._reachable():
            self._journal.refresh()
            version, known = self._journal.version(table), self._lasts.get(table)
            if known is None or known[0] != version:
                found = self._journal.load_many(table, self._journal.last_of_each(table))
                known = self._lasts[table] = (version, [document for _, document in found])
        return known[1]

    def _search(self, query: Any) -> list[Dispatch]:
        return [self._read(entry, str(entry.doc_id)) for entry in self._dispatches.search(query)]

    def _load(self, ids: Iterable[str]) -> list[Dispatch]:
        with self._reachable():
            found = self._journal.load_many(DISPATCHES, ids)
            return [self._read(document, dispatch_id) for dispatch_id, document in found]

    def _read(self, document: Mapping[str, Any], dispatch_id: str) -> Dispatch:
        dispatch = dispatch_from_document(document, dispatch_id)
        decision = self._sendings.resolution(dispatch_id, dispatch.state)
        if decision is None:
            return dispatch
        sent = decision.state is DispatchState.SENT
        return replace(
            dispatch,
            state=decision.state,
            updated_at=datetime.fromisoformat(decision.at),
            receipt=decision.by if sent else dispatch.receipt,
            error="" if sent else dispatch.error or decision.by,
            decided_by=decision.by,
        )

    def _documents_of(self, customer: str) -> Iterable[tuple[str, dict[str, Any]]]:
        found = self._journal.find(DISPATCHES, "customer", customer)
        return self._journal.load_many(DISPATCHES, found)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Hold the lock; a disk that is full or a share that is away becomes a sentence."""
        with self._journal.lock:
            try:
                yield
            except OSError as error:
                raise HistoryUnwritable(
                    say("The history cannot be used: {cause}", cause=cause_of(error)),
                    say("Nothing is sent until then. Is the disk full, or the folder away?"),
                ) from error


def _moment(document: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(document["at"])
