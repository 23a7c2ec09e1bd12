"""The example firm: a small ledger whose dates lie around today."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from core.engine.parts import Clock
from core.files import write_durably
from core.formats import format_day
from core.store.data_folder import SETTINGS_FILE, make_data_folder
from core.store.settings_file import change_settings

COMPANY = "Ferramenta Rossi S.r.l."
SETTINGS = {
    "company.address": ["Via Roma 1", "20121 Milano MI"],
    "company.vat_number": "IT01234560157",
    "company.iban": "IT60X0542811101000000123456",
    "company.email": "amministrazione@rossi.example",
    "company.phone": "02 0001001",
    "company.logo": "designs/logo.png",
    "automatic.enabled": True,
    "email.via": "outbox",
    "email.sender": "Ferramenta Rossi <amministrazione@rossi.example>",
}
_KINDS = {"invoice": "Fattura", "credit": "Nota di credito"}
_ITEMS = (
    "Codice cliente", "Tipo documento", "Numero documento", "Data documento", "Data scadenza",
    "Valuta", "Importo", "Pagato", "Residuo",
)  # fmt: skip
_PAYMENTS = ("Id incasso", "Codice cliente", "Data incasso", "Valuta", "Importo",
             "Numero documento")  # fmt: skip


def write_demo(folder: Path, clock: Clock, machine: str, language: str) -> None:
    """Write the example firm into a new data folder: e-mail to the outbox, automatic on."""
    make_data_folder(folder, COMPANY, machine, language)
    source = files("templates") / "demo"
    write_durably(folder / "designs" / "logo.png", (source / "logo.png").read_bytes())
    change_settings(folder / SETTINGS_FILE, SETTINGS)
    for name, content in demo_tables(clock.today()).items():
        write_durably(folder / "ledger" / name, content)


def demo_tables(today: date) -> dict[str, bytes]:
    """Return the example firm's tables by file name, their dates around today."""
    currencies = _currencies(_rows("customers.csv", ";"))
    return {
        "clienti.csv": (files("templates") / "demo" / "customers.csv").read_bytes(),
        "partite.csv": _table(_ITEMS, _items(today, currencies)),
        "incassi.csv": _table(_PAYMENTS, _payments(today, currencies)),
    }


def _items(today: date, currencies: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for row in _rows("items.csv"):
        issued = today - timedelta(days=int(row["days_since_document"]))
        amount, paid = Decimal(row["amount"]), Decimal(row["paid"])
        yield (
            row["customer"],
            _KINDS[row["kind"]],
            f"{row['number']}/{issued.year}",
            format_day(issued, "it"),
            format_day(issued + timedelta(days=int(row["days_to_due"])), "it"),
            currencies[row["customer"]],
            _money(amount),
            _money(paid),
            _money(amount - paid),
        )


def _payments(today: date, currencies: dict[str, str]) -> Iterator[tuple[str, ...]]:
    years = {
        row["number"]: (today - timedelta(days=int(row["days_since_document"]))).year
        for row in _rows("items.csv")
    }
    for row in _rows("payments.csv"):
        number = row["number"]
        yield (
            row["payment"],
            row["customer"],
            format_day(today - timedelta(days=int(row["days_since"])), "it"),
            currencies[row["customer"]],
            _money(Decimal(row["amount"])),
            f"{number}/{years[number]}" if number else "",
        )


def _rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    text = (files("templates") / "demo" / name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def _currencies(customers: Iterable[dict[str, str]]) -> dict[str, str]:
    return {row["Codice cliente"]: row["Valuta"] for row in customers}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _table(header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
