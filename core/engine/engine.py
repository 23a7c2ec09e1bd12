"""The engine: one thread that owns the firm, and the office that front ends see."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from typing import Any

from core.domain.commands import (
    CheckDate,
    Command,
    FollowSendings,
    LookAhead,
    Pause,
    StopReading,
    StopRun,
    SwitchAutomatic,
)
from core.domain.covering_letter import CoveringLetter
from core.domain.customer_list import CustomerPage, CustomerQuery
from core.domain.dispatch_list import DispatchPage, DispatchQuery
from core.domain.dispatches import Dispatch
from core.domain.events import (
    DispatchRecorded,
    Event,
    LedgerReading,
    RunStarted,
    StatusChanged,
)
from core.domain.forecast import DayAhead
from core.domain.parties import Customer, SendingPreferences
from core.domain.planning import Candidate
from core.domain.replies import Reply
from core.domain.statements import Statement
from core.drawing import Document
from core.engine.attaching import look_at_enclosed
from core.engine.bus import Bus
from core.engine.candidates import candidate_of
from core.engine.customers import CustomerList
from core.engine.days_ahead import DaysAhead
from core.engine.designing import draw_draft
from core.engine.firm import Firm
from core.engine.gathering import gather_evidence
from core.engine.handlers import Handlers
from core.engine.invoices import Enclosed
from core.engine.loading import Rows
from core.engine.office import Listener
from core.engine.parts import Parts
from core.engine.pec_again import refused_pec
from core.engine.proofs import read_proof
from core.engine.rendering import draw_statement, write_letter
from core.engine.sent_document import read_sent
from core.engine.serving import road_channels
from core.engine.settings_view import SettingsView, look_at_settings
from core.engine.snapshot import build_status, with_progress
from core.engine.status import Status
from core.errors import HistoryUnwritable, SollecitoError
from core.evidence.writing import zip_of
from core.pdf_pages import picture_of
from core.plugin_border import PluginInfo

log = logging.getLogger(__name__)


class Engine:
    """Carries out commands one at a time and publishes what happened."""

    def __init__(self, parts: Parts) -> None:
        """Open the firm; its ledger is read by the first `ReloadLedger`."""
        self.firm = Firm(parts)
        self._bus = Bus(self._handle)
        self._handlers = Handlers(self.firm, self._publish)
        self._status: Status | None = None
        self._live = False
        self._is_ready = False
        self._days_ahead = DaysAhead(self.firm)
        self._customers = CustomerList(self.firm)

    def start(self) -> None:
        """Work on a thread of its own from now on, with a snapshot always at hand."""
        self._status = build_status(self.firm)
        self._live = True
        self._bus.start()

    def stop(self) -> None:
        """End the run under way after the dispatch in hand, then the thread."""
        self.firm.stopping.set()
        self.firm.stop_reading.set()
        self._bus.stop()
        self.firm.parts.history.close()

    @property
    def status(self) -> Status:
        """Return the newest snapshot."""
        if self._status is None:
            self._status = build_status(self.firm)
        return self._status

    def post(self, command: Command) -> Future[Any]:
        """Hand a command to the engine's thread."""
        if isinstance(command, Pause | StopRun | SwitchAutomatic):
            # The run under way is not waited for: it ends after the dispatch in hand.
            self.firm.stopping.set()
        if isinstance(command, StopReading):
            self.firm.stop_reading.set()
        return self._bus.post(command)

    def subscribe(self, listener: Listener) -> None:
        """Hear of every event, on the engine's thread."""
        self._bus.subscribe(listener)

    def statement(self, customer: str, as_of: date | None = None) -> Statement:
        """Build a customer's statement, as of today if no date is given."""
        return self.firm.statement(customer, as_of)

    def draw(self, customer: str, as_of: date | None = None) -> Document:
        """Draw a customer's statement in its own language and the firm's design."""
        statement = self.firm.statement(customer, as_of)
        usual = self.firm.settings.statement.language
        language = self.preferences(customer).language or usual
        return draw_statement(self.firm, statement, language=language)

    def draw_draft(self, name: str, text: str, lines: int) -> Document:
        """Draw a sample statement with a design that is not saved yet."""
        return draw_draft(self.firm, name, text, lines)

    def unknown_tables(self) -> Mapping[str, Rows]:
        """Return the first rows of each table whose headings nobody knows, by its name."""
        return self.firm.newest.unknown

    def search(self, text: str, limit: int = 20) -> Sequence[Customer]:
        """Return customers whose code, name or place contains all of the words."""
        found = self.customers(CustomerQuery(text, size=limit))
        return [row.customer for row in found.rows]

    def letter(self, customer: str, as_of: date | None = None) -> CoveringLetter:
        """Write the covering letter that goes with a customer's statement."""
        return write_letter(self.firm, self.firm.statement(customer, as_of))

    def customers(self, query: CustomerQuery) -> CustomerPage:
        """Return one page of the list of customers: searched, filtered and sorted."""
        return self._customers.page(query)

    def history(self, customer: str | None = None, limit: int = 200) -> Sequence[Dispatch]:
        """Return dispatches, newest first."""
        return self.firm.parts.history.newest(customer, limit)

    def dispatch(self, dispatch: str) -> Dispatch:
        """Return one dispatch of the history by its id."""
        return self.firm.parts.history.get(dispatch)

    def dispatch_page(self, query: DispatchQuery) -> DispatchPage:
        """Return one page of the history: the dispatches that are looked for."""
        return self.firm.parts.history.page(query)

    def replies(self, dispatch: str = "") -> Sequence[Reply]:
        """Return what customers answered to a dispatch, or to all, the newest first."""
        found = self.firm.replies
        return found.of_dispatch(dispatch) if dispatch else found.all()

    def sent_pdf(self, dispatch: str) -> bytes:
        """Return the very PDF that was sent; an error says if it is gone or was changed."""
        return read_sent(self.firm, dispatch)

    def candidate(self, customer: str) -> Candidate:
        """Return a customer as today's plan sees it: its road, and those passed over."""
        return candidate_of(self.firm, customer)

    def refused_pec(self, customer: str) -> str:
        """Return the customer's PEC address if a receipt has called it an ordinary one."""
        return refused_pec(self.firm, customer)

    def enclosed(self, customer: str, channel: str, as_of: date | None = None) -> Enclosed:
        """Say which open invoices would go with a customer's statement, and why not others."""
        return look_at_enclosed(self.firm, customer, channel, as_of)

    def proof(self, dispatch: str, number: int) -> bytes:
        """Return what certifies a dispatch, as it came; an error says if it is gone or changed."""
        return read_proof(self.firm, dispatch, number)

    def evidence(self, customer: str) -> bytes:
        """Return a ZIP of all that was sent to a customer and came of it."""
        return zip_of(gather_evidence(self.firm, customer).files)

    def plan_ahead(self, days: int = 14) -> Sequence[DayAhead]:
        """Plan today and the days after it, each as if those before had been carried out."""
        if self._live:
            return self._days_ahead.of_late(self.status, days)
        return self._days_ahead.of(self.status, days)

    def settings(self) -> SettingsView:
        """Return the settings in force."""
        return look_at_settings(self.firm)

    def plugins(self) -> Sequence[PluginInfo]:
        """Return every plugin there is, whether it works or not."""
        return self.firm.parts.plugins.report()

    def preferences(self, customer: str) -> SendingPreferences:
        """Return the customer's preferences: set in the program, else from its table."""
        known = self.firm.customer(customer)
        try:
            return self.firm.preferences(known)
        except HistoryUnwritable:
            return self.firm.sight_to_show().preferences(known)

    def _handle(self, command: Command) -> object:
        if isinstance(command, LookAhead):
            self._look_ahead()
            return None
        try:
            answer = self._handlers.handle(command)
        except BaseException:
            self._look_again()
            raise
        # A tick of the clock that led to nothing is no news, except at midnight or when the
        # usual road was closed or opened: somebody closed or opened Outlook.
        ticks = isinstance(command, CheckDate | FollowSendings)
        if not ticks or answer or self._is_outdated():
            self._look_again()
        return answer

    def _is_outdated(self) -> bool:
        status = self._status
        if status is None or status.day != self.firm.parts.clock.today():
            return True
        if not status.folder_present:
            # The watcher may not have seen that the folder was away for a moment.
            return True
        shown = {channel.name: channel.fault for channel in status.channels}
        taken = road_channels(self.firm)
        return any(name in shown and shown[name] != fault for name, fault in taken.items())

    def _look_again(self) -> None:
        """Make a new snapshot now if front ends look on, else when somebody asks."""
        if not self._live:
            self._show(None)
            return
        try:
            status = build_status(self.firm)
        except SollecitoError as error:
            # The share went away in between: what was last known stays, with the reason.
            log.warning("no new snapshot: %s", error)
            away = not self.firm.parts.folder.is_dir()
            attention = () if away else (error.title,)
            since = self.status.away_since or self.firm.away_since or self.firm.parts.clock.now()
            known = replace(self.status, folder_present=False, away_since=since)
            status = replace(known, attention=attention)
        self._show(status)
        # Behind what is already asked for: with 50,000 customers it takes a second.
        self._bus.post(LookAhead())

    def _look_ahead(self) -> None:
        if self._days_ahead.renew(self.status):
            self._customers.page(CustomerQuery(size=1))
            self._bus.publish(StatusChanged())
            self._make_ready()

    def _make_ready(self) -> None:
        """Draw one statement before somebody asks: the first loads fonts and libraries."""
        debtors = self.status.most_overdue
        if self._is_ready or not debtors:
            return
        self._is_ready = True
        try:
            picture_of(self.draw(debtors[0].customer.code).pdf, 1, scale=0.1)
        except SollecitoError as error:
            log.info("no statement can be drawn yet: %s", error)

    def _publish(self, event: Event) -> None:
        if isinstance(event, LedgerReading):
            if self._status:
                self._show(replace(self._status, reading=event))
        elif isinstance(event, RunStarted):
            self._show(with_progress(self.status, 0, event.due))
        elif isinstance(event, DispatchRecorded) and self._status and self._status.working:
            self._show(with_progress(self._status, self._status.done + 1, self._status.total))
        self._bus.publish(event)

    def _show(self, status: Status | None) -> None:
        """Put a snapshot in force; None: it is made for the next who asks."""
        self._status = status
        self._bus.publish(StatusChanged())
