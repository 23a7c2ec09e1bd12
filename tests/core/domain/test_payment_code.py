from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.aging import Aging
from core.domain.balances import Balance
from core.domain.parties import Company, Customer
from core.domain.payment_code import MAX_AMOUNT, MAX_BYTES, amount_to_pay, payment_code
from core.domain.statements import Statement, StatementSection

COMPANY = Company("Officine Rossi S.r.l.", iban="IT60 X054 2811 1010 0000 0123 456")


def owing(
    overdue: str = "0", current: str = "0", credit: str = "0", currency: str = "EUR"
) -> Statement:
    aging = Aging(current=Decimal(current), d1_30=Decimal(overdue))
    section = StatementSection(Balance(currency, aging, Decimal(credit)), ())
    return Statement(Customer("C1", "Bianchi"), date(2026, 11, 24), (section,))


@pytest.mark.parametrize(
    ("overdue", "current", "credit", "amount"),
    [
        ("100", "50", "0", "100"),
        ("100", "50", "-30", "70"),
        ("100", "50", "-100", "50"),
        ("100", "50", "-120", "30"),
        ("100", "50", "-150", "0"),
        ("100", "50", "-151", "0"),
        ("0", "50", "0", "50"),
        ("0", "0", "0", "0"),
    ],
)
def test_overdue_amount_is_asked_for_else_the_outstanding_one(
    overdue: str, current: str, credit: str, amount: str
) -> None:
    assert amount_to_pay(owing(overdue, current, credit)) == Decimal(amount)


def test_other_currencies_are_not_asked_for() -> None:
    assert amount_to_pay(owing("100", currency="USD")) == 0
    assert payment_code(owing("100", currency="USD"), COMPANY, "x") is None


def test_code_has_the_fields_of_the_guideline_in_their_order() -> None:
    company = replace(COMPANY, bic="bppi it rrxxx")
    code = payment_code(owing("1234.5"), company, "Estratto conto C1")
    assert code is not None
    assert code.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "BPPIITRRXXX",
        "Officine Rossi S.r.l.",
        "IT60X0542811101000000123456",
        "EUR1234.50",
        "",
        "",
        "Estratto conto C1",
    ]


@pytest.mark.parametrize(
    ("amount", "there"),
    [("0", False), ("0.01", True), (str(MAX_AMOUNT), True), ("1000000000.00", False)],
)
def test_code_is_there_for_every_amount_that_a_transfer_may_have(amount: str, there: bool) -> None:
    assert (payment_code(owing(amount), COMPANY, "") is not None) is there


def test_without_an_iban_or_a_name_there_is_no_code() -> None:
    assert payment_code(owing("1"), replace(COMPANY, iban=""), "") is None
    assert payment_code(owing("1"), replace(COMPANY, name=" "), "") is None


def test_line_break_in_a_name_does_not_move_the_fields() -> None:
    company = replace(COMPANY, name="Officine\nRossi")
    code = payment_code(owing("1"), company, "Fattura\r\n12")
    assert code is not None
    fields = code.split("\n")
    assert fields[5] == "Officine Rossi"
    assert fields[10] == "Fattura 12"


@given(name=st.text(min_size=1), purpose=st.text())
def test_code_always_fits_the_largest_square(name: str, purpose: str) -> None:
    code = payment_code(owing("999999999.99"), replace(COMPANY, name=name), purpose)
    assert code is None or len(code.encode()) <= MAX_BYTES
    assert code is None or code.count("\n") == 10
