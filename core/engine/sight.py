"""The firm as one answer sees it: taken once, so that nothing of another moment gets into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.balances import Balance
from core.domain.dispatches import LastSending
from core.domain.ledger import Ledger
from core.domain.parties import Customer, SendingPreferences
from core.domain.problems import Severity
from core.domain.statements import Statement, build_statement
from core.domain.wording import say
from core.engine.loading import LoadedLedger
from core.errors import LedgerUnusable, UnknownName
from core.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger in force and the newest reading: replaced together, never one by one."""

    loaded: LoadedLedger
    newest: LoadedLedger
    """Also when its ledger was not taken."""

    @property
    def ledger(self) -> Ledger:
        """Return the ledger in force."""
        return self.loaded.ledger

    def customer(self, code: str) -> Customer:
        """Return a customer by code."""
        try:
            return self.ledger.customers[code]
        except KeyError:
            raise UnknownName(
                say("There is no customer {code}.", code=code),
                say("Use the code as it stands in the customers table."),
            ) from None

    def statement(self, code: str, as_of: date) -> Statement:
        """Build a customer's statement, from a ledger that is whole."""
        if not self.loaded.whole:
            raise self._unusable()
        return build_statement(self.ledger, self.customer(code), as_of)

    def _unusable(self) -> LedgerUnusable:
        """Return the error that says which file keeps the ledger from being whole."""
        for problem in self.newest.problems:
            if problem.severity is Severity.FILE:
                return LedgerUnusable(problem.what, problem.hint)
        return LedgerUnusable(say("The ledger has not been read yet."))


@dataclass(frozen=True, slots=True)
class Sight:
    """What a plan, a page or a run is made from; whoever has one asks the firm for none of it."""

    today: date
    settings: Settings
    books: Books
    balances: Mapping[str, Mapping[str, Balance]]
    own: Mapping[str, SendingPreferences]
    """What a person has set in the program, by customer."""
    last: Mapping[str, LastSending]
    """Every customer's newest dispatch that may have arrived."""

    @property
    def ledger(self) -> Ledger:
        """Return the ledger in force."""
        return self.books.ledger

    def preferences(self, customer: Customer) -> SendingPreferences:
        """Return what holds for a customer: set in the program, else from its table."""
        own = self.own.get(customer.code)
        return customer.preferences if own is None else own.over(customer.preferences)
