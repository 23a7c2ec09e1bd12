"""The firm as the engine holds it: the settings and the ledger in force."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime

from core.channels import Channel
from core.domain.balances import Balance, build_balances
from core.domain.design import Design
from core.domain.dispatches import ChannelKind, Dispatch
from core.domain.events import LedgerReading
from core.domain.ledger import Ledger
from core.domain.parties import Customer, SendingPreferences
from core.domain.problems import CORRECT_THE_FILE, Problem, Severity
from core.domain.statements import Statement
from core.domain.wording import Text, say
from core.engine.invoices import Invoices
from core.engine.loading import LoadedLedger, Watch, load_ledger, stopped
from core.engine.parts import Parts
from core.engine.sight import Books, Sight
from core.errors import (
    FolderMissing,
    HistoryUnwritable,
    ReadingStopped,
    SettingsInvalid,
    SollecitoError,
    UnknownName,
)
from core.store.bounced import Bounced
from core.store.data_folder import MARKER, SETTINGS_FILE, firm_mark
from core.store.designs import read_design, read_logo
from core.store.mappings import read_mappings
from core.store.replies import Replies
from core.store.settings import Settings, read_settings

EMAIL = "email"
"""As a channel's name: whatever `[email] via` says."""


class Firm:
    """One open data folder. Only the engine's thread changes it."""

    def __init__(self, parts: Parts) -> None:
        """Read the settings, which must be right at the start; the ledger comes later."""
        self.parts = parts
        self.settings: Settings = read_settings(parts.folder / SETTINGS_FILE)
        self.settings_fault: SettingsInvalid | None = None
        self._letterhead: list[tuple[Design, bytes]] = []
        """At most one; another list whenever something changes, so that none of before gets in."""
        nothing = LoadedLedger(whole=False)
        self.books = Books(nothing, nothing)
        self._mapping_problems: tuple[Problem, ...] = ()
        self.away_since: datetime | None = None
        """Since when the folder cannot be reached, as far as was noticed; None: it is there."""
        self._seen: Sight | None = None
        self.mailbox_fault: Text | None = None
        """Why what came back cannot be read; found when the mailbox was asked last."""
        self.copy_fault: Text | None = None
        """Why copies of what was sent do not lie in the mailbox; the e-mail left all the same."""
        self._mark = ""
        self.receipt_faults: dict[str, Text | None] = {}
        self.put_off: list[Dispatch] = []
        """Recorded for recipients that were put off; `SecondTries` takes them up."""
        """By channel: why its receipts cannot be read or kept; found when it was asked last."""
        self._balances: tuple[Ledger, date, Mapping[str, Mapping[str, Balance]]] | None = None
        self.bounced = Bounced(parts.history)
        self.invoices = Invoices(parts.folder)
        self.replies = Replies(parts.history)
        self.last_mail_at: dict[str, datetime] = {}
        """By the table of the mail server."""
        self.stop_reading = threading.Event()
        """Set from any thread: the reading under way ends, and the ledger of before stays."""
        self.stopping = threading.Event()
        """Set from any thread: the run under way ends after the dispatch in hand."""

    @property
    def ledger(self) -> Ledger:
        """Return the ledger in force."""
        return self.books.ledger

    @property
    def loaded(self) -> LoadedLedger:
        """Return the reading whose ledger is in force."""
        return self.books.loaded

    @property
    def newest(self) -> LoadedLedger:
        """Return the newest reading, also when its ledger was not taken."""
        return self.books.newest

    @property
    def folder_present(self) -> bool:
        """Whether the folder was there when it was looked at last."""
        return self.away_since is None

    @property
    def mark(self) -> str:
        """Return what tells this firm from every other; once known, it stays."""
        self._mark = self._mark or firm_mark(self.parts.folder)
        return self._mark

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what the newest readings of settings, ledger and history found."""
        return (
            *self._settings_problems(),
            *self._mapping_problems,
            *self.newest.problems,
            *self.parts.history.problems(),
        )

    def reload_settings(self) -> bool:
        """Read the settings again; wrong ones leave the last good ones in force.

        A folder that is away is no fault of theirs: they stay as they are.
        """
        if not (self.parts.folder / MARKER).is_file():
            return self.settings_fault is None
        try:
            self.settings = read_settings(self.parts.folder / SETTINGS_FILE)
        except SettingsInvalid as error:
            self.settings_fault = error
        else:
            self.settings_fault = None
        self._letterhead = []
        with suppress(SollecitoError):
            # Known then as well while the folder is away; what is wrong is told by who draws.
            self.letterhead()
        return self.settings_fault is None

    def reload_ledger(self, tell: Watch = lambda _: None) -> bool:
        """Read the ledger again: the new one replaces the old one whole, or not at all.

        `tell` hears how far a long reading is.
        """
        mappings, self._mapping_problems = read_mappings(self.parts.folder)

        def watch(reading: LedgerReading) -> None:
            if self.stop_reading.is_set():
                raise ReadingStopped(say("The reading of the ledger was stopped."))
            tell(reading)

        readers = self.parts.plugins.readers()
        try:
            newest = load_ledger(self.parts.folder, readers, mappings, watch)
        except ReadingStopped:
            newest = stopped(self.newest)
        except FolderMissing:
            self.away_since = self.away_since or self.parts.clock.now()
            raise
        self.away_since = None
        taken = newest.whole or not self.loaded.whole
        self.books = Books(newest if taken else self.loaded, newest)
        return newest.whole

    def sight(self) -> Sight:
        """Return the firm as it is at this moment; any thread may ask."""
        parts = self.parts
        while True:
            books, settings, today = self.books, self.settings, parts.clock.today()
            with parts.history.at_rest():
                own, last = parts.preferences.all(), parts.history.last_sendings()
            # In force before and after the history was read, so meanwhile, too.
            if self.books is books and self.settings is settings:
                balances = self._balances_of(books.ledger, today)
                self._seen = seen = Sight(today, settings, books, balances, own, last)
                return seen

    def sight_to_show(self) -> Sight:
        """Return the firm as it is, else as it was seen last: to be shown, never to send by."""
        try:
            return self.sight()
        except HistoryUnwritable:
            if self._seen is None:
                raise
            return self._seen

    def letterhead(self) -> tuple[Design, bytes]:
        """Return the firm's design and logo, read once until something changes."""
        known = self._letterhead
        if not known:
            folder = self.parts.folder
            design = read_design(folder, self.settings.statement.design)
            logo = read_logo(folder, design, self.settings.company.to_domain())
            known.append((design, logo))
        return known[0]

    def customer(self, code: str) -> Customer:
        """Return a customer by code."""
        return self.books.customer(code)

    def preferences(self, customer: Customer) -> SendingPreferences:
        """Return what holds for a customer: set in the program, else from its table."""
        return self.parts.preferences.get(customer.code).over(customer.preferences)

    def language_of(self, customer: Customer) -> str:
        """Return the language a customer is written to in."""
        return self.preferences(customer).language or self.settings.statement.language

    def statement(self, code: str, as_of: date | None = None) -> Statement:
        """Build a customer's statement, from a ledger that is whole."""
        return self.books.statement(code, as_of or self.parts.clock.today())

    def channel(self, name: str) -> Channel:
        """Return a channel by name; `email` is the one that the settings say."""
        channels = self.parts.plugins.channels()
        wanted = self.settings.email.via if name == EMAIL else name
        if wanted not in channels:
            off = self.parts.plugins.switched_off(wanted)
            if off is not None:
                raise UnknownName(
                    say("“{channel}” is switched off in [plugins] off.", channel=off),
                    say("Switch it on again, or choose another road."),
                )
            raise UnknownName(
                say("There is no channel “{name}” here.", name=wanted),
                say("Possible here: {names}.", names=", ".join(sorted(channels))),
            )
        return channels[wanted]

    def recipients(self, customer: Customer, channel: Channel) -> tuple[str, ...]:
        """Return where a channel reaches a customer: its own addresses, else the table's."""
        return reached_at(customer, self.preferences(customer), channel)

    def _settings_problems(self) -> tuple[Problem, ...]:
        fault = self.settings_fault
        if fault is None:
            return ()
        hint = fault.hint or CORRECT_THE_FILE
        return (Problem(SETTINGS_FILE, fault.title, hint, Severity.ROW),)

    def _balances_of(self, ledger: Ledger, today: date) -> Mapping[str, Mapping[str, Balance]]:
        """Return every customer's balances as of today, worked out once a ledger and day."""
        known = self._balances
        # The ledger itself is kept: by its id another one could be taken for it.
        if known is None or known[0] is not ledger or known[1] != today:
            found = {code: build_balances(ledger, code, today) for code in ledger.customers}
            known = self._balances = (ledger, today, found)
        return known[2]


def reached_at(
    customer: Customer, preferences: SendingPreferences, channel: Channel
) -> tuple[str, ...]:
    """Return where a channel reaches a customer whose preferences are known."""
    own = preferences.addresses
    if own is not None and channel.kind is ChannelKind.EMAIL:
        return own
    if preferences.pec is not None and channel.kind is ChannelKind.PEC:
        return (preferences.pec,) if preferences.pec else ()
    return channel.address(customer)
