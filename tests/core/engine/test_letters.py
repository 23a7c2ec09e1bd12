from datetime import date
from decimal import Decimal

import pytest

from core.domain.aging import Aging
from core.domain.balances import Balance
from core.domain.covering_letter import unknown_placeholders
from core.domain.parties import Company, Customer
from core.domain.statements import Statement, StatementSection
from core.engine.letters import build_letter, default_template

ROSSI = Company("Ferramenta Rossi S.r.l.")


def owing(*balances: tuple[str, str, str]) -> Statement:
    """Return a statement with (currency, not yet due, overdue)."""
    sections = tuple(
        StatementSection(Balance(currency, Aging(Decimal(current), Decimal(overdue))), ())
        for currency, current, overdue in balances
    )
    return Statement(Customer("C1", "Caffè Duomo"), date(2026, 11, 24), sections)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("it", "Estratto conto - Ferramenta Rossi S.r.l."),
        ("en", "Statement of account - Ferramenta Rossi S.r.l."),
        ("fr", "Statement of account - Ferramenta Rossi S.r.l."),
    ],
)
def test_subject_is_fixed_by_language(language: str, subject: str) -> None:
    assert build_letter(owing(), ROSSI, language, "any").subject == subject


def test_subject_is_one_line() -> None:
    letter = build_letter(owing(), Company("Rossi\r\nBcc: x@y.example"), "it", None)
    assert letter.subject == "Estratto conto - Rossi Bcc: x@y.example"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("it", "A tale data il saldo è a Suo favore per EUR 85,00: nulla è dovuto."),
        ("en", "On that date the balance is EUR 85.00 in your favour: nothing is due."),
    ],
)
def test_a_customer_in_credit_is_told_so_and_asked_for_nothing(
    language: str, sentence: str
) -> None:
    letter = build_letter(owing(("EUR", "-85", "0")), ROSSI, language, None)
    assert sentence in letter.body
    assert "{" not in letter.body


@pytest.mark.parametrize(
    ("statement", "language", "written"),
    [
        (owing(("EUR", "0", "1234.56")), "it", "EUR 1.234,56"),
        (owing(("EUR", "0", "1234.56")), "en", "EUR 1,234.56"),
        (owing(("EUR", "0", "1234.56"), ("CHF", "0", "10")), "it", "EUR 1.234,56 e CHF 10,00"),
        (
            owing(("EUR", "0", "1"), ("CHF", "0", "2"), ("USD", "0", "3")),
            "en",
            "EUR 1.00, CHF 2.00 and USD 3.00",
        ),
        (owing(), "it", "EUR 0,00"),
    ],
)
def test_amounts_are_written_currency_by_currency(
    statement: Statement, language: str, written: str
) -> None:
    assert build_letter(statement, ROSSI, language, "{outstanding}").body == written
    assert build_letter(statement, ROSSI, language, "{overdue}").body == written


def test_outstanding_and_overdue_are_those_of_the_statement() -> None:
    letter = build_letter(owing(("EUR", "100", "50")), ROSSI, "it", "{outstanding} / {overdue}")
    assert letter.body == "EUR 150,00 / EUR 50,00"


@pytest.mark.parametrize("language", ["it", "en"])
def test_default_letter_names_every_figure_and_both_parties(language: str) -> None:
    body = build_letter(owing(("EUR", "100", "50")), ROSSI, language, None).body
    for word in ("Caffè Duomo", "Ferramenta Rossi S.r.l.", "24/11/2026", "EUR 150", "EUR 50"):
        assert word in body
    assert "{" not in body


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("template", [None, "", " \n"])
def test_default_letter_is_silent_about_what_is_not_overdue(
    language: str, template: str | None
) -> None:
    body = build_letter(owing(("EUR", "100", "0")), ROSSI, language, template).body
    assert "EUR 100" in body
    assert "0.00." not in body.replace("100", "")
    for word in ("scaduti", "past its due date", "provveduto"):
        assert word not in body


def test_firms_own_words_are_never_left_out() -> None:
    body = build_letter(owing(("EUR", "100", "0")), ROSSI, "it", "Scaduto: {overdue}").body
    assert body == "Scaduto: EUR 0,00"


@pytest.mark.parametrize("language", ["it", "en"])
def test_default_letter_asks_for_nothing_that_is_not_filled(language: str) -> None:
    assert unknown_placeholders(default_template(language)) == ()
