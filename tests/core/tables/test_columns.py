import pytest

from core.tables.columns import Header, recognise
from core.tables.vocabulary import VOCABULARY, Field, TableKind


def header(line: str) -> Header:
    found = recognise(line.split(";"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Codice cliente;Ragione sociale;E-mail", TableKind.CUSTOMERS),
        ("Nome;Indirizzo;Città;CAP;Provincia;Indirizzo extra;Paese", TableKind.CUSTOMERS),
        ("Codice;Ragione sociale;Saldo", TableKind.CUSTOMERS),
        ("Codice;Ragione sociale;Indirizzo;Scadenza", TableKind.CUSTOMERS),
        ("Cliente;Numero Fattura;Data Emissione;Data Scadenza;Importo;Stato", TableKind.ITEMS),
        (
            "Cliente;Numero Fattura;Data Emissione;Data Scadenza;Importo;Data Pagamento",
            TableKind.ITEMS,
        ),
        ("ContactName;EmailAddress;InvoiceNumber;InvoiceDate;DueDate;Total", TableKind.ITEMS),
        ("Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo", TableKind.ITEMS),
        ("Factuurnr.;Naam;Deb.nr.;Vervalt;Factuur;Saldo", TableKind.ITEMS),
        ("Id incasso;Codice cliente;Data incasso;Importo;Numero documento", TableKind.PAYMENTS),
        ("Payment id;Customer code;Date;Currency;Amount;Document number", TableKind.PAYMENTS),
        ("Codice cliente;Data incasso;Importo", TableKind.PAYMENTS),
    ],
)
def test_a_table_is_told_by_its_headings(line: str, kind: TableKind) -> None:
    assert header(line).kind is kind


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Estratto conto",
        "Cliente: Rossi;",
        "Data;Valuta;Causale;Descrizione;Importo;Divisa",
        "Data contabile;Data valuta;Descrizione;Accrediti;Addebiti",
        "Data Operazione;Data Valuta;Entrate;Uscite;Descrizione",
        "Articolo;Quantità;Prezzo",
        "C001;Rossi;12,00",
    ],
)
def test_other_tables_are_not_taken_for_a_ledger(line: str) -> None:
    assert recognise(line.split(";")) is None


@pytest.mark.parametrize(
    "heading", ["Data scadenza", "DATA SCADENZA", "Data di scadenza", "data_scadenza", "Due-Date"]
)
def test_case_accents_and_punctuation_do_not_count(heading: str) -> None:
    found = header(f"Codice cliente;Numero;Importo;{heading}")
    assert found.columns[Field.DUE_DATE] == 3


def test_the_exact_heading_comes_before_one_that_only_begins_so() -> None:
    found = header("Cliente;Importo scadenza residua;Importo;Scadenza;Importo EUR")
    assert found.columns[Field.AMOUNT] == 2


def test_the_surer_of_two_headings_has_the_field() -> None:
    found = header("Codice cliente;Numero;Data;Data documento;Saldo;Residuo;Totale;Importo")
    assert [found.columns[f] for f in (Field.DOCUMENT_DATE, Field.RESIDUAL, Field.AMOUNT)] == [
        *(3, 5, 7)
    ]


def test_one_word_alone_does_not_make_a_column() -> None:
    found = header("Codice cliente;Numero;Importo;Data ultimo incasso;Codice destinatario")
    assert set(found.columns) == {Field.CUSTOMER, Field.NUMBER, Field.AMOUNT}


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Importo EUR", Field.AMOUNT), ("Importo (€)", Field.AMOUNT), ("Rata 1", Field.INSTALMENT)],
)
def test_a_currency_or_a_number_may_follow(heading: str, field: Field) -> None:
    assert header(f"Codice cliente;Numero;Residuo;{heading}").columns[field] == 3


def test_the_language_of_the_headings_tells_the_decimal_mark() -> None:
    assert header("Codice cliente;Numero documento;Importo").comma
    assert not header("Customer code;Document number;Amount").comma


@pytest.mark.parametrize("kind", list(TableKind))
def test_no_heading_means_two_things_in_one_table(kind: TableKind) -> None:
    every = [
        name
        for languages in VOCABULARY[kind].values()
        for names in languages.values()
        for name in names
    ]
    assert len(every) == len(set(every))
