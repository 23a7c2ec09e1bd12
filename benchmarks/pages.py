"""Every page of the running program, at 5,000 and at 50,000 customers, as a browser asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx

from benchmarks.history import write_records
from core.store.data_folder import SETTINGS_FILE
from core.store.settings_file import change_settings
from tray.clock import SystemClock

SIZES = {5_000: 100, 50_000: 300}
"""How many customers, and within how many milliseconds a page must be there."""
PICTURE = 150
"""Within how many milliseconds the preview's first page must be there."""
ITEMS_EACH = 8
SENDINGS_EACH = 4
SETTINGS = {
    "automatic.enabled": True,
    # Nothing is sent meanwhile, and the plan is full.
    "automatic.approval": "always",
    "email.via": "outbox",
    "email.sender": "amministrazione@rossi.example",
}
ROUNDS = 5
TODAY = SystemClock().today()
IN_TEN_DAYS = TODAY + timedelta(days=10)
PAGES = [
    "/",
    "/plan",
    "/plan?page=7",
    "/plan/ahead",
    f"/plan/ahead/{IN_TEN_DAYS}",
    "/plan/skipped",
    "/plan/skipped?reason=nothing_in_scope",
    "/customers",
    "/customers?q=ferr",
    "/customers/C00007/statement-1.png",
    "/customers/C00007",
    "/history",
    "/history?customer=ferramenta",
    "/history?state=failed",
    "/history?channel=fax",
    "/history?from=2026-01-01&to=2026-01-02&automatic=yes",
    "/problems",
    "/designs",
    "/settings",
    "/plugins",
    "/help",
    "/search?q=rossi&part=1",
]


def main(sizes: list[int] | None = None) -> None:
    """Print the milliseconds of every page, cold (just after a change) and warm."""
    for customers in sizes or SIZES:
        limit = SIZES.get(customers, max(SIZES.values()))
        print(f"{customers:,} customers, {customers * ITEMS_EACH:,} items; wanted {limit} ms")
        with TemporaryDirectory() as place, running_program(Path(place), customers) as client:
            for page in PAGES:
                first, *others = [milliseconds(client, page) for _ in range(ROUNDS + 1)]
                wanted = PICTURE if page.endswith(".png") else limit
                mark = "" if max(first, median(others)) <= wanted else "   TOO SLOW"
                print(f"{page:44} first {first:7.1f}  then {median(others):7.1f}{mark}")


def milliseconds(client: httpx.Client, page: str) -> float:
    """Return how long the program takes to answer."""
    begin = perf_counter()
    answer = client.get(page)
    took = (perf_counter() - begin) * 1000
    if answer.status_code != httpx.codes.OK:
        print(f"{page}: {answer.status_code}")
    return took


@contextmanager
def running_program(place: Path, customers: int) -> Iterator[httpx.Client]:
    """Start the program on a firm of that size, and open its pages as the tray does."""
    folder, environment = place / "firm", os.environ | {"SOLLECITO_CONFIG_DIR": str(place / "pc")}
    command = [sys.executable, "-m", "tray"]
    init = ["init", "--data", str(folder), "--company", "Ferramenta Rossi S.r.l."]
    subprocess.run([*command, *init], env=environment, check=True, capture_output=True)
    change_settings(folder / SETTINGS_FILE, SETTINGS)
    write_ledger(folder / "ledger", customers)
    write_records(folder / "history", SENDINGS_EACH * customers)
    run = ["run", "--data", str(folder), "--headless", "--no-browser"]
    program = subprocess.Popen(
        [*command, *run], env=environment, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert program.stdout is not None  # noqa: S101 - it is piped
    try:
        address = next(word for line in program.stdout for word in line.split() if "http" in word)
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            client.get(address)
            client.base_url = httpx.URL(address).join("/")
            wait_for_ledger(client)
            yield client
    finally:
        program.terminate()
        program.wait(timeout=30)


def wait_for_ledger(client: httpx.Client) -> None:
    """Wait until the customers are there and nothing more happens."""
    while "/customers/C00007" not in client.get("/search?q=C00007&part=1").text:
        sleep(0.2)
    # The days ahead and the list of customers are made when nothing else is to be done.
    sleep(10)


def write_ledger(folder: Path, customers: int) -> None:
    """Write customers and items: a tenth without an address, due dates all over a year."""
    codes = [f"C{number:05}" for number in range(customers)]
    with (folder / "clienti.csv").open("w", encoding="utf-8") as file:
        file.write("Codice cliente;Ragione sociale;Città;E-mail\n")
        for number, code in enumerate(codes):
            mail = f"conti@{code.lower()}.example" if number % 10 else ""
            file.write(f"{code};Ferramenta {number} S.r.l.;Milano;{mail}\n")
    with (folder / "partite.csv").open("w", encoding="utf-8") as file:
        file.write("Codice cliente;Numero documento;Data documento;Data scadenza;Importo;Residuo\n")
        for number, code in enumerate(codes):
            for item in range(ITEMS_EACH):
                due = TODAY + timedelta(
                    days=(number * 13 + item * 41) % 330 - 240 * (number % 3 != 0)
                )
                issued = min(due - timedelta(days=30), TODAY)
                file.write(
                    f"{code};{item}/{number};{issued:%d/%m/%Y};{due:%d/%m/%Y};120,50;120,50\n"
                )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
