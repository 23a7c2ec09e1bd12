"""Many customers with names and numbers alike: each gets its own invoices or none."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.ledger import Item, ItemKind, LedgerPart
from core.domain.parties import Company, Customer
from core.domain.statements import build_statement
from core.engine.invoices import Invoices, Limits
from tests.firms import HandClock
from tests.invoices import SCAN, invoice_pdf, put

FIRM = Company("Ferramenta Rossi S.r.l.", vat_number="IT01234560157")
NAMES = (
    "Rossi S.r.l.", "Rossi & Figli S.n.c.", "Rossi S.r.l. Trasporti", "ROSSI SRL", "Verdi",
    "Verdi Rossi S.p.A.", "Bianchi 7 S.r.l.", "Bianchi S.r.l.", "Neri", "Nerina",
)  # fmt: skip
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Paper:
    """One invoice or credit note as it really is, whether the ledger still has it or not."""

    customer: Customer
    number: str
    dated: date
    kind: ItemKind
    is_open: bool


def make_customers(random: Random) -> list[Customer]:
    codes = [str(number) for number in range(1, 6)] + ["2026", "C7", "C8", "12", "A"]
    return [
        Customer(code, name, vat_number=f"{random.randrange(10**10, 10**11)}" * random.randrange(2))
        for code, name in zip(codes, NAMES, strict=True)
    ]


def make_papers(random: Random, customers: list[Customer]) -> list[Paper]:
    """Number the papers as a firm does: each series anew each year, no number twice in it."""
    papers = []
    for year in (2025, 2026):
        for series in ("", "FT-", "A/"):
            for number in range(1, 13):
                written = (
                    f"{series}{number}" if random.random() < 0.6 else f"{series}{year}/{number}"
                )
                day = date(year, 1, 1) + timedelta(days=number * 20 + random.randrange(15))
                kind = ItemKind.CREDIT_NOTE if random.random() < 0.1 else ItemKind.INVOICE
                is_open = random.random() < 0.5
                papers.append(Paper(random.choice(customers), written, day, kind, is_open))
    return papers


def path_of(random: Random, paper: Paper, others: list[Customer]) -> str:
    """Return where people and programs may have put a paper's file, and what they called it."""
    number = paper.number.replace("/", random.choice("-_ "))
    customer = paper.customer
    name = random.choice(
        (number, f"Fattura {number}", f"{number} del {paper.dated:%d-%m-%Y}",
         f"{paper.dated:%Y%m%d} {number}", f"{number} {customer.name}", f"{customer.code}_{number}",
         f"{number}-{paper.dated.year}", f"NC {number}", f"{number} bis")
    ).replace("/", "-")  # fmt: skip
    mislaid = random.choice(others) if random.random() < 0.1 else customer
    # Windows drops the points at the end of a folder's name.
    named = f"{mislaid.name.rstrip('.')}/"
    folder = random.choice(("", f"{paper.dated.year}/", f"{customer.code}/", named))
    return f"{folder}{name}.pdf"


def pdf_of(random: Random, paper: Paper, place: int) -> bytes:
    if random.random() < 0.3:
        # A scan: a page without a letter, and no two of them alike.
        return SCAN + b"%" + str(place).encode() + b"\n%%EOF\n"
    lines = [FIRM.name, f"P.IVA {FIRM.vat_number}", f"n. {paper.number} del {paper.dated:%d/%m/%Y}"]
    customer = paper.customer
    whose = [customer.name, f"P.IVA {customer.vat_number}" if customer.vat_number else ""]
    return invoice_pdf(*lines, *whose, "12 pezzi, EUR 7,00", f"ordine {place}")


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_attached_is_this_very_invoice(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same world each time
    customers = make_customers(random)
    papers = make_papers(random, customers)
    clock = HandClock()
    truth: dict[str, Paper] = {}
    for place, paper in enumerate(papers):
        path = path_of(random, paper, customers)
        if path not in truth:
            truth[path] = paper
            put(tmp_path, path, pdf_of(random, paper, place), clock.now())
    items = tuple(
        Item(p.customer.code, p.kind, p.number, p.dated, p.dated, "EUR", amount, residual=amount)
        for p in papers
        if p.is_open
        for amount in [Decimal(100) if p.kind is ItemKind.INVOICE else Decimal(-10)]
    )
    ledger, _ = build_ledger([LedgerPart(tuple(customers), items)], TODAY)
    invoices = Invoices(tmp_path)
    attached = 0
    for customer in customers:
        statement = build_statement(ledger, customer, TODAY)
        enclosed = invoices.of(statement, ledger, FIRM, Limits("invoices", 10**7), clock.now())
        for sent in enclosed.sent:
            real = truth[sent.file.removeprefix("invoices/")]
            assert (real.customer, real.number) == (customer, sent.number)
            assert (real.kind, real.is_open) == (ItemKind.INVOICE, True)
            attached += 1
        wanted = {line.number for part in statement.sections for line in part.lines}
        assert {one.number for one in enclosed.sent} <= wanted
        assert {one.number for one in enclosed.withheld} <= wanted
    assert attached > 0
