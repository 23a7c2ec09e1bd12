"""What every front end may ask and say: icon, menu, pages and commands see no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any, Protocol

from core.domain.commands import Command
from core.domain.covering_letter import CoveringLetter
from core.domain.customer_list import CustomerPage, CustomerQuery
from core.domain.dispatch_list import DispatchPage, DispatchQuery
from core.domain.dispatches import Dispatch
from core.domain.events import Event
from core.domain.forecast import DayAhead
from core.domain.parties import Customer, SendingPreferences
from core.domain.planning import Candidate
from core.domain.replies import Reply
from core.domain.statements import Statement
from core.drawing import Document
from core.engine.invoices import Enclosed
from core.engine.loading import Rows
from core.engine.settings_view import SettingsView
from core.engine.status import Status
from core.plugin_border import PluginInfo

Listener = Callable[[Event], None]


class Office(Protocol):
    """The firm as a front end sees it. Every method may be called from any thread."""

    @property
    def status(self) -> Status:
        """Return the newest snapshot."""

    def post(self, command: Command) -> Future[Any]:
        """Hand a command to the engine's thread; the future holds its answer or error.

        `SendStatement` answers with the recorded dispatches, `RunAutomaticSending` and
        `CheckDate` with `RunFinished` or None.
        """

    def subscribe(self, listener: Listener) -> None:
        """Hear of every event, on the engine's thread; a listener must return at once."""

    def statement(self, customer: str, as_of: date | None = None) -> Statement:
        """Build a customer's statement, as of today if no date is given."""

    def draw(self, customer: str, as_of: date | None = None) -> Document:
        """Draw a customer's statement in its own language and the firm's design."""

    def draw_draft(self, name: str, text: str, lines: int) -> Document:
        """Draw a statement of about so many lines with a design that is not saved yet."""

    def unknown_tables(self) -> Mapping[str, Rows]:
        """Return the first rows of each table whose headings nobody knows, by its name."""

    def search(self, text: str, limit: int = 20) -> Sequence[Customer]:
        """Return customers whose code, name or address contains the words."""

    def letter(self, customer: str, as_of: date | None = None) -> CoveringLetter:
        """Write the covering letter that goes with a customer's statement."""

    def customers(self, query: CustomerQuery) -> CustomerPage:
        """Return one page of the list of customers: searched, filtered and sorted."""

    def history(self, customer: str | None = None, limit: int = 200) -> Sequence[Dispatch]:
        """Return dispatches, newest first."""

    def dispatch(self, dispatch: str) -> Dispatch:
        """Return one dispatch of the history by its id."""

    def dispatch_page(self, query: DispatchQuery) -> DispatchPage:
        """Return one page of the history: the dispatches that are looked for."""

    def replies(self, dispatch: str = "") -> Sequence[Reply]:
        """Return what customers answered to a dispatch, or to all, the newest first."""

    def sent_pdf(self, dispatch: str) -> bytes:
        """Return the very PDF that was sent; an error says if it is gone or was changed."""

    def candidate(self, customer: str) -> Candidate:
        """Return a customer as today's plan sees it: its road, and those passed over."""

    def refused_pec(self, customer: str) -> str:
        """Return the customer's PEC address if a receipt has called it an ordinary one; or ""."""

    def enclosed(self, customer: str, channel: str, as_of: date | None = None) -> Enclosed:
        """Say which open invoices would go with a customer's statement, and why not others."""

    def proof(self, dispatch: str, number: int) -> bytes:
        """Return what certifies a dispatch, as it came; an error says if it is gone or changed."""

    def evidence(self, customer: str) -> bytes:
        """Return a ZIP of all that was sent to a customer and came of it."""

    def plan_ahead(self, days: int = 14) -> Sequence[DayAhead]:
        """Plan today and the days after it, each as if those before had been carried out."""

    def settings(self) -> SettingsView:
        """Return the settings in force."""

    def plugins(self) -> Sequence[PluginInfo]:
        """Return every plugin there is, whether it works or not."""

    def preferences(self, customer: str) -> SendingPreferences:
        """Return the customer's preferences: set in the program, else from its table."""
