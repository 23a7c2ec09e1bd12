"""The list of customers as a page and as a file."""

import csv
from io import StringIO

import pytest

from core.domain.dispatches import DispatchState
from tests.fake_office import FakeOffice
from tests.fakes import CUSTOMERS, fake_dispatch
from tests.tray.pages.conftest import Reader, open_pages, with_customer

MANY = [f"K{number:03}" for number in range(120)]


def names(page: str) -> list[str]:
    return [c.code for c in CUSTOMERS if f'href="/customers/{c.code}"' in page]


def test_every_customer_is_listed_with_what_it_owes(reader: Reader) -> None:
    page = reader.see("/customers")
    assert names(page) == ["C0001", "C0002", "C0003", "C0004", "C0005"]
    assert "5 of 5 customers" in page
    assert "EUR\u00a04,102.50" in page
    assert page.count("No address") == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("q=caffe+duomo", ["C0002"]),
        ("show=no-address", ["C0004"]),
        ("show=failed", ["C0003"]),
        ("show=nonsense&sort=nonsense&page=x", ["C0001", "C0002", "C0003", "C0004", "C0005"]),
        ("q=nobody", []),
        ("page=9999999999999999999", ["C0001", "C0002", "C0003", "C0004", "C0005"]),
    ],
)
def test_what_is_shown_stands_in_the_address(reader: Reader, words: str, found: list[str]) -> None:
    reader.office.dispatches.append(fake_dispatch(CUSTOMERS[2], state=DispatchState.UNKNOWN))
    assert names(reader.see(f"/customers?{words}")) == found


def test_a_heading_sorts_and_turns_the_order_round(reader: Reader) -> None:
    page = reader.see("/customers?q=e&sort=overdue&order=down")
    assert 'aria-sort="descending"><a class="sort" href="/customers?q=e&amp;sort=overdue"' in page
    assert page.index("C0005") < page.index("C0003")


def test_the_list_can_be_saved_as_it_is_filtered(reader: Reader) -> None:
    with_customer(reader.office, code="C0006", name="=HYPERLINK(1)")
    answer = reader.client.get("/customers.csv?sort=overdue&order=down")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Code", "Customer", "City"]
    assert rows[1][0] == "C0005"
    assert rows[-1][1] == "'=HYPERLINK(1)"
    assert reader.client.get("/customers.xlsx").content.startswith(b"PK")
    assert reader.see("/customers.exe", 404)


def test_a_name_full_of_html_is_only_a_name(reader: Reader) -> None:
    with_customer(reader.office, code='"><b>', name="<script>alert(1)</script>")
    page = reader.see('/customers?q="><b>')
    assert "<b>" not in page
    assert "<script>alert" not in page
    assert "/customers/%22%3E%3Cb%3E" in page


def test_an_empty_ledger_says_so() -> None:
    reader = open_pages(FakeOffice())
    reader.client.get("/open", params={"token": reader.keys.new_token("/")})
    reader.office.ledger = reader.office.ledger.__class__({}, {}, has_payments=False)
    assert "The ledger has no customers yet." in reader.see("/customers")
