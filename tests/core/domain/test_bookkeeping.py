from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.ledger import Item, Ledger, LedgerPart, Payment
from core.domain.parties import Customer
from core.domain.problems import Problem
from tests.core.domain.ledgers import (
    EMPTY_TABLE,
    ROSSI,
    TODAY,
    books,
    credit_note,
    days,
    invoice,
    ledger,
    outstanding,
    payment,
)


def sentences(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem.what) for problem in problems]


def test_parts_of_several_files_become_one_ledger() -> None:
    parts = [
        LedgerPart(items=(invoice(100),)),
        LedgerPart(payments=(payment(40, "1"),), has_payments=True),
        LedgerPart(customers=(ROSSI, Customer("B", "Bianchi"))),
    ]
    made, problems = build_ledger(parts, TODAY)
    assert list(made.customers) == ["B", "C1"]
    assert outstanding(made) == 60
    assert made.written_on == TODAY
    assert not problems


def test_customers_may_come_from_the_items_alone() -> None:
    made, problems = books([invoice(100, name="Rossi", currency="CHF")], None, [])
    assert made.customers["C1"] == Customer("C1", "Rossi", "CHF")
    assert not problems


def test_a_customer_who_is_not_in_the_table_is_reported_once() -> None:
    items = [invoice(1, str(n), customer="C9") for n in range(3)]
    made, problems = books(items, [payment(1, customer="C8")])
    assert sentences(problems) == [
        "Customer C9 is not in the customers table.",
        "Customer C8 is not in the customers table.",
    ]
    assert made.customers["C9"].emails == ()


def test_without_codes_the_name_finds_the_customer() -> None:
    item = invoice(100, customer="ROSSI  s.r.l.", name="ROSSI  s.r.l.")
    made, problems = books([item], [payment(40, "1", customer="Rossi S.r.l.")])
    assert outstanding(made) == 60
    assert not problems


def test_a_name_that_two_customers_have_finds_neither() -> None:
    twins = [ROSSI, replace(ROSSI, code="C2")]
    made, problems = books([invoice(1, customer="Rossi S.r.l.")], None, twins)
    assert sentences(problems) == ["Customer Rossi S.r.l. is not in the customers table."]
    assert not made.account("C1").items


@pytest.mark.parametrize(
    ("customers", "currency"), [([replace(ROSSI, currency="CHF")], "CHF"), ([], "EUR")]
)
def test_a_row_without_currency_has_the_customers_else_euro(
    customers: list[Customer], currency: str
) -> None:
    items, payments = [invoice(100, currency="")], [payment(40, "1", currency="")]
    assert outstanding(ledger(items, payments, customers), currency=currency) == 60


@pytest.mark.parametrize(
    ("second", "doubtful"),
    [
        (ROSSI, False),
        (replace(ROSSI, phone="1"), False),
        (replace(ROSSI, name="Bianchi"), True),
        (replace(ROSSI, emails=("other@x.example",)), True),
    ],
)
def test_a_code_that_two_rows_claim_is_doubtful_if_they_differ(
    second: Customer, doubtful: bool
) -> None:
    made, problems = books([], None, [ROSSI, second])
    assert made.customers["C1"].doubtful is doubtful
    assert made.customers["C1"].name == ROSSI.name
    assert sentences(problems) == ["Customer code C1 appears twice."]


@pytest.mark.parametrize(("left", "doubtful"), [(None, True), (100, False)])
def test_who_may_have_paid_with_a_lost_payment_is_doubted_unless_the_item_says_what_is_left(
    left: int | None, doubtful: bool
) -> None:
    part = LedgerPart(
        (ROSSI,), (invoice(100, left=left),), has_payments=True, payments_lost=frozenset({"C1"})
    )
    made, _ = build_ledger([part])
    assert made.customers["C1"].doubtful is doubtful


def doubted(of: Ledger) -> list[str]:
    return [code for code, customer in of.customers.items() if customer.doubtful]


TWO = (ROSSI, Customer("C2", "Bianchi"))


@pytest.mark.parametrize(
    ("items", "lost", "expected"),
    [
        ([invoice(100, "FT 7")], "7", []),
        ([invoice(100, "FT 7")], "ft007", ["C1"]),
        ([invoice(100, "FT 7", left=100)], "FT 7", []),
        ([invoice(100, "7"), invoice(100, "7", customer="C2")], "7", ["C1", "C2"]),
        ([invoice(100, "7"), invoice(100, "7", customer="C2", left=5)], "7", ["C1"]),
    ],
)
def test_who_has_the_document_that_a_lost_payment_names_is_doubted(
    items: list[Item], lost: str, expected: list[str]
) -> None:
    part = LedgerPart(TWO, tuple(items), has_payments=True, documents_lost=frozenset({lost}))
    made, _ = build_ledger([part])
    assert doubted(made) == expected


def test_who_is_named_in_a_lost_payment_may_be_named_by_name() -> None:
    part = LedgerPart(
        TWO, (invoice(100),), has_payments=True, payments_lost=frozenset({"ROSSI s.r.l."})
    )
    made, _ = build_ledger([part])
    assert doubted(made) == ["C1"]


@pytest.mark.parametrize(
    ("item", "number", "dated", "expected"),
    [
        (invoice(100, "7"), "7", -1, ["C1"]),
        (invoice(100, "7"), "007", -1, ["C1"]),
        (invoice(100, "7"), "8", -1, []),
        (invoice(100, "7"), "", -1, []),
        (invoice(100, "7", left=100), "7", -1, []),
        (invoice(100, "7", dated=-100), "7", -100, ["C1"]),
        (invoice(100, "7", dated=-100), "7", -101, []),
        (invoice(100, "7", customer="C9"), "7", -1, []),
    ],
)
def test_money_of_nobody_known_makes_who_has_its_document_doubtful(
    item: Item, number: str, dated: int, expected: list[str]
) -> None:
    paid = payment(100, number, customer="C9", dated=dated)
    made, _ = books([item], [paid], TWO)
    assert doubted(made) == expected


