from datetime import date
from decimal import Decimal

import pytest

from core.domain.ledger import Item, ItemKind
from core.domain.problems import Severity
from core.errors import FileUnreadable
from tests.core.tables.rows import (
    ITEMS,
    PAYMENTS,
    item,
    problem,
    read,
)


def test_an_item_is_read_whole() -> None:
    row = "C1;Fattura;12/2026;01/02/2026;1;03/04/2026;EUR;1.234,50;234,50;1.000,00"
    assert item(row) == Item(
        customer="C1",
        kind=ItemKind.INVOICE,
        number="12/2026",
        document_date=date(2026, 2, 1),
        due_date=date(2026, 4, 3),
        currency="EUR",
        amount=Decimal("1234.50"),
        instalment="1",
        paid=Decimal("234.50"),
        residual=Decimal(1000),
        file="ledger/x.csv",
        line=2,
    )


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("Fattura", "10,00", ItemKind.INVOICE),
        ("FATTURA DIFFERITA", "10,00", ItemKind.INVOICE),
        ("Ft.", "10,00", ItemKind.INVOICE),
        ("TD01", "10,00", ItemKind.INVOICE),
        ("Nota di debito", "10,00", ItemKind.INVOICE),
        ("Invoice", "10,00", ItemKind.INVOICE),
        ("", "10,00", ItemKind.INVOICE),
        ("Nota di credito", "-10,00", ItemKind.CREDIT_NOTE),
        ("NOTA CREDITO", "-10,00", ItemKind.CREDIT_NOTE),
        ("N.C.", "-10,00", ItemKind.CREDIT_NOTE),
        ("TD04", "-10,00", ItemKind.CREDIT_NOTE),
        ("Credit note", "-10,00", ItemKind.CREDIT_NOTE),
        ("", "-10,00", ItemKind.CREDIT_NOTE),
        ("Fattura", "-10,00", ItemKind.CREDIT_NOTE),
        ("Incasso", "-10,00", ItemKind.CREDIT_NOTE),
    ],
)
def test_the_kind_comes_from_its_column_else_from_the_sign(
    kind: str, amount: str, expected: ItemKind
) -> None:
    assert item(f"C1;{kind};1;01/02/2026;;01/02/2026;EUR;{amount};;").kind is expected


def test_a_credit_note_written_with_positive_amounts_becomes_negative() -> None:
    note = item("C1;Nota di credito;1;01/02/2026;;;EUR;100,00;60,00;40,00")
    assert [note.amount, note.paid, note.residual] == [-100, -60, -40]
    assert not note.due_date_assumed


def test_empty_amounts_are_unknown_and_not_zero() -> None:
    bare = item("C1;;1;01/02/2026;;01/02/2026;;10,00;;")
    assert (bare.paid, bare.residual, bare.currency) == (None, None, "")


def test_without_an_amount_it_is_what_was_paid_and_what_is_left() -> None:
    assert item("C1;;1;01/02/2026;;01/02/2026;EUR;;4,00;6,00").amount == 10


@pytest.mark.parametrize(
    ("state", "left"),
    [("Pagata", 0), ("PAID", 0), ("Annullata", 0), ("Pagata in parte", None), ("Da pagare", None)],
)
def test_a_document_whose_state_says_paid_leaves_nothing_to_pay(
    state: str, left: int | None
) -> None:
    [one] = read(
        "Cliente;Numero;Scadenza;Importo;Stato", f"C1;1;01/02/2026;9,00;{state}"
    ).part.items
    assert one.residual == left


def test_without_a_due_date_the_document_date_is_assumed_and_noted() -> None:
    row = "C1;;1;01/02/2026;;;EUR;10,00;;"
    assert item(row).due_date == date(2026, 2, 1)
    assert item(row).due_date_assumed
    note = problem(ITEMS, row)
    assert note.severity is Severity.NOTE
    assert str(note.what) == "Document 1 has no due date."
    assert note.column == "Scadenza"


def test_without_a_column_of_due_dates_one_note_is_enough() -> None:
    rows = [f"C1;{number};01/02/2026;10,00" for number in range(3)]
    found = read("Codice cliente;Numero;Data;Importo", *rows)
    assert [str(p.what) for p in found.problems] == ["The table has no column of due dates."]
    assert all(one.due_date_assumed for one in found.part.items)


def test_without_a_document_date_the_due_date_counts() -> None:
    assert item("C1;;1;;;03/04/2026;EUR;10,00;;").document_date == date(2026, 4, 3)


