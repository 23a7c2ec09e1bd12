from datetime import date
from decimal import Decimal

import pytest

from core.domain.ledger import Item, ItemKind, Payment
from core.domain.parties import Customer, SendingPreferences
from core.domain.problems import Problem, Severity
from core.errors import FileUnreadable
from core.readers import ReadFile
from core.tables.cells import Cell
from core.tables.reading import read_table

ITEMS = "Codice cliente;Tipo;Numero;Data;Rata;Scadenza;Valuta;Importo;Pagato;Residuo"
PAYMENTS = "Id incasso;Codice cliente;Data incasso;Valuta;Importo;Numero documento;Rata"
CUSTOMERS = (
    "Codice;Ragione sociale;Partita IVA;CAP;Nazione;E-mail;PEC;IBAN;Valuta;Automatico;"
    "Periodicità;Lingua"
)


def read(*lines: str) -> ReadFile:
    return read_table([line.split(";") for line in lines], "ledger/x.csv")


def item(row: str) -> Item:
    found = read(ITEMS, row)
    assert not [p for p in found.problems if p.severity is not Severity.NOTE]
    [only] = found.part.items
    return only


def payment(row: str) -> Payment:
    found = read(PAYMENTS, row)
    assert not found.problems
    [only] = found.part.payments
    return only


def customer(row: str, headings: str = CUSTOMERS) -> Customer:
    [only] = read(headings, row).part.customers
    return only


def problem(headings: str, row: str) -> Problem:
    found = read(headings, row)
    [only] = found.problems
    return only


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
        ("C1;;1;01/02/2026;;01/02/2026;EUR;10,00;x;", "Pagato", "“x” is not an amount."),
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


def test_a_customer_is_read_whole() -> None:
    headings = (
        "Codice;Ragione sociale;P.IVA;Cod. Fisc.;Indirizzo;CAP;Città;Prov.;Nazione;Tel.;Fax;"
        "E-mail;PEC;Pagamento;Valuta"
    )
    row = (
        "007;Bar Ünter;01234560157;X;Via Roma 1;00184;Roma;RM;IT;06 1;06 2;"
        "a@bar.example, b@bar.example;bar@pec.example;30 gg;chf"
    )
    assert customer(row, headings) == Customer(
        code="007",
        name="Bar Ünter",
        currency="CHF",
        vat_number="01234560157",
        tax_code="X",
        address="Via Roma 1",
        postcode="00184",
        city="Roma",
        province="RM",
        country="IT",
        phone="06 1",
        fax="06 2",
        emails=("a@bar.example", "b@bar.example"),
        pec="bar@pec.example",
        terms="30 gg",
        file="ledger/x.csv",
        line=2,
    )


@pytest.mark.parametrize(
    ("cells", "preferences"),
    [
        (";;", SendingPreferences()),
        ("sì;30;it", SendingPreferences(True, 30, "it")),
        ("Yes;30 giorni;English", SendingPreferences(True, 30, "en")),
        ("NO;;", SendingPreferences(False)),
    ],
)
def test_preferences_may_stand_in_the_customers_table(
    cells: str, preferences: SendingPreferences
) -> None:
    assert customer(f"C1;Rossi;;;;;;;;{cells}").preferences == preferences


def test_an_invalid_address_is_kept_apart() -> None:
    one = customer("C1;Rossi;;;;ok@x.example, rossi@, ok@x.example;;;;;;")
    assert one.emails == ("ok@x.example",)
    assert one.invalid_emails == ("rossi@",)


@pytest.mark.parametrize(
    ("row", "column", "sentence", "severity"),
    [
        ("C1;R;;;;rossi@;;;;;;", "E-mail", "“rossi@” is not an e-mail address.", Severity.ROW),
        ("C1;R;;;;;x@@y.it;;;;;", "PEC", "“x@@y.it” is not an e-mail address.", Severity.ROW),
        ("C1;R;01234560150;;;;;;;;;", "Partita IVA", "“01234560150” is not a VAT number.", "note"),
        ("C1;R;IT1;;IT;;;;;;;", "Partita IVA", "“IT1” is not a VAT number.", Severity.NOTE),
        ("C1;R;;;;;;IT00X;;;;", "IBAN", "“IT00X” is not an IBAN.", Severity.NOTE),
        ("C1;R;;;;;;;;forse;;", "Automatico", "“forse” is neither yes nor no.", Severity.ROW),
        ("C1;R;;;;;;;;;0;", "Periodicità", "“0” is not a number of days.", Severity.ROW),
        ("C1;R;;;;;;;;;;Latino", "Lingua", "The program does not speak “Latino”.", Severity.NOTE),
    ],
)
def test_a_customer_with_a_wrong_cell_is_kept_and_reported(
    row: str, column: str, sentence: str, severity: Severity
) -> None:
    wrong = problem(CUSTOMERS, row)
    assert (wrong.line, wrong.column, str(wrong.what)) == (2, column, sentence)
    assert (wrong.severity, wrong.customer) == (severity, "C1")
    assert customer(row).code == "C1"


def test_a_customer_who_may_have_said_no_gets_nothing_by_itself() -> None:
    assert customer("C1;R;;;;;;;;forse;;").preferences.automatic is False


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";Rossi;;;;;;;;;;", "The row names no customer."),
        ("C1;Rossi;;;;;;;EUX;;;", "“EUX” is not the code of a currency."),
    ],
)
def test_a_customer_that_cannot_be_read_is_left_out(row: str, sentence: str) -> None:
    assert str(problem(CUSTOMERS, row).what) == sentence
    assert not read(CUSTOMERS, row).part.customers


def test_a_foreign_vat_number_is_not_ours_to_check() -> None:
    assert not read(CUSTOMERS, "C1;R;CH00000000;8001;CH;;;;CHF;;;").problems


def test_a_recipient_code_is_no_certified_address() -> None:
    found = read(CUSTOMERS, "C1;R;;;;;M5UXCR1;;;;;")
    assert found.part.customers[0].pec == ""
    assert not found.problems


def test_the_number_of_customers_below_the_table_is_no_customer() -> None:
    assert read(CUSTOMERS, "Totale clienti;120;;;;;;;;;;") == ReadFile()


def test_numbers_of_spreadsheets_get_their_zeros_back_in_italy() -> None:
    headings = ["Codice", "Ragione sociale", "Partita IVA", "CAP", "Nazione"]
    rows: list[list[Cell]] = [
        [*headings],
        [12.0, "Rossi", 1234560157.0, 184.0, ""],
        ["13", "Weber", 123.0, 184.0, "CH"],
    ]
    italian, swiss = read_table(rows, "ledger/x.xlsx").part.customers
    assert (italian.code, italian.vat_number, italian.postcode) == ("12", "01234560157", "00184")
    assert (swiss.vat_number, swiss.postcode) == ("123", "184")
