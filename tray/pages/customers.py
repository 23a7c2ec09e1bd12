"""The list of customers: searched while typing, filtered and sorted, all of it in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.customer_list import (
    CustomerFilter,
    CustomerQuery,
    CustomerRow,
    CustomerSort,
)
from core.domain.wording import Text, say
from core.errors import UnknownName
from tray.pages.desk import desk_of
from tray.pages.export import FORMS, Cell, Column, Export, export_response
from tray.pages.nav import NavEntry

NAV = NavEntry(say("Customers"), "/customers", 30)
ADDRESS = "/customers"
_LONGEST_TEXT = 100
_LAST_PAGE = 100_000

FILTERS = {
    CustomerFilter.ALL: say("All customers"),
    CustomerFilter.OVERDUE: say("With something overdue"),
    CustomerFilter.OWING: say("Who owe something"),
    CustomerFilter.EXCLUDED: say("Left out of automatic sending"),
    CustomerFilter.NO_ADDRESS: say("Without an address"),
    CustomerFilter.FAILED: say("Whose sending failed or is unclear"),
}
_FALLING_FIRST = (CustomerSort.OUTSTANDING, CustomerSort.OVERDUE, CustomerSort.LAST_SENDING)
"""What a person wants to see the most of is sorted downwards by the first press."""
_COLUMNS = (
    Column(say("Code"), 12),
    Column(say("Customer"), 36),
    Column(say("City"), 20),
    Column(say("E-mail"), 36),
    Column(say("Currency"), 8),
    Column(say("Outstanding"), 14),
    Column(say("Overdue"), 14),
    Column(say("Oldest due date"), 14),
    Column(say("Last sending"), 14),
)

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading, which sorts the list."""

    label: Text
    address: str
    sorted: str
    """`ascending`, `descending`, or empty: what `aria-sort` says."""
    figure: bool


def customers(request: Request) -> Response:
    """Show one page of the list."""
    desk = desk_of(request)
    query = query_in(request)
    return desk.page(
        request,
        "customers.html",
        query=query,
        list=desk.office.customers(query),
        filters=FILTERS,
        headings=_headings(query),
        address_of=lambda page: address_of(query, page=page),
        exports={form: address_of(query, form=form) for form in FORMS},
    )


def export(request: Request) -> Response:
    """Give the whole list as it is filtered and sorted."""
    form = request.path_params["form"]
    if form not in FORMS:
        raise UnknownName(say("There is no such page."))
    desk = desk_of(request)
    query = query_in(request)
    everything = CustomerQuery(query.text, query.show, query.sort, query.descending, size=0)
    rows = desk.office.customers(everything).rows
    status = desk.office.status
    name = desk.tell(say("customers {day}", day=status.day.isoformat()))
    cells = (line for row in rows for line in _cells(row))
    return export_response(Export(name, _COLUMNS, cells), form, status.language)


def query_in(request: Request) -> CustomerQuery:
    """Read what is wanted out of the address; what makes no sense there counts as unsaid."""
    words = request.query_params
    page = words.get("page", "")
    return CustomerQuery(
        text=words.get("q", "").strip()[:_LONGEST_TEXT],
        show=_choice(CustomerFilter, words.get("show", ""), CustomerFilter.ALL),
        sort=_choice(CustomerSort, words.get("sort", ""), CustomerSort.NAME),
        descending=words.get("order") == "down",
        page=min(int(page), _LAST_PAGE) if page.isascii() and page.isdecimal() else 1,
    )


def address_of(query: CustomerQuery, *, page: int = 1, form: str = "") -> str:
    """Return the address that shows a query; with a form, the file to save."""
    said = {
        "q": query.text,
        "show": "" if query.show is CustomerFilter.ALL else query.show.value,
        "sort": "" if query.sort is CustomerSort.NAME else query.sort.value,
        "order": "down" if query.descending else "",
        "page": str(page) if page > 1 and not form else "",
    }
    below = f"{ADDRESS}.{form}" if form else ADDRESS
    words = urlencode({name: value for name, value in said.items() if value})
    return f"{below}?{words}" if words else below


def _choice(kind: type[Choice], text: str, default: Choice) -> Choice:
    try:
        return kind(text)
    except ValueError:
        return default


def _headings(query: CustomerQuery) -> tuple[Heading, ...]:
    labels = {
        CustomerSort.NAME: say("Customer"),
        CustomerSort.OUTSTANDING: say("Outstanding"),
        CustomerSort.OVERDUE: say("Overdue"),
        CustomerSort.OLDEST_DUE: say("Oldest due date"),
        CustomerSort.LAST_SENDING: say("Last sending"),
    }
    return tuple(_heading(query, sort, label) for sort, label in labels.items())


def _heading(query: CustomerQuery, sort: CustomerSort, label: Text) -> Heading:
    own = query.sort is sort
    down = not query.descending if own else sort in _FALLING_FIRST
    order = ("descending" if query.descending else "ascending") if own else ""
    wanted = CustomerQuery(query.text, query.show, sort, down)
    figure = sort in (CustomerSort.OUTSTANDING, CustomerSort.OVERDUE)
    return Heading(label, address_of(wanted), order, figure)


def _cells(row: CustomerRow) -> Iterator[tuple[Cell, ...]]:
    """Yield a line a currency: amounts of different ones never share a column's sum."""
    customer = row.customer
    own = (customer.code, customer.name, customer.city, ", ".join(customer.emails))
    day = row.last.day if row.last else None
    for balance in row.balances:
        amounts = (balance.currency, balance.outstanding, balance.overdue_net)
        yield (*own, *amounts, balance.oldest_due, day)
    if not row.balances:
        yield (*own, customer.currency, 0, 0, None, day)


ROUTES = [
    Route(ADDRESS, customers),
    Route(ADDRESS + ".{form}", export),
]