@pytest.mark.parametrize(
    ("code", "written", "hint"),
    [
        ("001", "1", "Write 001, as the customers table does, or add the customer."),
        ("1", "001", "Write 1, as the customers table does, or add the customer."),
        ("Abc 1", "ABC1", "Write Abc 1, as the customers table does, or add the customer."),
        ("100", "1", "Add the customer; until then nothing can be sent to it."),
    ],
)
@pytest.mark.parametrize("kind", ["invoice", "credit note", "payment"])
def test_a_code_written_differently_is_told_and_who_may_have_paid_under_it_is_doubted(
    code: str, written: str, hint: str, kind: str
) -> None:
    items = [invoice(100, "7", customer=code, left=100)]
    payments: list[Payment] = []
    if kind == "payment":
        payments.append(payment(40, customer=written))
    else:
        row = invoice(5, "8", customer=written) if kind == "invoice" else credit_note(5)
        items.append(row._replace(customer=written))
    made, problems = books(items, payments, [Customer(code, "Verdi")])
    [problem] = problems
    assert (problem.customer, str(problem.hint)) == (written, hint)
    assert doubted(made) == ([code] if kind != "invoice" and "Write" in hint else [])


def test_a_document_that_is_there_twice_is_asked_for_once() -> None:
    made, problems = books([invoice(100), invoice(100, file="copy.csv")])
    assert outstanding(made) == 100
    [problem] = problems
    assert (problem.file, str(problem.what)) == ("copy.csv", "Document 1 appears twice.")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_exports_the_row_with_less_to_pay_counts(order: int) -> None:
    rows = [invoice(100, left=100), invoice(100, left=20)][::order]
    assert outstanding(ledger(rows)) == 20


@pytest.mark.parametrize(
    "second",
    [
        invoice(100, instalment="2"),
        invoice(100, due=30),
        invoice(100, dated=-400),
        invoice(100, "2"),
        credit_note(100, "1"),
    ],
)
def test_documents_that_differ_are_two(second: Item) -> None:
    _, problems = books([invoice(100, instalment="1" if second.instalment else ""), second])
    assert not problems


def test_documents_without_a_number_are_told_apart_by_their_amounts() -> None:
    assert outstanding(ledger([invoice(100, ""), invoice(70, ""), invoice(70, "")])) == 170


@pytest.mark.parametrize(
    ("item", "payments", "sentence"),
    [
        (
            invoice(100, left=70),
            [payment(40, "1")],
            "Document 1: the open amount is 70.00, by the payments it is 60.00.",
        ),
        (
            invoice(100, left=60, paid=50),
            None,
            "Document 1: the open amount is 60.00, by the payments it is 50.00.",
        ),
        (
            invoice(100, paid=50),
            [payment(40, "1")],
            "Document 1: what was paid is 50.00, by the payments it is 40.00.",
        ),
        (
            invoice(100, paid=60),
            EMPTY_TABLE,
            "Document 1: what was paid is 60.00, by the payments it is 0.00.",
        ),
        (
            invoice(100, left=60, paid=50),
            [payment(40, "1")],
            "Document 1: what was paid is 50.00, by the payments it is 40.00.",
        ),
        (
            invoice(100, left=50, paid=50),
            [payment(40, "1")],
            "Document 1: the open amount is 50.00, by the payments it is 60.00.",
        ),
        (
            invoice(100, left=120),
            None,
            "Document 1: the open amount is 120.00, but its amount is 100.00.",
        ),
        (
            credit_note(30, "1")._replace(residual=Decimal(-40)),
            None,
            "Document 1: the open amount is -40, but its amount is -30.00.",
        ),
        (credit_note(30, "1")._replace(residual=Decimal(-10)), None, ""),
        (invoice(100, left=60), [payment(40, "1")], ""),
        (invoice(100, paid=40), [payment(40, "1")], ""),
        (invoice(100, left=60, paid=40), None, ""),
        (invoice(100, left=60), None, ""),
        (invoice(100, paid=60), None, ""),
    ],
)
def test_two_figures_that_contradict_each_other_are_reported(
    item: Item, payments: list[Payment] | None, sentence: str
) -> None:
    _, problems = books([item], payments)
    assert sentences(problems) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("second", "owed"),
    [
        (payment(40, "1", file="old.csv"), 60),
        (payment(40, "1"), 20),
        (payment(40, "1", file="old.csv", payment_id="P2"), 20),
        (payment(40, "1", file="old.csv", dated=-2), 20),
    ],
)
def test_a_payment_that_two_files_have_counts_once(second: Payment, owed: int) -> None:
    made, problems = books([invoice(100)], [payment(40, "1"), second])
    assert outstanding(made) == owed
    assert sentences(problems) == (["Payment P1 appears twice."] if owed == 60 else [])


def test_payments_without_an_id_cannot_be_told_to_be_copies() -> None:
    paid = [payment(40, "1", payment_id="", file=name) for name in ("a.csv", "b.csv")]
    assert outstanding(ledger([invoice(100)], paid)) == 20


def test_unallocated_money_stays_apart() -> None:
    made = ledger([invoice(100)], [payment(40, dated=-3)])
    assert [one.date for one in made.account("C1").unallocated] == [days(-3)]
