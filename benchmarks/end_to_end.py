"""`sollecito auto` against a home-made script: the same customers, one mail sink for both.

Both draw a statement of 8 items a customer, mail it over one kept SMTP connection to a sink
in a process of its own, and record it durably. Ours starts the program, reads the ledger,
plans, archives, and records the intent and the outcome of each dispatch.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.shared import SHARED, needs_shared

CUSTOMERS = 2000
ROUNDS = 3
TODAY = "2026-11-24"


def main(customers: int = CUSTOMERS, rounds: int = ROUNDS) -> None:
    """Run both in turn and print statements per second and the ratio of each pair."""
    if not needs_shared():
        return
    ratios = []
    for number in range(1, rounds + 1):
        ours, peer = _ours(customers), _peer(customers)
        ratios.append(ours / peer)
        print(
            f"round {number}: sollecito {ours:.0f}/s, reportlab script {peer:.0f}/s, "
            f"ratio {ours / peer:.2f}",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.2f} (wanted: at least 1.00)")


def _ours(customers: int) -> float:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "firm"
        sink = subprocess.Popen(
            [sys.executable, str(SHARED / "race" / "sink.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert sink.stdin is not None and sink.stdout is not None  # noqa: PT018, S101
        environment = os.environ | {"SOLLECITO_CONFIG_DIR": str(Path(place) / "pc")}
        command = [sys.executable, "-m", "tray"]
        _write_firm(folder, customers, int(sink.stdout.readline()), command, environment)
        began = time.perf_counter()
        answer = subprocess.run(
            [*command, "auto", "--data", str(folder), "--on", TODAY],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        sink.stdin.close()
        got = json.loads(sink.stdout.read())
        sink.wait()
    sent = json.loads(answer.stdout)["sent"]
    if not sent == got["mails"] == got["pdfs"] == customers:
        raise RuntimeError(f"sent {sent}, the sink got {got}")
    return customers / seconds


def _peer(customers: int) -> float:
    script = SHARED / "race" / "baseline_reportlab.py"
    answer = subprocess.run(
        [sys.executable, str(script), str(customers)],
        capture_output=True, text=True, check=True, cwd=script.parent,
    )  # fmt: skip
    return float(answer.stdout.split()[3])


def _write_firm(
    folder: Path, customers: int, port: int, command: list[str], environment: dict[str, str]
) -> None:
    """Write the peers' ledger as our tables, and settings that mail to the sink."""
    init = [*command, "init", "--data", str(folder), "--company", "Officine Rossi S.r.l."]
    subprocess.run(init, env=environment, check=True, capture_output=True)
    people = _generated(customers)
    with (folder / "ledger" / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Customer code", "Name", "Address", "Postcode", "City", "Email"))
        writer.writerows(
            (c["id"], c["name"], c["street"], c["zip"], c["city"], c["email"]) for c in people
        )
    with (folder / "ledger" / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("Customer code", "Document number", "Document date", "Due date", "Amount", "Paid",
             "Open amount"),
        )  # fmt: skip
        writer.writerows(
            (c["id"], i["doc"], i["date"], i["due"], i["amount"], i["paid"], i["open"])
            for c in people
            for i in c["items"]
        )
    settings = f"""
[company]
name = "Officine Rossi S.r.l."
address = ["Via Garibaldi 12", "20121 Milano (MI)"]
vat_number = "IT01234560157"
iban = "IT60X0542811101000000123456"
email = "amministrazione@rossi.example"

[automatic]
enabled = true

[email]
via = "smtp"
sender = "amministrazione@rossi.example"
bcc = "amministrazione@rossi.example"

[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
"""
    (folder / "sollecito.toml").write_text(settings, "utf-8")


def _generated(customers: int) -> list[dict[str, Any]]:
    sys.path.insert(0, str(SHARED / "race"))
    import common  # type: ignore[import-not-found]  # noqa: PLC0415

    people: list[dict[str, Any]] = common.gen(customers)
    # The peers number a customer's documents a little alike; a ledger needs them apart.
    for person in people:
        for count, item in enumerate(person["items"]):
            item["doc"] = f"{item['doc']}-{count}"
    return people