def test_without_codes_the_name_is_the_customer() -> None:
    [one] = read("Cliente;Numero;Scadenza;Importo", "Rossi;1;01/02/2026;10,00").part.items
    assert (one.customer, one.customer_name) == ("Rossi", "Rossi")


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (";;1;01/02/2026;;01/02/2026;EUR;10,00;;", "Codice cliente", "The row names no customer."),
        ("C1;;1;;;;EUR;10,00;;", "Data", "The row has no date."),
        ("C1;;1;31/02/2026;;;EUR;10,00;;", "Data", "There is no day “31/02/2026”."),
        ("C1;;1;01/02/2026;;boh;EUR;10,00;;", "Scadenza", "“boh” is not a date."),
        ("C1;;1;01/02/2026;;01/02/2026;EUR;;;", "Importo", "The row has no amount."),
        ("C1;;1;01/02/2026;;01/02/2026;EUR;dieci;;", "Importo", "“dieci” is not an amount."),
        (
            "C1;;1;01/02/2026;;01/02/2026;EUR;10,005;;",
            "Importo",
            "“10,005” has more than two decimals.",
        ),
        ("C1;;1;01/02/2026;;01/02/2026;EUR;10,00;abc;", "Pagato", "“abc” is not an amount."),
        ("C1;;1;01/02/2026;;01/02/2026;EUR;10,00;;x", "Residuo", "“x” is not an amount."),
        (
            "C1;;1;01/02/2026;;01/02/2026;EUX;10,00;;",
            "Valuta",
            "“EUX” is not the code of a currency.",
        ),
        (
            "C1;Preventivo;1;01/02/2026;;01/02/2026;EUR;10,00;;",
            "Tipo",
            "“Preventivo” is neither an invoice nor a credit note.",
        ),
        (
            "C1;;1;01/02/2026;;01/02/2026;EUR;10,00;;;resto",
            "",
            "The row has 11 cells, the headings are 10.",
        ),
    ],
)
def test_a_wrong_item_is_left_out_and_reported_with_its_place(
    row: str, column: str, sentence: str
) -> None:
    good = "C2;;9;01/02/2026;;01/02/2026;EUR;9,00;;"
    found = read(ITEMS, row, good)
    assert [one.customer for one in found.part.items] == ["C2"]
    [wrong] = found.problems
    assert (wrong.file, wrong.line, wrong.column) == ("ledger/x.csv", 2, column)
    assert (str(wrong.what), wrong.severity) == (sentence, Severity.ROW)
    assert str(wrong.hint)


def test_an_italian_table_never_has_the_month_first() -> None:
    assert (
        str(problem(PAYMENTS, "P1;C1;12/31/2026;;1,00;;").what) == "There is no day “12/31/2026”."
    )


def test_an_american_table_has_the_month_first_in_every_row() -> None:
    found = read("Customer;Invoice No;Due date;Amount", "A;1;12/31/2026;1.00", "A;2;2/1/2026;1.00")
    assert [one.due_date for one in found.part.items] == [date(2026, 12, 31), date(2026, 2, 1)]


def test_two_wrong_cells_of_a_row_are_two_problems() -> None:
    found = read(ITEMS, "C1;;1;x;;y;EUR;10,00;;")
    assert [p.column for p in found.problems] == ["Data", "Scadenza"]
    assert {p.customer for p in found.problems} == {"C1"}


@pytest.mark.parametrize(
    "row",
    [
        "",
        ";;;;;;;;;",
        "  ;;;;;;;;;",
        "Totale;;;;;;;1.234,00;;",
        "TOTALE GENERALE;;;;;;;1.234,00;;",
        "Total for Rossi;;;;;;;1.234,00;;",
        ";;;;;;Totale;1.234,00;;",
    ],
)
def test_totals_and_empty_rows_are_passed_over(row: str) -> None:
    found = read(ITEMS, row)
    assert (found.part.items, found.problems) == ((), ())


def test_a_customer_may_be_called_total() -> None:
    found = read(
        "Cliente;Numero;Scadenza;Importo",
        "Total Italia S.p.A.;1;01/02/2026;10,00",
        "Totale Total Italia S.p.A.;;;10,00",
    )
    assert [one.customer for one in found.part.items] == ["Total Italia S.p.A."]
    assert not found.problems


@pytest.mark.parametrize("lines", [0, 1, 30])
def test_headings_may_stand_below_a_preamble(lines: int) -> None:
    row = "C1;;1;01/02/2026;;01/02/2026;EUR;10,00;;"
    [one] = read(*["Scadenzario clienti;"] * lines, ITEMS, row).part.items
    assert one.line == lines + 2


def test_headings_below_thirty_one_lines_are_not_looked_for() -> None:
    with pytest.raises(FileUnreadable) as error:
        read(*["Scadenzario clienti;"] * 31, ITEMS)
    assert str(error.value) == "“ledger/x.csv” has no line of headings that the program knows."
    assert error.value.hint is not None


def test_a_short_row_is_filled_up() -> None:
    assert item("C1;;1;01/02/2026;;01/02/2026;EUR;10,00").amount == 10


def test_empty_cells_beyond_the_headings_are_passed_over() -> None:
    assert item("C1;;1;01/02/2026;;01/02/2026;EUR;10,00;;;;;").amount == 10
