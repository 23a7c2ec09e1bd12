"""Which file is an invoice's own: never another customer's, and none where there is a doubt."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.invoice_files import NOT_FOUND, Match, match
from core.domain.ledger import Item, ItemKind, LedgerPart
from core.domain.parties import Company, Customer
from core.domain.register import OpenDocument, Register, place_of

TODAY = date(2026, 11, 24)
OCTOBER, LAST_YEAR = date(2026, 10, 5), date(2025, 3, 7)
ROSSI = Customer("C1", "Rossi S.r.l.", vat_number="IT01234560157")
VERDI = Customer("C2", "Verdi S.p.A.", vat_number="02345670159")


def item(customer: str, number: str, dated: date = OCTOBER, **changes: Any) -> Item:
    kind = ItemKind.INVOICE
    made = Item(customer, kind, number, dated, dated, "EUR", Decimal(100), residual=Decimal(100))
    return made._replace(**changes)


def register(*items: Item, customers: tuple[Customer, ...] = (ROSSI, VERDI)) -> Register:
    ledger, _ = build_ledger([LedgerPart(customers, items)], TODAY)
    return Register(ledger, Company("Ferramenta Neri", vat_number="IT03456780153"))


def found(number: str, *paths: str, items: tuple[Item, ...] = (), dated: date = OCTOBER) -> Match:
    """Look for an invoice of Rossi's."""
    document = OpenDocument(number, dated, dated)
    known = register(item("C1", number, dated), *items)
    return match(document, ROSSI, [place_of(path) for path in paths], known)


def files(answer: Match) -> list[str]:
    return [file.path for file in answer.files]


def test_the_file_of_the_number_is_found_at_any_depth() -> None:
    assert files(found("2026/7", "2026-7.pdf", "2026-8.pdf")) == ["2026-7.pdf"]
    assert files(found("2026/7", "2026/10/FT 2026-7 Rossi.PDF")) == ["2026/10/FT 2026-7 Rossi.PDF"]


def test_without_a_file_there_is_none() -> None:
    assert found("2026/7", "2026-70.pdf", "2026-8.pdf").doubt == NOT_FOUND
    assert found("2026/7").doubt == NOT_FOUND


def test_a_file_that_nearly_fits_is_named_with_what_is_strange() -> None:
    doubt = found("2026/7", "NC 2026-7.pdf").doubt
    assert str(doubt) == "The name of NC 2026-7.pdf says “nc”, which is not known of this invoice."


def test_a_bare_number_is_in_too_many_names_to_tell_of_them() -> None:
    assert found("7", "2026-11-07 Fattura 12.pdf", "Verdi 7.pdf").doubt == NOT_FOUND


def test_all_files_of_one_number_are_given() -> None:
    assert len(files(found("2026/7", "2026-7.pdf", "copie/FT 2026-7.pdf"))) == 2


@pytest.mark.parametrize("folder", ["2025", "Fatture 2025", "2025/10"])
def test_a_folder_of_another_year_holds_another_invoice(folder: str) -> None:
    answer = found("7", f"{folder}/7.pdf")
    assert (answer.files, answer.doubt is not None) == ((), True)


@pytest.mark.parametrize("folder", ["2026", "Fatture 2026", "2025-2026", "2026/10"])
def test_a_folder_of_its_year_says_the_year(folder: str) -> None:
    answer = found("7", f"{folder}/7.pdf")
    assert (len(answer.files), answer.year_said) == (1, True)


def test_a_bare_number_says_no_year() -> None:
    assert not found("7", "7.pdf").year_said
    assert found("7", "7 del 05.10.2026.pdf").year_said
    assert found("7/26", "7-26.pdf").year_said
    assert found("2026/7", "2026-7.pdf").year_said


@pytest.mark.parametrize("folder", ["C2", "c2", "Verdi SpA", "Clienti/C2", "C1/C2"])
def test_what_lies_in_another_customers_folder_is_never_taken(folder: str) -> None:
    answer = found("2026/7", f"{folder}/2026-7.pdf")
    assert (answer.files, "another customer’s folder" in str(answer.doubt)) == ((), True)


