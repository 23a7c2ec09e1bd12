"""What an invoice's own text must say before it goes to a customer."""

from datetime import date

import pytest

from core.domain.invoice_files import Match
from core.domain.invoice_text import find_doubt
from core.domain.parties import Customer
from core.domain.register import OpenDocument
from tests.core.domain.test_invoice_files import ROSSI, VERDI, item, register

FILLING = "Ferramenta Neri S.n.c., P.IVA 03456780153. 12 pezzi, 100,00 EUR, 1.234,56 EUR. "
OF = date(2026, 10, 5)
OURS = Match(ours=True, year_said=True)


def doubt(
    text: str,
    number: str = "2026/7",
    *,
    found: Match = OURS,
    customers: tuple[Customer, ...] = (ROSSI, VERDI),
    dated: date = OF,
) -> str:
    known = register(item("C1", number, dated), customers=customers)
    reason = find_doubt(text, OpenDocument(number, dated, dated), customers[0], known, found)
    return "" if reason is None else str(reason)


@pytest.mark.parametrize(
    "said",
    [
        "Fattura 2026/7 del 05/10/2026, Rossi S.r.l.",
        "Fattura 2026/0007 del 5.10.26, ROSSI SRL",
        "Fattura n. 2026-7\nMilano, 5 ottobre 2026\nSpett.le\nRossi\nS. R. L.",
        "Invoice 2026/7 of October 5, 2026, VAT IT01234560157",
        "Invoice 2026/7, 2026-10-05, VAT 01234560157",
        "Fattura 2026 / 7 - 05-10-2026 - P.IVA 012 3456 0157",
    ],
)
def test_number_date_and_customer_are_enough(said: str) -> None:
    assert doubt(FILLING + said) == ""


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("Fattura 2026/70 del 05/10/2026, Rossi S.r.l.", "number"),
        ("Fattura 12026/7 del 05/10/2026, Rossi S.r.l.", "number"),
        ("Fattura 9 del 05/10/2026 7,00, Rossi S.r.l.", "number"),
        ("Fattura 2026/7 del 15/10/2026, Rossi S.r.l.", "date"),
        ("Fattura 2026/7 del 05/10/2025, Rossi S.r.l.", "date"),
        ("Fattura 2026/7 del 05/10/2026, Neri S.r.l.", "names neither"),
        ("Fattura 2026/7 del 05/10/2026, Rossini S.r.l.", "names neither"),
        ("Fattura 2026/7 del 05/10/2026, P.IVA 101234560157", "names neither"),
        (
            "Fattura 2026/7 del 05/10/2026, Rossi S.r.l., P.IVA 02345670159",
            "another customer’s VAT",
        ),
        ("Fattura 2026/7 del 05/10/2026, Rossi S.r.l., P.IVA IT02345670159", "another customer’s"),
    ],
)
def test_what_is_missing_or_anothers_is_named(said: str, missing: str) -> None:
    assert missing in doubt(FILLING + said)


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ("Fattura n. 7 del", True),
        ("Fattura n. 7/2026 del", True),
        ("Fattura n. 7/26 del", True),
        ("Fattura n. 2026/7 del", True),
        ("Fattura n. 007 del", True),
        ("Fattura n. 17 del", False),
        ("Fattura n. 7/2025 del", False),
        ("Fattura n. 7/B del", False),
        ("Fattura n. FT-7 del", False),
        ("Fattura n. A/7 del", False),
        ("Fattura n. 9, EUR 7,00, 1.7 del", False),
    ],
)
def test_a_bare_number_stands_by_itself_or_with_its_year(said: str, has: bool) -> None:
    text = f"{FILLING}{said} 05/10/2026, Rossi S.r.l."
    assert (doubt(text, "7") == "") == has


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        ("Fattura n. 7 del 05/10/2026", True),
        ("Fattura N° 7, Milano 05/10/2026", True),
        ("Numero Data\n7 05/10/2026", True),
        ("Invoice 7\n05/10/2026", True),
        ("Fattura n. 77 del 05/10/2026, 7 pezzi", False),
        ("Fattura n. 7 / B del 05/10/2026", False),
        ("Fattura n. 7 bis del 05/10/2026", False),
        ("Fattura n. 7 del 01/09/2026, scadenza 05/10/2026", False),
        ("Nota di credito n. 7 del 05/10/2026", False),
        ("Storno con NOTA CREDITO n. 9, Fattura n. 7 del 05/10/2026", False),
    ],
)
def test_a_short_number_is_no_quantity_and_has_its_own_date(said: str, *, is_it: bool) -> None:
    assert (doubt(f"{FILLING}{said}, Rossi S.r.l. 01234560157", "7") == "") is is_it


