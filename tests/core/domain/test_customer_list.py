"""The list of customers: what a search finds, what a filter leaves, in which order."""

from datetime import date
from decimal import Decimal

import pytest

from core.domain.aging import Aging
from core.domain.balances import Balance
from core.domain.customer_list import (
    CustomerFilter,
    CustomerIndex,
    CustomerPage,
    CustomerQuery,
    CustomerSort,
    Standing,
    build_entry,
)
from core.domain.dispatches import DispatchState, LastSending
from core.domain.money import ZERO
from core.domain.parties import Customer


def owed(
    currency: str, current: int = 0, overdue: int = 0, credit: int = 0, due: str = "2026-11-01"
) -> Balance:
    aging = Aging(Decimal(current), Decimal(overdue), ZERO, ZERO, ZERO)
    oldest = date.fromisoformat(due) if current or overdue else None
    return Balance(currency, aging, Decimal(credit), 1, oldest)


INDEX = CustomerIndex(
    [
        build_entry(Customer("C1", "Éclair", city="Lyon"), [owed("EUR", 10, 5, due="2026-09-01")]),
        build_entry(
            Customer("C2", "bianchi", emails=("conti@bianchi.example",)),
            [owed("USD", overdue=900), owed("EUR", overdue=7)],
        ),
        build_entry(Customer("C3", "Anna"), [owed("USD", current=50, due="2026-12-31")]),
        build_entry(Customer("C4", "Zeta"), [owed("EUR", credit=-20)]),
        build_entry(Customer("C5", "Mai"), [Balance("EUR")]),
    ]
)
STANDING = Standing(
    last={
        "C1": LastSending(date(2026, 11, 1), DispatchState.SENT, "1"),
        "C3": LastSending(date(2026, 11, 9), DispatchState.SENT, "2"),
    },
    failed=frozenset({"C3"}),
    excluded=lambda customer: customer.code == "C4",
    reachable=lambda customer: bool(customer.emails),
)


def look(**query: object) -> CustomerPage:
    return INDEX.page(CustomerQuery(**query), STANDING)  # type: ignore[arg-type] # a test's words


def codes(**query: object) -> str:
    return " ".join(row.customer.code for row in look(**query).rows)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "C3 C2 C1 C5 C4"),
        ("BIAN", "C2"),
        ("éclair", "C1"),
        ("eclair", "C1"),
        ("BÏANCHI", "C2"),
        ("lyon c1", "C1"),
        ("conti@", "C2"),
        ("c1 c2", ""),
    ],
)
def test_a_search_finds_who_has_every_word_somewhere(text: str, found: str) -> None:
    assert codes(text=text) == found


@pytest.mark.parametrize(
    ("show", "found"),
    [
        (CustomerFilter.ALL, "C3 C2 C1 C5 C4"),
        (CustomerFilter.OVERDUE, "C2 C1"),
        (CustomerFilter.OWING, "C3 C2 C1"),
        (CustomerFilter.EXCLUDED, "C4"),
        (CustomerFilter.NO_ADDRESS, "C3 C1 C5 C4"),
        (CustomerFilter.FAILED, "C3"),
    ],
)
def test_a_filter_leaves_those_that_are_so(show: CustomerFilter, found: str) -> None:
    assert codes(show=show) == found


@pytest.mark.parametrize(
    ("sort", "descending", "found"),
    [
        (CustomerSort.NAME, True, "C4 C5 C1 C2 C3"),
        (CustomerSort.OUTSTANDING, True, "C1 C2 C3 C5 C4"),
        (CustomerSort.OVERDUE, True, "C2 C1 C4 C5 C3"),
        (CustomerSort.OLDEST_DUE, False, "C1 C2 C3 C5 C4"),
        (CustomerSort.OLDEST_DUE, True, "C3 C2 C1 C4 C5"),
        (CustomerSort.LAST_SENDING, False, "C1 C3 C2 C5 C4"),
        (CustomerSort.LAST_SENDING, True, "C3 C1 C2 C5 C4"),
    ],
)
def test_amounts_are_sorted_by_one_currency_after_the_other_and_gaps_stay_last(
    sort: CustomerSort, descending: bool, found: str
) -> None:
    assert codes(sort=sort, descending=descending) == found


def test_a_row_shows_each_currency_by_itself_and_nothing_that_is_settled() -> None:
    rows = {row.customer.code: row for row in look().rows}
    assert [balance.currency for balance in rows["C2"].balances] == ["EUR", "USD"]
    assert rows["C5"].balances == ()


@pytest.mark.parametrize(
    ("page", "size", "found", "pages"),
    [(1, 2, "C3 C2", 3), (3, 2, "C4", 3), (99, 2, "C4", 3), (0, 5, "C3 C2 C1 C5 C4", 1)],
)
def test_a_page_past_the_end_is_the_last_one(page: int, size: int, found: str, pages: int) -> None:
    assert codes(page=page, size=size) == found
    assert look(page=page, size=size).pages == pages


def test_without_a_size_the_list_is_whole() -> None:
    assert look(size=0).pages == 1
    assert len(look(size=0).rows) == 5
