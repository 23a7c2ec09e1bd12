"""An office without an engine, for the tests of front ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.domain.balances import build_balances
from core.domain.bookkeeping import build_ledger
from core.domain.commands import (
    ChangeSettings,
    Command,
    ConfirmLedger,
    Pause,
    RunAutomaticSending,
    SendStatement,
    SendTestMessage,
    SetPassword,
    SetPreferences,
    SwitchAutomatic,
    TryMailbox,
    UndoDispatch,
)
from core.domain.covering_letter import CoveringLetter
from core.domain.customer_list import (
    CustomerIndex,
    CustomerPage,
    CustomerQuery,
    Standing,
    build_entry,
)
from core.domain.dispatch_list import DispatchPage, DispatchQuery, page_of
from core.domain.dispatches import (
    Dispatch,
    DispatchState,
    LastSending,
    Receipt,
)
from core.domain.events import DispatchRecorded, Event, RunFinished, StatusChanged
from core.domain.forecast import DayAhead
from core.domain.parties import NO_PREFERENCES, Company, Customer, SendingPreferences
from core.domain.planning import Candidate, PassedOver
from core.domain.replies import Reply
from core.domain.statements import Statement, build_statement
from core.domain.wording import say
from core.drawing import Document
from core.engine.invoices import NOTHING, Enclosed
from core.engine.letters import build_letter
from core.engine.loading import Rows
from core.engine.office import Listener
from core.engine.settings_view import SettingsView
from core.errors import SollecitoError, UnknownName
from core.evidence.writing import zip_of
from core.plugin_border import PluginInfo
from core.store.settings import Settings
from core.store.settings_tables import with_changes
from tests.fakes import CUSTOMERS, PLUGINS, TODAY, fake_dispatch, fake_ledger_part, fake_status

TRIED: Mapping[type, Receipt] = {
    SendTestMessage: Receipt(DispatchState.SENT, "outbox/test.eml"),
    TryMailbox: Receipt(DispatchState.SENT, note=say("The mailbox can be read.")),
}
Answer = Callable[[Command], object]


class FakeOffice:
    """An `Office` that carries commands out at once, on the caller's thread, and records them.

    It obeys the switch, the pause and preferences; sending is recorded in the history.
    What a command answers can be set, by its type, in `answers`; a `SollecitoError` there
    is what the future raises.
    """

    def __init__(self, **status: Any) -> None:
        self.status = fake_status(**status)
        self.posted: list[Command] = []
        self.answers: dict[type[Any], object | Answer] = {}
        self.listeners: list[Listener] = []
        self.dispatches: list[Dispatch] = list(self.status.recent)
        self.preferences_set: dict[str, SendingPreferences] = {}
        self.refused_pecs: dict[str, str] = {}
        self.settings_tables: dict[str, Any] = {"company": {"name": self.status.company}}
        self.passwords: dict[str, str] = {}
        self.plugins_there: tuple[PluginInfo, ...] = PLUGINS
        self.unknown: dict[str, Rows] = {}
        self.enclosing: dict[str, Enclosed] = {}
        self.passed_over: tuple[PassedOver, ...] = ()
        self.answered: tuple[Reply, ...] = ()
        self.document = Document(b"%PDF-1.7\n%%EOF\n", 1)
        self.ledger, _ = build_ledger([fake_ledger_part()], TODAY)

    def post(self, command: Command) -> Future[Any]:
        self.posted.append(command)
        future: Future[Any] = Future()
        try:
            future.set_result(self._answer(command))
        except SollecitoError as error:
            future.set_exception(error)
        return future

    def subscribe(self, listener: Listener) -> None:
        self.listeners.append(listener)

    def statement(self, customer: str, as_of: date | None = None) -> Statement:
        return build_statement(self.ledger, self._customer(customer), as_of or TODAY)

    def draw(self, customer: str, as_of: date | None = None) -> Document:
        self._customer(customer)
        return self.document

    def draw_draft(self, name: str, text: str, lines: int) -> Document:
        return self.document

    def unknown_tables(self) -> Mapping[str, Rows]:
        return self.unknown

    def search(self, text: str, limit: int = 20) -> Sequence[Customer]:
        words = text.lower().split()
        found = [
            customer
            for customer in CUSTOMERS
            if all(
                word in f"{customer.code} {customer.name} {customer.city}".lower() for word in words
            )
        ]
        return found[:limit]

    def letter(self, customer: str, as_of: date | None = None) -> CoveringLetter:
        company = Company(self.status.company)
        return build_letter(self.statement(customer, as_of), company, self.status.language, None)

    def customers(self, query: CustomerQuery) -> CustomerPage:
        entries = [
            build_entry(customer, build_balances(self.ledger, customer.code, TODAY).values())
            for customer in self.ledger.customers.values()
        ]
        return CustomerIndex(entries).page(query, self._standing())

    def history(self, customer: str | None = None, limit: int = 200) -> Sequence[Dispatch]:
        found = [d for d in self.dispatches if customer is None or d.customer == customer]
        return found[:limit]

    def dispatch(self, dispatch: str) -> Dispatch:
        for found in self.dispatches:
            if found.id == dispatch:
                return found
        raise UnknownName(say("There is no dispatch {id}.", id=dispatch))

    def dispatch_page(self, query: DispatchQuery) -> DispatchPage:
        return page_of(self.dispatches, query)

    def sent_pdf(self, dispatch: str) -> bytes:
        self.dispatch(dispatch)
        return self.document.pdf

    def proof(self, dispatch: str, number: int) -> bytes:
        if number >= len(self.dispatch(dispatch).proofs):
            raise UnknownName(say("There is no such receipt."))
        return b"From: posta-certificata@pec.gestore.example\r\n\r\n\xff"

    def evidence(self, customer: str) -> bytes:
        if not self.history(customer):
            raise UnknownName(say("Nothing was ever sent to {code}.", code=customer))
        return zip_of({"SHA256SUMS": customer.encode()})

    def replies(self, dispatch: str = "") -> Sequence[Reply]:
        return [one for one in self.answered if dispatch in ("", one.dispatch)]

    def enclosed(self, customer: str, channel: str, as_of: date | None = None) -> Enclosed:
        return self.enclosing.get(customer, NOTHING)

    def refused_pec(self, customer: str) -> str:
        return self.refused_pecs.get(self._customer(customer).code, "")

    def candidate(self, customer: str) -> Candidate:
        known = self._customer(customer)
        wanted = self.preferences(customer).channel or self.status.usual_channel
        balances = build_balances(self.ledger, customer, TODAY)
        found = Candidate(known, balances, True, 10, wanted, ", ".join(known.emails))
        return replace(found, passed_over=self.passed_over)

    def plan_ahead(self, days: int = 14) -> Sequence[DayAhead]:
        later = [DayAhead(self.status.day + timedelta(days=n)) for n in range(1, days + 1)]
        return [DayAhead(self.status.day, self.status.plan.due, self.status.held_back), *later]

    def settings(self) -> SettingsView:
        return SettingsView(
            settings=Settings.model_validate(self.settings_tables),
            fault=self.status.settings_fault,
            designs=("classic",),
            machine="BUREAU",
            has_password=lambda name: name in self.passwords,
            folder_of=lambda channel: str(self._table(channel).get("folder", "")),
        )

    def _table(self, channel: str) -> Mapping[str, Any]:
        return Settings.model_validate(self.settings_tables).table_of(channel)

    def plugins(self) -> Sequence[PluginInfo]:
        return self.plugins_there

    def preferences(self, customer: str) -> SendingPreferences:
        return self.preferences_set.get(self._customer(customer).code, NO_PREFERENCES)

    def change(self, **changes: Any) -> None:
        """Put another status in place and tell the listeners, as the engine does."""
        self.status = replace(self.status, **changes)
        self.publish(StatusChanged())

    def publish(self, event: Event) -> None:
        """Tell every listener."""
        for listener in tuple(self.listeners):
            listener(event)

    def _standing(self) -> Standing:
        reaching = [d for d in self.dispatches if d.kind.reaches_customer]
        failed = (DispatchState.FAILED, DispatchState.UNKNOWN)
        return Standing(
            last={d.customer: LastSending(d.day, d.state, d.id) for d in reversed(reaching)},
            failed=frozenset(d.customer for d in self.dispatches if d.state in failed),
            excluded=lambda customer: self.preferences(customer.code).automatic is False,
            reachable=lambda customer: bool(customer.emails),
        )

    def _customer(self, code: str) -> Customer:
        found = self.ledger.customers.get(code)
        if found is None:
            raise UnknownName(say("There is no customer {code}.", code=code))
        return found

    def _answer(self, command: Command) -> object:
        answer = self.answers.get(type(command))
        if isinstance(answer, SollecitoError):
            raise answer
        if answer is not None:
            return answer(command) if callable(answer) else answer
        if isinstance(command, UndoDispatch):
            dispatch = self.dispatch(command.dispatch)
            return replace(dispatch, state=DispatchState.FAILED, taken_back_by="anna")
        return self._obey(command)

    def _obey(self, command: Command) -> object:
        match command:
            case SwitchAutomatic(enabled):
                self.change(automatic=enabled)
            case Pause(until):
                self.change(paused_until=until)
            case ConfirmLedger():
                self.change(doubts=())
            case SetPreferences(customer, preferences):
                self.preferences_set[customer] = preferences.over(self.preferences(customer))
            case ChangeSettings(changes):
                self.settings_tables = with_changes(self.settings_tables, changes)
            case SetPassword(name, password):
                self.passwords[name] = password
            case SendTestMessage() | TryMailbox():
                return TRIED[type(command)]
            case SendStatement(customers, channel):
                return self._send(customers, channel)
            case RunAutomaticSending(dry_run):
                return self._run(dry_run=dry_run)
            case _:
                pass
        return None

    def _send(self, customers: Sequence[str], channel: str) -> list[Dispatch]:
        kind = next(info.kind for info in self.status.channels if info.name == channel)
        sent = [fake_dispatch(self._customer(c), channel=channel, kind=kind) for c in customers]
        self._record(sent)
        return sent

    def _run(self, *, dry_run: bool) -> RunFinished:
        due = self.status.plan.due
        if not dry_run:
            self._record([fake_dispatch(d.customer, automatic=True) for d in due])
        finished = RunFinished(TODAY, sent=len(due))
        self.publish(finished)
        return finished

    def _record(self, dispatches: Sequence[Dispatch]) -> None:
        for dispatch in dispatches:
            self.dispatches.insert(0, dispatch)
            self.publish(DispatchRecorded(dispatch))
        self.change(recent=tuple(self.dispatches[:20]))
