import pytest

from core.domain.parties import Customer, SendingPreferences
from core.domain.problems import Severity
from core.readers import ReadFile
from core.tables.cells import Cell
from core.tables.reading import read_table
from tests.core.tables.rows import CUSTOMERS, customer, problem, read


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
