"""Tables of a few lines, as the tests of reading write them."""

from core.domain.ledger import Item, Payment
from core.domain.parties import Customer
from core.domain.problems import Problem, Severity
from core.readers import ReadFile
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