@pytest.mark.parametrize("folder", ["C1", "c1", "Rossi S.r.l", "ROSSI SRL", "Clienti/C1/2026"])
def test_a_folder_of_the_customers_own_says_whose_it_is(folder: str) -> None:
    assert found("2026/7", f"{folder}/2026-7.pdf").ours


def test_of_two_folders_the_customers_own_counts() -> None:
    other = item("C2", "2026/7")
    answer = found("2026/7", "C1/2026-7.pdf", "C2/2026-7.pdf", items=(other,))
    assert files(answer) == ["C1/2026-7.pdf"]


def test_a_number_of_two_customers_is_a_doubt_without_a_folder() -> None:
    answer = found("2026/7", "2026-7.pdf", items=(item("C2", "2026/7"),))
    assert str(answer.doubt) == "2026-7.pdf fits a document of another customer, too."


def test_a_number_that_returned_each_year_is_a_doubt_unless_the_year_is_said() -> None:
    older = item("C1", "7", LAST_YEAR)
    assert "two documents" in str(found("7", "7.pdf", items=(older,)).doubt)
    assert files(found("7", "7-2026.pdf", items=(older,))) == ["7-2026.pdf"]
    assert files(found("7", "2026/7.pdf", "2025/7.pdf", items=(older,))) == ["2026/7.pdf"]


def test_another_customers_of_last_year_is_a_doubt_unless_the_year_is_said() -> None:
    other = item("C2", "7", LAST_YEAR)
    assert found("7", "7.pdf", items=(other,)).doubt is not None
    assert files(found("7", "7 del 5-10-2026.pdf", items=(other,))) == ["7 del 5-10-2026.pdf"]


def test_a_credit_note_of_the_same_number_is_a_doubt() -> None:
    note = item("C1", "7", kind=ItemKind.CREDIT_NOTE, amount=Decimal(-10))
    assert found("7", "7.pdf", items=(note,)).doubt is not None


def test_a_longer_number_in_the_same_name_is_a_doubt() -> None:
    assert found("123", "FT-123.pdf", items=(item("C2", "FT-123"),)).doubt is not None


def test_the_mark_of_a_series_of_the_firms_says_something() -> None:
    paid = item("C2", "FT-9")
    assert found("2026/7", "FT 2026-7.pdf").doubt is None
    assert "says “ft”" in str(found("2026/7", "FT 2026-7.pdf", items=(paid,)).doubt)


def test_a_customer_whose_code_is_the_mark_of_a_series_is_not_known_by_it() -> None:
    series = replace(ROSSI, code="A")
    known = register(item("A", "5"), item("C2", "A/9"), customers=(series, VERDI))
    document = OpenDocument("5", OCTOBER, OCTOBER)
    assert match(document, series, [place_of("A-2026-5.pdf")], known).doubt is not None


def test_numbers_that_differ_by_zeros_only_are_a_doubt() -> None:
    assert found("0123", "123.pdf", items=(item("C2", "123"),)).doubt is not None


def test_a_customer_whose_code_is_anothers_number_is_a_doubt() -> None:
    twelve, thirteen = replace(ROSSI, code="12"), replace(VERDI, code="13")
    known = register(item("12", "13"), item("13", "12"), customers=(twelve, thirteen))
    document = OpenDocument("13", OCTOBER, OCTOBER)
    assert match(document, twelve, [place_of("12_13.pdf")], known).doubt is not None


def test_a_folder_that_is_both_a_year_and_a_code_says_nobodys() -> None:
    year = replace(ROSSI, code="2026")
    known = register(item("2026", "7"), customers=(year, VERDI))
    document = OpenDocument("7", OCTOBER, OCTOBER)
    answer = match(document, year, [place_of("2026/7.pdf")], known)
    assert (len(answer.files), answer.ours) == (1, False)


def test_two_customers_of_one_name_have_no_folder_by_it() -> None:
    namesake = replace(VERDI, name="ROSSI SRL")
    known = register(item("C1", "2026/7"), customers=(ROSSI, namesake))
    document = OpenDocument("2026/7", OCTOBER, OCTOBER)
    answer = match(document, ROSSI, [place_of("Rossi srl/2026-7.pdf")], known)
    assert answer.files == ()
