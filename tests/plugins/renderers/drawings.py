"""Drawings for tests, and what a reader sees of a drawn page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2

from core.domain.bookkeeping import build_ledger
from core.domain.design import Design
from core.domain.ledger import Item, ItemKind, LedgerPart, Payment
from core.domain.parties import Company, Customer
from core.domain.statements import build_statement
from core.drawing import Drawing
from core.store.designs import read_design

CLASSIC = read_design(None, "classic")
AS_OF = date(2026, 11, 24)
COMPANY = Company(
    name="Officine Rossi S.r.l.",
    address=("Via Garibaldi 12", "20121 Milano MI"),
    vat_number="IT01234560157",
    iban="IT60X0542811101000000123456",
    bic="BPPIITRRXXX",
    email="amministrazione@rossi.example",
    phone="+39 02 1234567",
)
CUSTOMER = Customer(
    code="C0001",
    name="Trasporti Čapek & Figli S.p.A.",
    vat_number="IT12345678903",
    address="Via Roma 15",
    postcode="06012",
    city="Città di Castello",
    province="PG",
    country="IT",
)


def invoice(
    number: str, amount: str, days_overdue: int, *, currency: str = "EUR", paid: str = "0"
) -> Item:
    """Return an invoice that has been overdue for so many days, or is due in so many."""
    due = AS_OF - timedelta(days=days_overdue)
    return Item(
        customer=CUSTOMER.code,
        kind=ItemKind.INVOICE,
        number=number,
        document_date=min(due - timedelta(days=30), AS_OF),
        due_date=due,
        currency=currency,
        amount=Decimal(amount),
        paid=Decimal(paid),
    )


def credit_note(number: str, amount: str) -> Item:
    """Return a credit note in EUR; the amount is positive."""
    day = AS_OF - timedelta(days=20)
    code, value = CUSTOMER.code, -Decimal(amount)
    return Item(code, ItemKind.CREDIT_NOTE, number, day, day, "EUR", value)


def invoices(count: int) -> tuple[Item, ...]:
    """Return overdue invoices of different amounts, the oldest first."""
    return tuple(
        invoice(f"FT {index}/2026", f"{100 + index}.{index % 100:02}", count + 5 - index)
        for index in range(1, count + 1)
    )


def drawing(
    items: Iterable[Item] = (),
    payments: Iterable[Payment] = (),
    *,
    customer: Customer = CUSTOMER,
    company: Company = COMPANY,
    language: str = "it",
    design: Design | None = None,
) -> Drawing:
    """Return the drawing of a customer's statement, without a logo."""
    ledger, _ = build_ledger([LedgerPart((customer,), tuple(items), tuple(payments))])
    statement = build_statement(ledger, customer, AS_OF)
    return Drawing(statement, company, design or CLASSIC, language)


@dataclass(frozen=True)
class Box:
    """One character of a page and where it stands, in points from the lower left corner."""

    character: str
    left: float
    bottom: float
    right: float
    top: float


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, as it would be copied; lines are joined by spaces."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def lines(pdf: bytes) -> list[str]:
    """Return the lines of all pages, from top to bottom, columns two spaces apart."""
    return [line for page in boxes(pdf, loose=True) for line in _lines(page)]


def boxes(pdf: bytes, *, loose: bool = False) -> list[list[Box]]:
    """Return the characters of each page; loose boxes are as wide as the font says."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [list(_boxes(page.get_textpage(), loose=loose)) for page in document]


def _boxes(page: pypdfium2.PdfTextPage, *, loose: bool) -> Iterator[Box]:
    for index in range(page.count_chars()):
        character = page.get_text_range(index, 1)
        if character.strip():
            yield Box(character, *page.get_charbox(index, loose=loose))


def _lines(page: Sequence[Box]) -> Iterator[str]:
    rows: dict[int, list[Box]] = {}
    for box in page:
        near = next((key for key in rows if abs(key - box.bottom) < 4), round(box.bottom))
        rows.setdefault(near, []).append(box)
    for _, row in sorted(rows.items(), reverse=True):
        row.sort(key=lambda box: box.left)
        text = ""
        for before, box in zip([row[0], *row], row, strict=False):
            gap = box.left - before.right
            text += ("  " if gap > 5 else " " if gap > 1 else "") + box.character
        yield text
