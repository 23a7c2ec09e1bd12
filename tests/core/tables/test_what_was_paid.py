"""What was paid is understood however a firm's table says it, or the table is not read at all."""

from decimal import Decimal

import pytest

from core.domain.ledger import Item
from core.domain.problems import Severity
from core.readers import ReadFile
from core.tables.columns import recognise
from core.tables.reading import HeadingsUnknown, read_table
from core.tables.vocabulary import Field, TableKind

ITEM = "Cod. Cli.;Rag. Sociale;N. Doc.;Data Doc.;Data Scad.;Importo"
ROW = "C1;Rossi;1;01/02/2026;03/03/2026;100,00"


def read(*lines: str) -> ReadFile:
    return read_table([line.split(";") for line in lines], "ledger/x.csv")


def item(heading: str, cell: str) -> Item:
    [found] = read(f"{ITEM};{heading}", f"{ROW};{cell}").part.items
    return found


@pytest.mark.parametrize(
    "heading",
    [
        *("Importo incassato", "Importo versato", "Bonifico", "Importo accreditato"),
        *("Importo pagato", "Importo ricevuto", "Versato"),
    ],
)
def test_a_list_of_what_came_in_is_a_table_of_payments(heading: str) -> None:
    line = f"Data incasso;Cod. Cli.;Rag. Sociale;N. Doc.;{heading}"
    [payment] = read(line, "01/03/2026;C1;Rossi;1;800,00").part.payments
    assert (payment.customer, payment.amount) == ("C1", Decimal(800))


@pytest.mark.parametrize(
    "line",
    [
        "Data incasso;Cod. Cli.;Rag. Sociale;N. Doc.;Entrata",
        "Data versamento;Cliente;P.IVA;Entrata",
        "Cliente;P.IVA;N. Fattura;Scadenza;Netto a pagare",
        "Codice cliente;Ragione sociale;Nota di credito;Data;Imponibile;IVA;Importo nota",
    ],
)
def test_a_table_that_tells_of_documents_is_not_one_of_customers(line: str) -> None:
    assert recognise(line.split(";")) is None


@pytest.mark.parametrize(
    "heading", ["Acconti", "Già pagato", "Versato", "Importo versato", "Pagamenti", "Incassi"]
)
def test_what_was_paid_has_many_names(heading: str) -> None:
    assert item(heading, "60,00").paid == Decimal(60)


@pytest.mark.parametrize(
    "heading",
    [
        *("Residuo da incassare", "Saldo da pagare", "Saldo residuo", "Rimanenza"),
        *("Resta da pagare", "Scoperto", "Importo insoluto"),
    ],
)
def test_what_is_left_has_many_names(heading: str) -> None:
    assert item(heading, "40,00").residual == Decimal(40)


@pytest.mark.parametrize("heading", ["Pagata", "Saldata", "Pagato (S/N)", "Stato incasso"])
@pytest.mark.parametrize(("cell", "left"), [("SI", Decimal(0)), ("NO", None), ("", None)])
def test_yes_and_no_are_a_state(heading: str, cell: str, left: Decimal | None) -> None:
    assert item(heading, cell).residual == left


@pytest.mark.parametrize(("cell", "left"), [("Sì", Decimal(0)), ("x", Decimal(0)), ("no", None)])
def test_a_column_of_amounts_that_says_yes_or_no_is_a_state(
    cell: str, left: Decimal | None
) -> None:
    found = item("Pagato", cell)
    assert (found.paid, found.residual) == (None, left)


@pytest.mark.parametrize(("cell", "left"), [("03/03/2026", Decimal(0)), ("", None)])
@pytest.mark.parametrize("heading", ["Pagato il", "Data pagamento", "Incassato il"])
def test_a_day_of_payment_counts_as_paid_in_full(
    heading: str, cell: str, left: Decimal | None
) -> None:
    file = read(f"{ITEM};{heading}", f"{ROW};{cell}")
    assert [found.residual for found in file.part.items] == [left]
    [note] = file.problems
    assert (note.severity, note.column) == (Severity.NOTE, heading)


def test_an_amount_paid_tells_more_than_its_day() -> None:
    file = read(f"{ITEM};Pagato;Pagato il", f"{ROW};60,00;03/03/2026")
    assert [(found.paid, found.residual) for found in file.part.items] == [(Decimal(60), None)]


@pytest.mark.parametrize("heading", ["Anticipi versati", "Quota saldata", "Partly paid"])
def test_a_heading_that_seems_to_tell_what_was_paid_is_asked_about(heading: str) -> None:
    with pytest.raises(HeadingsUnknown) as caught:
        read(f"{ITEM};{heading}", f"{ROW};60,00")
    assert heading in str(caught.value.title)


@pytest.mark.parametrize("heading", ["Modalità pagamento", "Giorni residui", "Banca incasso"])
def test_other_headings_beside_the_amount_do_no_harm(heading: str) -> None:
    assert item(heading, "30").amount == Decimal(100)


def test_a_table_that_tells_what_is_left_needs_no_more() -> None:
    found = recognise(f"{ITEM};Residuo;Anticipi versati".split(";"))
    assert found is not None
    assert found.kind is TableKind.ITEMS
    assert Field.RESIDUAL in found.columns
    assert read(f"{ITEM};Residuo;Anticipi versati", f"{ROW};40,00;60,00").part.items
