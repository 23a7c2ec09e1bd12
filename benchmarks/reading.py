"""How long the ledger of a large firm takes to be read, as CSV and as workbooks."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

import xlsxwriter

from benchmarks.shared import SHARED, needs_shared
from core.engine.loading import LoadedLedger, load_ledger
from plugins.readers import csv_tables, spreadsheets

CUSTOMERS = 5000
ROUNDS = 5
TABLES = ("customers", "items", "payments")
READERS = [*csv_tables.ledger_readers(), *spreadsheets.ledger_readers()]
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_AMOUNT = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{2}")

Rows = Sequence[Sequence[str]]


def main(customers: int = CUSTOMERS, rounds: int = ROUNDS) -> None:
    """Read both in turns, built into a ledger each time, and print the medians."""
    if not needs_shared():
        return
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "made"
        tool = [sys.executable, str(SHARED / "tools" / "make_firm.py"), str(made)]
        command = [*tool, "--customers", str(customers), "--dialect", "it"]
        subprocess.run(command, check=True, capture_output=True)
        tables = {name: _rows(made / f"{name}.csv") for name in TABLES}
        folders = {kind: _folder(Path(place) / kind) for kind in ("csv", "xlsx")}
        for name, rows in tables.items():
            (folders["csv"] / "ledger" / f"{name}.csv").write_bytes(
                (made / f"{name}.csv").read_bytes()
            )
            _write_workbook(folders["xlsx"] / "ledger" / f"{name}.xlsx", rows)
        print(f"{sum(map(len, tables.values()))} rows of {customers} customers")
        _in_turns(folders, rounds)


def _in_turns(folders: dict[str, Path], rounds: int) -> None:
    times: dict[str, list[float]] = {kind: [] for kind in folders}
    found: dict[str, LoadedLedger] = {}
    for _ in range(rounds):
        for kind, folder in folders.items():
            start = time.perf_counter()
            found[kind] = load_ledger(folder, READERS)
            times[kind].append(time.perf_counter() - start)
    for kind, loaded in found.items():
        print(
            f"{kind:>4}: {1000 * median(times[kind]):.0f} ms, {loaded.open_items} open items, "
            f"{loaded.payments} payments, {len(loaded.problems)} problems"
        )


def _folder(folder: Path) -> Path:
    (folder / "ledger").mkdir(parents=True)
    (folder / ".sollecito").touch()
    return folder


def _rows(path: Path) -> Rows:
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _write_workbook(path: Path, rows: Rows) -> None:
    """Write amounts and dates as a spreadsheet keeps them, and everything else as text."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Foglio1")
        as_date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if found := _DAY.fullmatch(cell):
                    day, month, year = map(int, found.groups())
                    sheet.write_datetime(line, column, date(year, month, day), as_date)
                elif _AMOUNT.fullmatch(cell):
                    plain = cell.replace(".", "").replace(",", ".")
                    sheet.write_number(line, column, float(plain))
                elif cell:
                    sheet.write_string(line, column, cell)


if __name__ == "__main__":
    main()
