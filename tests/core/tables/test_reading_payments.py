from datetime import date
from decimal import Decimal

import pytest

from core.domain.ledger import Payment
from tests.core.tables.rows import (
    ITEMS,
    PAYMENTS,
    payment,
    problem,
    read,
)


def test_a_payment_is_read_whole() -> None:
    assert payment("P1;C1;01/02/2026;EUR;10,00;12/2026;2") == Payment(
        *("P1", "C1", date(2026, 2, 1), "EUR", Decimal(10), "12/2026", "2", "ledger/x.csv", 2)
    )


def test_a_refund_is_a_negative_payment() -> None:
    assert payment("P1;C1;01/02/2026;EUR;-10,00;;").amount == -10


def test_an_empty_payments_table_is_known_to_be_there() -> None:
    assert read(PAYMENTS).part.has_payments
    assert not read(ITEMS).part.has_payments


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        ("P1;;01/02/2026;EUR;10,00;;", "Codice cliente", "The row names no customer."),
        ("P1;C1;;EUR;10,00;;", "Data incasso", "The row has no date."),
        ("P1;C1;31/02/2026;EUR;10,00;;", "Data incasso", "There is no day “31/02/2026”."),
        ("P1;C1;01/02/2026;EUR;;;", "Importo", "The row has no amount."),
        ("P1;C1;01/02/2026;EUR;x;;", "Importo", "“x” is not an amount."),
        ("P1;C1;01/02/2026;LIT;1,00;;", "Valuta", "“LIT” is not the code of a currency."),
    ],
)
def test_a_wrong_payment_is_left_out_and_reported(row: str, column: str, sentence: str) -> None:
    wrong = problem(PAYMENTS, row)
    assert (wrong.line, wrong.column, str(wrong.what)) == (2, column, sentence)
    assert not read(PAYMENTS, row).part.payments


@pytest.mark.parametrize(
    ("row", "codes", "numbers"),
    [
        ("P1;C1;boh;EUR;10,00;7;1", {"C1"}, {"7"}),
        ("P1;;01/02/2026;EUR;10,00;7;", set(), {"7"}),
        ("P1;C1;01/02/2026;EUR;;;", {"C1"}, set()),
        ("P1;C1;01/02/2026;EUR;1;000,00;7;1", {"C1"}, {"7"}),
        ("P1;C1;01/02/2026;EUR;10,00;7;1", set(), set()),
    ],
)
def test_a_payment_that_is_left_out_tells_who_and_what_it_may_have_paid(
    row: str, codes: set[str], numbers: set[str]
) -> None:
    part = read(PAYMENTS, row).part
    assert codes <= part.payments_lost
    assert numbers <= part.documents_lost
    assert bool(part.payments) is not bool(part.payments_lost | part.documents_lost)


def test_the_total_below_payments_is_passed_over() -> None:
    assert not read(PAYMENTS, "Totale;;;;10,00;;").problems
