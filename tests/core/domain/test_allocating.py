import pytest

from core.domain.ledger import Item
from core.domain.parties import Customer
from core.domain.problems import Problem, Severity
from tests.core.domain.ledgers import (
    ROSSI,
    allocations,
    books,
    credit_note,
    invoice,
    ledger,
    outstanding,
    payment,
)


def sentences(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem.what) for problem in problems]


@pytest.mark.parametrize(
    ("number", "written"),
    [("12/2026", "12/2026"), ("12/2026", "0012/2026"), ("FT 7", "ft007"), ("7", " 7")],
)
def test_a_payment_finds_a_number_written_a_little_differently(number: str, written: str) -> None:
    made, problems = books([invoice(100, number)], [payment(40, written)])
    assert allocations(made) == [[40]]
    assert not problems


def test_the_exact_number_comes_first() -> None:
    made = ledger([invoice(100, "007"), invoice(100, "7")], [payment(40, "7")])
    assert allocations(made) == [[], [40]]


def test_a_number_that_may_mean_two_documents_finds_neither() -> None:
    made, problems = books([invoice(100, "007"), invoice(100, "07")], [payment(40, "7")])
    assert allocations(made) == [[], []]
    assert sentences(problems) == ["A payment names document 7, which is not there."]


@pytest.mark.parametrize(
    ("instalment", "expected"),
    [
        ("1", [[40], []]),
        ("2", [[], [40]]),
        ("02", [[], [40]]),
        ("2/2", [[], [40]]),
        ("", [[40], []]),
    ],
)
def test_a_payment_goes_to_its_instalment_else_to_the_oldest(
    instalment: str, expected: list[list[int]]
) -> None:
    items = [invoice(50, instalment="1", due=-30), invoice(50, instalment="2", due=0)]
    assert allocations(ledger(items, [payment(40, "1", instalment=instalment)])) == expected


def test_a_payment_for_an_instalment_finds_a_document_without_any() -> None:
    made = ledger([invoice(100)], [payment(40, "1", instalment="1")])
    assert allocations(made) == [[40]]


def test_a_payment_for_an_instalment_that_is_gone_is_not_for_another() -> None:
    made = ledger([invoice(50, instalment="2", left=50)], [payment(40, "1", instalment="1")])
    assert allocations(made) == [[]]
    assert outstanding(made) == 50


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (30, [[30], [], []]),
        (80, [[50], [30], []]),
        (150, [[50], [50], [50]]),
        (170, [[50], [50], [70]]),
    ],
)
def test_a_payment_for_the_whole_document_fills_the_oldest_instalment_first(
    amount: int, expected: list[list[int]]
) -> None:
    items = [invoice(50, instalment=str(n), due=n - 60) for n in (1, 2, 3)]
    assert allocations(ledger(items, [payment(amount, "1")])) == expected


def test_a_payment_that_settles_one_instalment_exactly_goes_there() -> None:
    items = [invoice(50, instalment="1", due=-60), invoice(70, instalment="2", due=-30)]
    assert allocations(ledger(items, [payment(70, "1")])) == [[], [70]]


@pytest.mark.parametrize(("dated", "expected"), [(-101, [[250], []]), (-100, [[], [250]])])
def test_a_number_used_again_every_year_means_a_document_that_was_there(
    dated: int, expected: list[list[int]]
) -> None:
    items = [invoice(100, dated=-400, due=-370), invoice(250, dated=-100, due=-70)]
    assert allocations(ledger(items, [payment(250, "1", dated=dated)])) == expected


def test_a_settled_document_leaves_the_money_to_the_next_of_that_number() -> None:
    items = [invoice(100, dated=-400, due=-370), invoice(250, dated=-100, due=-70)]
    paid = [payment(100, "1", dated=-300), payment(200, "1", dated=-50)]
    assert allocations(ledger(items, paid)) == [[100], [200]]


@pytest.mark.parametrize(("amount", "expected"), [(40, [[40], []]), (-40, [[], [-40]])])
def test_an_invoice_and_a_credit_note_may_share_a_number(
    amount: int, expected: list[list[int]]
) -> None:
    items = [invoice(100), credit_note(100, "1")]
    assert allocations(ledger(items, [payment(amount, "1")])) == expected


def test_a_payment_in_another_currency_is_not_for_that_document() -> None:
    made = ledger([invoice(100)], [payment(40, "1", currency="USD")])
    assert allocations(made) == [[]]
    assert outstanding(made) == 100
    assert outstanding(made, currency="USD") == -40


@pytest.mark.parametrize(
    ("items", "severity", "owed"),
    [
        ([invoice(100)], Severity.ROW, 60),
        ([invoice(100, left=100)], Severity.NOTE, 100),
        ([], Severity.ROW, -40),
        ([invoice(5, customer="C2", left=5)], Severity.NOTE, 0),
    ],
)
def test_money_for_a_document_that_is_not_there_is_a_credit_unless_it_was_settled(
    items: list[Item], severity: Severity, owed: int
) -> None:
    made, problems = books(items, [payment(40, "99")], [ROSSI, Customer("C2", "Bianchi")])
    assert outstanding(made) == owed
    [problem] = problems
    assert problem.severity is severity
    assert str(problem.what) == "A payment names document 99, which is not there."
