"""The statement as its reader sees it, line by line.

`SNAPSHOTS=update pytest tests/plugins/renderers` writes the files anew: read them first.
"""

import os
from datetime import date
from decimal import Decimal

import pytest

from core.domain.ledger import Payment
from plugins.renderers.borb_pdf import render_statement
from tests.conftest import ROOT
from tests.plugins.renderers.drawings import CUSTOMER, credit_note, drawing, invoice, lines

SNAPSHOTS = ROOT / "tests" / "snapshots"
ITEMS = (
    invoice("112/2026", "1250.00", 95),
    invoice("187/2026", "980.40", 42, paid="480.40")._replace(instalment="1/2"),
    invoice("187/2026", "980.40", 12)._replace(instalment="2/2"),
    invoice("203/2026", "310.00", 1)._replace(due_date_assumed=True),
    invoice("240/2026", "2150.00", -7),
    invoice("77/2026", "640.00", 20, currency="CHF"),
    credit_note("NC 12/2026", "150.00"),
)
PAYMENT = Payment("B77", CUSTOMER.code, date(2026, 11, 2), "EUR", Decimal("100.00"))


@pytest.mark.parametrize("language", ["it", "en"])
def test_statement_reads_as_it_did(language: str) -> None:
    drawn = render_statement(drawing(ITEMS, [PAYMENT], language=language))
    shown = "\n".join(lines(drawn.pdf)) + "\n"
    place = SNAPSHOTS / f"statement_{language}.txt"
    if os.environ.get("SNAPSHOTS") == "update":
        place.write_text(shown, "utf-8")
    assert place.read_text("utf-8") == shown
