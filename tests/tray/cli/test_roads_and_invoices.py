from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.store.settings_file import change_settings
from tests.commands import Command
from tests.invoices import put, the_invoice

ON = ("--on", "2026-11-24")
MORNING = datetime.fromisoformat("2026-11-20T08:00:00+01:00")


def due(sollecito: Command, folder: Path, customer: str = "ROSSI") -> dict[str, Any]:
    rows = sollecito("plan", "--data", folder, *ON).json["due"]
    found: dict[str, Any] = next(row for row in rows if row["customer"] == customer)
    return found


def test_the_plan_names_the_roads_that_were_passed_over(sollecito: Command, folder: Path) -> None:
    assert "passed_over" not in due(sollecito, folder)
    change_settings(folder / "sollecito.toml", {"automatic.roads": ["fax", "email"]})
    (passed,) = due(sollecito, folder)["passed_over"]
    assert passed["channel"] == "fax"
    assert "fax server" in passed["reason"]


def test_a_customers_order_is_set_and_shown(sollecito: Command, folder: Path) -> None:
    shown = sollecito("customer", "ROSSI", "--channel", "fax, email", "--data", folder).json
    assert (shown["roads"], shown["channel"]) == (["fax", "email"], "outbox")
    assert [one["channel"] for one in shown["passed_over"]] == ["fax"]
    back = sollecito("customer", "ROSSI", "--reset", "channel", "--data", folder).json
    assert (back["roads"], back["passed_over"]) == (["email"], [])


def test_an_order_of_unknown_roads_is_a_sentence_and_exit_2(
    sollecito: Command, folder: Path
) -> None:
    answer = sollecito("customer", "ROSSI", "--channel", "pigeon", "--data", folder)
    assert answer.code == 2
    assert "pec, email, fax, post" in answer.err


def test_the_plan_names_what_goes_along_and_what_does_not(sollecito: Command, folder: Path) -> None:
    assert {"attachments", "withheld"}.isdisjoint(due(sollecito, folder))
    change_settings(folder / "sollecito.toml", {"attachments.invoices": True})
    ledger = (folder / "ledger" / "partite.csv").read_text("utf-8").splitlines()
    rows = {line.split(";")[0]: line.split(";") for line in ledger[1:]}
    _, number, dated, *_ = rows["ROSSI"]
    pdf = the_invoice(number, "Rossi S.r.l.", dated)
    put(folder, f"{number.replace('/', '-')}.pdf", pdf, MORNING)
    plan = due(sollecito, folder)
    assert [one["number"] for one in plan["attachments"]] == [number]
    assert plan["withheld"] == []
    (withheld,) = due(sollecito, folder, "BIANCHI")["withheld"]
    assert set(withheld) == {"number", "reason"}


@pytest.mark.parametrize(("word", "wish"), [("on", True), ("off", False)])
def test_whether_a_customer_gets_its_invoices_is_set(
    sollecito: Command, folder: Path, word: str, wish: bool
) -> None:
    assert sollecito("customer", "ROSSI", "--data", folder).json["invoices"] is False
    words = ("customer", "ROSSI", "--invoices", word, "--data", folder)
    assert sollecito(*words).json["invoices"] is wish