ANNA = Customer("C4", "Verdi Anna")


@pytest.mark.parametrize(
    "said",
    [
        "Spett.le Verdi S.p.A. P.IVA 02345 670 159, merce c/o Rossi S.r.l.",
        "Spett.le Verdi S.p.A. P.IVA IT 02.345.670.159, agente Rossi S.r.l.",
        "Spett.le VERDI ANNA, merce c/o Rossi S.r.l.",
        "Gent.ma Anna Verdi, vettore Rossi, P.IVA 01234560157",
        "Spett.le Rossi S.r.l. 01234560157 Fattura n. 8 Gent.ma Anna Verdi",
    ],
)
def test_what_names_another_customer_too_is_not_sent(said: str) -> None:
    text = f"{FILLING}Fattura 2026/7 del 05/10/2026, {said}"
    assert "another customer" in doubt(text, customers=(ROSSI, VERDI, ANNA))


@pytest.mark.parametrize(
    "said",
    [
        "Rossi S.r.l., 01234560157, via Verdi 12, Roma",
        "Rossi S.r.l., 01234560157, IBAN IT60 X054 2811 1010 0000 0123 456",
        "Rossi S.r.l., 01234560157, tel. 02 345 67 89",
    ],
)
def test_a_street_or_a_town_called_like_a_customer_is_no_doubt(said: str) -> None:
    roma, verdi = Customer("C5", "Roma"), Customer("C6", "Verdi")
    text = f"{FILLING}Fattura 2026/7 del 05/10/2026, {said}"
    assert doubt(text, customers=(ROSSI, VERDI, roma, verdi)) == ""


def test_a_customer_whose_name_is_in_anothers_needs_its_vat_number() -> None:
    longer = Customer("C3", "Rossi S.r.l. Trasporti")
    said = FILLING + "Fattura 2026/7 del 05/10/2026, Rossi S.r.l. Trasporti"
    assert "names another customer" in doubt(said, customers=(ROSSI, longer))
    assert doubt(said + ", 01234560157", customers=(ROSSI, longer)) == ""


def test_of_two_customers_of_one_name_only_the_vat_number_tells() -> None:
    namesake = Customer("C3", "ROSSI SRL")
    said = FILLING + "Fattura 2026/7 del 05/10/2026, Rossi S.r.l."
    assert "the same name" in doubt(said, customers=(ROSSI, namesake))


def test_the_firms_own_name_is_not_the_customers() -> None:
    called_like_the_firm = Customer("C1", "Neri")
    said = FILLING + "Fattura 2026/7 del 05/10/2026, "
    assert "names neither" in doubt(said, customers=(called_like_the_firm, VERDI))
    assert doubt(said + "Spett.le Neri", customers=(called_like_the_firm, VERDI)) == ""


def test_a_customer_with_the_firms_own_vat_number_is_not_known_by_it() -> None:
    ourselves = Customer("C1", "Magazzino interno", vat_number="03456780153")
    said = FILLING + "Fattura 2026/7 del 05/10/2026"
    assert "names neither" in doubt(said, customers=(ourselves, VERDI))


def test_a_group_shares_its_vat_number() -> None:
    site = Customer("C3", "Rossi S.r.l. Genova", vat_number=ROSSI.vat_number)
    said = FILLING + "Fattura 2026/7 del 05/10/2026, IT01234560157"
    assert doubt(said, customers=(ROSSI, site)) == ""


def test_a_name_of_three_letters_is_no_evidence() -> None:
    short = Customer("C1", "Ada")
    said = FILLING + "Fattura 2026/7 del 05/10/2026, Ada"
    assert "names neither" in doubt(said, customers=(short, VERDI))


def test_the_firms_own_vat_number_is_nobody_elses() -> None:
    own = Customer("C9", "Ferramenta Neri", vat_number="03456780153")
    said = FILLING + "Fattura 2026/7 del 05/10/2026, Rossi S.r.l."
    assert doubt(said, customers=(ROSSI, own)) == ""


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Match(ours=False, year_said=True), "no folder says whose"),
        (Match(ours=True, year_said=False), "of which year"),
        (OURS, ""),
    ],
)
def test_a_scan_needs_a_folder_and_a_year(found: Match, said: str) -> None:
    answer = doubt(" \n 7 ", found=found)
    assert said in answer
    assert bool(answer) == bool(said)
