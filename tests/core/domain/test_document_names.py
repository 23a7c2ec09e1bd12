from datetime import date

import pytest

from core.domain.document_names import fits, known_dates, strange_words, tokens_of

OF = date(2026, 10, 5)
NAME = tokens_of("Bianchi & Figli S.n.c.")
KNOWN = (tokens_of("C0042"), NAME, ("bianchi",), ("figli",), ("s", "n", "c"))


def fitting(number: str, name: str) -> bool:
    return fits(tokens_of(number), tokens_of(name), (*KNOWN, *known_dates(OF)))


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("2026/0123", "2026-0123"),
        ("2026/0123", "2026_123"),
        ("2026/0123", "Fattura n. 2026-0123"),
        ("2026/0123", "Fattura 2026.0123 del 05-10-2026"),
        ("FT-123", "FT123"),
        ("FT-123", "ft_0123"),
        ("123", "Fattura n. 123 del 5.10.2026"),
        ("123", "FT_2026_123"),
        ("123", "123_20261005"),
        ("123", "2026-10-05 Fattura 123"),
        ("123", "C0042 Invoice 123"),
        ("123", "Fattura 123 Bianchi"),
        ("123", "123 Bianchi & Figli SNC"),
        ("12", "12"),
        ("12/B", "12-B"),
        ("5", "5_05-10-2026"),
        ("2026", "2026_2026"),
    ],
)
def test_a_name_of_number_date_and_customer_fits(number: str, name: str) -> None:
    assert fitting(number, name)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("12", "112"),
        ("12", "120"),
        ("12", "2025-12"),
        ("12", "12-2025"),
        ("12", "12 del 05-10-2025"),
        ("12", "2026-12-01 Fattura 7"),
        ("12", "12-B"),
        ("12/B", "12"),
        ("123", "NC 123"),
        ("123", "DDT 123"),
        ("123", "Fattura 123 Verdi"),
        ("123", "123 (2)"),
        ("123", "123 rev2"),
        ("123", "123-124"),
        ("2026/0123", "0123-2026"),
        ("2026/0123", "20260123"),
        ("2026/123", "2025-2026-123"),
        ("IT01234560157_00012", "00012"),
        ("12", "IT01234560157_00012"),
        ("", "12"),
        ("/", "12"),
        ("12", ""),
    ],
)
def test_a_name_that_says_anything_else_does_not_fit(number: str, name: str) -> None:
    assert not fitting(number, name)


def test_what_is_strange_in_a_name_is_named() -> None:
    known = known_dates(OF)
    assert strange_words(tokens_of("123"), tokens_of("NC 123 bis"), known) == ("nc", "bis")
    assert strange_words(tokens_of("123"), tokens_of("124"), known) is None
