"""How long drawing a statement takes, beside a plain reportlab script that does the same job."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from core.domain.bookkeeping import build_ledger
from core.domain.ledger import Item, ItemKind, LedgerPart
from core.domain.parties import Company, Customer
from core.domain.statements import build_statement
from core.drawing import Drawing
from core.formats import format_amount, format_day
from core.store.designs import read_design
from plugins.renderers.borb_pdf import render_statement

CLASSIC = read_design(None, "classic")
AS_OF = date(2026, 11, 24)
COMPANY = Company(
    name="Officine Rossi S.r.l.",
    address=("Via Garibaldi 12", "20121 Milano MI"),
    vat_number="IT01234560157",
    iban="IT60X0542811101000000123456",
    email="amministrazione@rossi.example",
)
TITLES = ("Documento", "Data", "Scadenza", "Importo", "Pagato", "Residuo", "Giorni")
STYLES = getSampleStyleSheet()
TABLE_STYLE = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.3, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
        ("FONTSIZE", (0, 0), (-1, -1), 9),
    ]
)


def main() -> None:
    """Draw statements of three sizes with both, in turns, and print the medians."""
    start = time.perf_counter()
    render_statement(drawing_of(1, 0))
    first = 1000 * (time.perf_counter() - start)
    print(f"first statement, with the import of borb: {first:.0f} ms")
    print("items  sollecito ms  reportlab ms  times faster")
    for items, turns in ((8, 20), (50, 6), (500, 2)):
        ours, theirs = _in_turns(items, turns)
        print(f"{items:5}  {ours:12.2f}  {theirs:12.2f}  {theirs / ours:12.1f}")


def drawing_of(items: int, number: int) -> Drawing:
    """Return the statement of one of many customers, with so many open invoices."""
    customer = Customer(
        code=f"C{number:05}",
        name=f"Cliente {number:05} S.p.A.",
        vat_number=f"IT{10000000000 + number}",
        address=f"Via Roma {number + 1}",
        postcode=f"{20100 + number % 99}",
        city="Città di Castello",
    )
    ledger, _ = build_ledger([LedgerPart((customer,), _items(items, number))])
    return Drawing(build_statement(ledger, customer, AS_OF), COMPANY, CLASSIC, "it")


def draw_with_reportlab(drawing: Drawing) -> bytes:
    """Draw the same figures as a home-made script would: no running balance, QR code or fonts."""
    statement = drawing.statement
    section = statement.sections[0]
    rows = [TITLES] + [
        (
            line.number,
            format_day(line.document_date, "it"),
            format_day(line.due_date or AS_OF, "it"),
            *(format_amount(amount, "it") for amount in (line.amount, line.paid, line.open_amount)),
            str(line.days_overdue or ""),
        )
        for line in section.lines
    ]
    overdue, outstanding = section.balance.overdue_net, section.balance.outstanding
    file = io.BytesIO()
    normal, heading = STYLES["Normal"], STYLES["Heading2"]
    SimpleDocTemplate(file, pagesize=A4, title="Estratto conto").build(
        [
            Paragraph(f"<b>{COMPANY.name}</b><br/>P.IVA {COMPANY.vat_number}", normal),
            Spacer(1, 24),
            Paragraph(f"Spett.le<br/><b>{statement.customer.name}</b>", normal),
            Spacer(1, 24),
            Paragraph(f"Estratto conto al {format_day(AS_OF, 'it')}", heading),
            Paragraph("Gentile cliente, Le ricordiamo le seguenti partite aperte.", normal),
            Spacer(1, 12),
            Table(rows, style=TABLE_STYLE, repeatRows=1),
            Spacer(1, 12),
            Paragraph(f"Totale {outstanding}, scaduto {overdue}<br/>IBAN {COMPANY.iban}", normal),
        ]
    )
    return file.getvalue()


def _items(count: int, number: int) -> tuple[Item, ...]:
    chance = random.Random(number)  # noqa: S311 - the same invoices every time, nothing secret
    dues = [AS_OF - timedelta(days=chance.randint(-29, 180)) for _ in range(count)]
    return tuple(
        Item(
            customer=f"C{number:05}",
            kind=ItemKind.INVOICE,
            number=f"FT {chance.randint(1, 9999)}-{index}/{due.year}",
            document_date=min(due - timedelta(days=30), AS_OF),
            due_date=due,
            currency="EUR",
            amount=Decimal(chance.randint(5000, 500000)) / 100,
        )
        for index, due in enumerate(dues)
    )


def _in_turns(items: int, turns: int) -> tuple[float, float]:
    """Time both in turns of ten customers, so that a busy moment of the machine falls on both."""
    ours, theirs = [], []
    for turn in range(turns):
        drawings = [drawing_of(items, 10 * turn + number) for number in range(10)]
        ours += [_milliseconds(render_statement, drawing) for drawing in drawings]
        theirs += [_milliseconds(draw_with_reportlab, drawing) for drawing in drawings]
    return median(ours), median(theirs)


def _milliseconds(draw: Callable[[Drawing], object], drawing: Drawing) -> float:
    start = time.perf_counter()
    draw(drawing)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
