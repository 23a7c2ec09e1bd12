"""The list of customers: searched, filtered, sorted and cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from unicodedata import combining, normalize

from core.domain.balances import Balance
from core.domain.dispatches import LastSending
from core.domain.money import ZERO
from core.domain.parties import Customer

PAGE_SIZE = 50


class CustomerSort(StrEnum):
    """What the list is sorted by."""

    NAME = "name"
    OUTSTANDING = "outstanding"
    OVERDUE = "overdue"
    OLDEST_DUE = "oldest"
    LAST_SENDING = "last"


class CustomerFilter(StrEnum):
    """Which customers the list shows."""

    ALL = "all"
    OVERDUE = "overdue"
    OWING = "owing"
    EXCLUDED = "excluded"
    NO_ADDRESS = "no-address"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """What a person wants to see of the list."""

    text: str = ""
    show: CustomerFilter = CustomerFilter.ALL
    sort: CustomerSort = CustomerSort.NAME
    descending: bool = False
    page: int = 1
    size: int = PAGE_SIZE
    """Customers a page; 0: all of them."""


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """What the list knows of a customer as long as the ledger and the day are the same."""

    customer: Customer
    balances: tuple[Balance, ...]
    """One a currency with anything open, EUR first."""
    words: str
    """Everything that a search looks into, in small letters without accents."""
    oldest_due: date | None
    """Of what is overdue or yet to fall due, in any currency."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the list knows of all customers' sendings, by code; it changes during the day."""

    last: Mapping[str, LastSending]
    failed: frozenset[str]
    """Customers whose sending failed lately, or whose outcome nobody knows."""
    excluded: Callable[[Customer], bool]
    """Whether nothing goes to a customer by itself."""
    reachable: Callable[[Customer], bool]
    """Whether the channel of automatic sending has an address for a customer."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the list."""

    customer: Customer
    balances: tuple[Balance, ...]
    oldest_due: date | None
    last: LastSending | None
    excluded: bool
    reachable: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list."""

    rows: tuple[CustomerRow, ...]
    found: int
    """Customers on all pages together."""
    page: int
    pages: int
    total: int
    """Customers of the ledger, found or not."""


class CustomerIndex:
    """The customers of one ledger on one day, each order worked out once."""

    def __init__(self, entries: Iterable[CustomerEntry]) -> None:
        """Put the entries in the order of their names."""
        self._entries = sorted(entries, key=_by_name)
        self._orders: dict[CustomerSort, Sequence[CustomerEntry]] = {
            CustomerSort.NAME: self._entries
        }

    def page(self, query: CustomerQuery, standing: Standing) -> CustomerPage:
        """Return the page that is wanted; past the end, the last one."""
        ordered = self._ordered(query, standing)
        found = list(_matching(ordered, query, standing))
        size = query.size or max(1, len(found))
        pages = max(1, -(-len(found) // size))
        page = min(max(1, query.page), pages)
        shown = found[(page - 1) * size : page * size]
        rows = tuple(_row(entry, standing) for entry in shown)
        return CustomerPage(rows, len(found), page, pages, len(self._entries))

    def _ordered(self, query: CustomerQuery, standing: Standing) -> Iterable[CustomerEntry]:
        if query.sort is CustomerSort.LAST_SENDING:
            return _by_last_sending(self._entries, standing.last, descending=query.descending)
        if query.sort not in self._orders:
            self._orders[query.sort] = _sorted(self._entries, query.sort)
        order = self._orders[query.sort]
        if query.sort is CustomerSort.OLDEST_DUE and query.descending:
            # Who has nothing open stays at the end, whichever way the dates run.
            return _with_last(reversed(order), lambda entry: entry.oldest_due is None)
        return reversed(order) if query.descending else order


def build_entry(customer: Customer, balances: Iterable[Balance]) -> CustomerEntry:
    """Return what the list knows of a customer from the ledger alone."""
    owed = [b for b in balances if b.outstanding or b.open_items or b.credits]
    owed.sort(key=lambda balance: (balance.currency != "EUR", balance.currency))
    emails = " ".join(customer.emails)
    words = f"{customer.code} {customer.name} {customer.city} {customer.vat_number} {emails}"
    oldest = min((b.oldest_due for b in owed if b.oldest_due is not None), default=None)
    return CustomerEntry(customer, tuple(owed), _plain(words), oldest)


def _matching(
    entries: Iterable[CustomerEntry], query: CustomerQuery, standing: Standing
) -> Iterator[CustomerEntry]:
    words = _plain(query.text).split()
    shown = _FILTERS[query.show]
    for entry in entries:
        if all(word in entry.words for word in words) and shown(entry, standing):
            yield entry


_FILTERS: Mapping[CustomerFilter, Callable[[CustomerEntry, Standing], bool]] = {
    CustomerFilter.ALL: lambda _entry, _standing: True,
    CustomerFilter.OVERDUE: lambda entry, _: any(b.overdue_net > ZERO for b in entry.balances),
    CustomerFilter.OWING: lambda entry, _: any(b.outstanding > ZERO for b in entry.balances),
    CustomerFilter.EXCLUDED: lambda entry, now: now.excluded(entry.customer),
    CustomerFilter.NO_ADDRESS: lambda entry, now: not now.reachable(entry.customer),
    CustomerFilter.FAILED: lambda entry, now: entry.customer.code in now.failed,
}


def _row(entry: CustomerEntry, standing: Standing) -> CustomerRow:
    customer = entry.customer
    return CustomerRow(
        customer,
        entry.balances,
        entry.oldest_due,
        standing.last.get(customer.code),
        standing.excluded(customer),
        standing.reachable(customer),
        customer.code in standing.failed,
    )


def _sorted(entries: Sequence[CustomerEntry], sort: CustomerSort) -> Sequence[CustomerEntry]:
    if sort is CustomerSort.OLDEST_DUE:
        return sorted(entries, key=lambda entry: entry.oldest_due or date.max)
    # Currencies are never added nor measured against each other: the first one decides,
    # those who owe nothing in it come by the next.
    currencies = sorted(
        {balance.currency for entry in entries for balance in entry.balances},
        key=lambda name: (name != "EUR", name),
    )
    return sorted(entries, key=lambda entry: _amounts(entry, sort, currencies))


def _amounts(
    entry: CustomerEntry, sort: CustomerSort, currencies: Iterable[str]
) -> tuple[Decimal, ...]:
    own = {
        b.currency: b.outstanding if sort is CustomerSort.OUTSTANDING else b.overdue_net
        for b in entry.balances
    }
    return tuple(own.get(currency, ZERO) for currency in currencies)


def _by_last_sending(
    entries: Sequence[CustomerEntry], last: Mapping[str, LastSending], *, descending: bool
) -> Iterable[CustomerEntry]:
    written_to = [entry for entry in entries if entry.customer.code in last]
    written_to.sort(key=lambda entry: last[entry.customer.code].day, reverse=descending)
    return (*written_to, *(entry for entry in entries if entry.customer.code not in last))


def _with_last(
    entries: Iterable[CustomerEntry], is_last: Callable[[CustomerEntry], bool]
) -> Iterable[CustomerEntry]:
    ordered = tuple(entries)
    first = (entry for entry in ordered if not is_last(entry))
    return (*first, *(entry for entry in ordered if is_last(entry)))


def _by_name(entry: CustomerEntry) -> tuple[str, str]:
    return (_plain(entry.customer.name), entry.customer.code)


def _plain(text: str) -> str:
    """Return a text in small letters without accents, as people type it in a hurry."""
    if text.isascii():
        return text.lower()
    letters = normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not combining(letter))
