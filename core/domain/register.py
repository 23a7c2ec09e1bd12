"""Who is who among customers and documents: what a file may be mistaken for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from core.domain.document_names import Tokens, known_dates, runs_of, tokens_of, years_in
from core.domain.ledger import ItemKind, Ledger
from core.domain.named_customers import NamedCustomers
from core.domain.parties import Company, Customer

_VAT_DIGITS = 8
"""Shorter numbers stand on every invoice for something else."""
_LEGAL_FORMS = (("s", "r", "l"), ("s", "p", "a"), ("s", "n", "c"), ("s", "a", "s"))
_LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An open invoice whose own file could go with the statement."""

    number: str
    dated: date
    due_date: date | None
    kind: ItemKind = ItemKind.INVOICE


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a file lies below the folder of the invoices, and what its name says."""

    path: str
    """With forward slashes."""
    folders: tuple[str, ...]
    name: Tokens


def place_of(path: str) -> FilePlace:
    """Return a file's place by its path with forward slashes."""
    *folders, file = path.split("/")
    return FilePlace(path, tuple(folders), tokens_of(file.rpartition(".")[0]))


class Owner(Enum):
    """Whose a folder is, by its name."""

    OURS = auto()
    ANOTHERS = auto()
    NOBODYS = auto()


class Register:
    """All customers and documents of a ledger, to be looked up by what files are called."""

    def __init__(self, ledger: Ledger, company: Company) -> None:
        """Look at everything once."""
        self._customers = ledger.customers
        self._company = _words_of(company.name)
        self._documents: defaultdict[Tokens, set[tuple[str, ItemKind, date]]] = defaultdict(set)
        for code, account in ledger.accounts.items():
            for item in account.items:
                key = tokens_of(item.number)
                self._documents[key].add((code, item.kind, item.document_date))
        self.series = frozenset(word for key in self._documents for word in key if word.isalpha())
        """The letters in the firm's own numbers: `ft` of `FT-12`."""
        self._codes = {code.casefold(): code for code in ledger.customers}
        self._names = _by(ledger.customers, lambda one: [squeezed(one.name)])
        self._numbers = _by(ledger.customers, tax_numbers)
        self._named = NamedCustomers(ledger.customers)
        self.company = company.name
        self._own = tax_numbers(Customer("", company.name, vat_number=company.vat_number))
        self._ourselves: set[str] = set()
        for number in self._own:
            self._ourselves |= self._numbers.pop(number, frozenset())

    def claims(self, place: FilePlace) -> Iterator[tuple[str, Tokens, ItemKind, date]]:
        """Yield every document whose number stands in a file's name."""
        for run in set(runs_of(place.name, _LONGEST_NUMBER)):
            for customer, kind, day in self._documents.get(run, ()):
                yield customer, run, kind, day

    def known(self, customer: str, day: date) -> tuple[Tokens, ...]:
        """Return what the name of a customer's file may say beside the document's number."""
        found = self._customers[customer]
        own = (found.code, found.vat_number, found.tax_code)
        written = tuple(tokens for tokens in map(tokens_of, own) if tokens)
        names = (*_words_of(found.name), *self._company, *_LEGAL_FORMS)
        # A customer called like a series: `A-5` may be invoice A/5, and not A's invoice 5.
        own_runs = (run for run in (*written, *names) if len(run) > 1 or run[0] not in self.series)
        return (*own_runs, *known_dates(day))

    def owner(self, folder: str, customer: Customer, day: date) -> Owner:
        """Return whose a folder is; a year of the document's is nobody's, be it a code, too."""
        year = years_in(folder) == {day.year} and folder.isdecimal()
        by_code = self._codes.get(folder.casefold())
        if by_code is not None and not year:
            return Owner.OURS if by_code == customer.code else Owner.ANOTHERS
        by_name = self._names.get(squeezed(folder), frozenset())
        if by_name:
            return Owner.OURS if by_name == {customer.code} else Owner.ANOTHERS
        return Owner.NOBODYS

    def telling_numbers(self, customer: Customer) -> list[str]:
        """Return a customer's numbers that do not stand on every invoice of the firm's."""
        return [one for one in tax_numbers(customer) if one not in self._own]

    def others_numbered(self, text: str, customer: Customer) -> bool:
        """Whether another customer's VAT number or tax code stands in a text."""
        own = frozenset(tax_numbers(customer))
        found = {_bare(one) for one in re.findall(r"[A-Z0-9]{8,}", text.upper())}
        found.update(_grouped(text))
        return any(
            customer.code not in self._numbers[number]
            for number in found - own
            if number in self._numbers
        )

    def another_named(self, text: str, customer: Customer) -> str:
        """Return the name of another customer that stands in a text, or nothing.

        The firm itself and whoever has the customer's own tax number are no others.
        """
        own = (code for one in tax_numbers(customer) for code in self._numbers.get(one, ()))
        known = (customer.code, *own, *self._ourselves)
        code = self._named.others(text, (customer.name, self.company), known)
        return self._customers[code].name if code else ""

    def longer_names(self, customer: Customer) -> list[str]:
        """Return the names of other customers that have this one's in them."""
        own = squeezed(customer.name)
        codes = (self._names[name] for name in self._names if own in name and name != own)
        return [self._customers[code].name for found in codes for code in found]

    def has_namesake(self, customer: Customer) -> bool:
        """Whether another customer is called the same."""
        return len(self._names.get(squeezed(customer.name), ())) > 1


def tax_numbers(customer: Customer) -> list[str]:
    """Return what identifies a customer to the tax office, without the country before it."""
    written = (_bare(one) for one in (customer.vat_number, customer.tax_code))
    return [one for one in written if len(one) >= _VAT_DIGITS]


def squeezed(text: str) -> str:
    """Return a name without spaces, points and accents: `Rossi S.r.l.` is `Rossi SRL`."""
    return "".join(tokens_of(text))


def _bare(number: str) -> str:
    plain = re.sub(r"[^A-Z0-9]", "", number.upper())
    return plain[2:] if re.fullmatch(r"[A-Z]{2}\d{8,12}", plain) else plain


def _grouped(text: str) -> Iterator[str]:
    """Yield the numbers that are written in groups: `02345 670 159`."""
    for run in re.findall(r"\d+(?:[ .]\d+)+", text):
        groups = re.split(r"[ .]", run)
        for start in range(len(groups)):
            written = ""
            for group in groups[start:]:
                written += group
                if len(written) >= _VAT_DIGITS:
                    yield written


def _words_of(name: str) -> tuple[Tokens, ...]:
    """Return a name and each of its words; a figure in it says nothing by itself."""
    tokens = tokens_of(name)
    words = tuple((one,) for one in tokens if len(one) > 1 and not one.isdecimal())
    return (tokens, *words) if tokens else ()


def _by(
    customers: Mapping[str, Customer], keys: Callable[[Customer], Iterable[str]]
) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, customer in customers.items():
        for key in keys(customer):
            if key:
                found[key].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}
