import csv
import io
from pathlib import Path

import pypdfium2
import pytest

from core.store.settings_file import change_settings
from tests.commands import Command
from tests.conftest import make_firm

ON = ("--on", "2026-11-24")


@pytest.mark.parametrize("dialect", ["it", "en"])
def test_balances_agree_to_the_cent_with_the_answers(
    sollecito: Command, folder: Path, tmp_path: Path, dialect: str
) -> None:
    made = make_firm(tmp_path / "made", customers=200, dialect=dialect)
    for name in ("clienti.csv", "partite.csv"):
        (folder / "ledger" / name).unlink()
    for name in ("customers.csv", "items.csv", "payments.csv"):
        (folder / "ledger" / name).write_bytes((made / name).read_bytes())
    answer = sollecito("balances", "--data", folder, "--as-of", "2026-11-24", "--format", "csv")
    assert (answer.code, answer.out) == (0, (made / "answers.csv").read_text("utf-8"))


def test_balances_in_json_are_strings(sollecito: Command, folder: Path) -> None:
    rows = sollecito("balances", "--data", folder, *("--as-of", "2026-11-24"), "--format",
                     "json").json  # fmt: skip
    assert rows[0] | {"oldest_due": None} == {
        "customer": "BIANCHI", "currency": "EUR", "outstanding": "100.00",
        "overdue_gross": "100.00", "overdue_net": "100.00", "current": "0.00",
        "d1_30": "100.00", "d31_60": "0.00", "d61_90": "0.00", "d90_plus": "0.00",
        "credits": "0.00", "open_items": 1, "oldest_due": None,
    }  # fmt: skip


def test_check_of_a_good_ledger_is_quiet(sollecito: Command, folder: Path) -> None:
    answer = sollecito("check", "--data", folder)
    assert (answer.code, answer.out) == (0, "")
    assert "Customers: 3. Open items: 3. Problems: 0." in answer.err


def test_check_names_file_line_and_what_to_do(sollecito: Command, folder: Path) -> None:
    path = folder / "ledger" / "partite.csv"
    path.write_text(path.read_text("utf-8").replace(";04/11/2026;", ";31/02/2026;", 1), "utf-8")
    answer = sollecito("check", "--data", folder)
    assert answer.code == 1
    assert answer.out.startswith("ledger/partite.csv:2 [Data scadenza]: ")
    assert "31/02/2026" in answer.out


def test_plan_has_the_shape_of_the_contract(sollecito: Command, folder: Path) -> None:
    plan = sollecito("plan", "--data", folder, *ON).json
    assert (plan["date"], plan["skipped"]) == ("2026-11-24", [])
    assert plan["due"][0] == {
        "customer": "BIANCHI",
        "name": "Bianchi S.r.l.",
        "channel": "outbox",
        "address": "conti@bianchi.example",
        "amounts": [{"currency": "EUR", "outstanding": "100.00", "overdue_net": "100.00"}],
    }


def test_plan_that_waits_for_a_yes_lists_who_would_get_it(sollecito: Command, folder: Path) -> None:
    change_settings(folder / "sollecito.toml", {"automatic.approval": "always"})
    due = sollecito("plan", "--data", folder, *ON).json["due"]
    waits = sollecito("plan", "--data", folder)
    assert [row["customer"] for row in waits.json["due"]] == [row["customer"] for row in due]
    assert str(len(due)) in waits.err
    finished = sollecito("auto", "--data", folder).json
    assert (finished["sent"], set(finished["skipped"])) == (0, {"approval"})


def test_plan_changes_nothing(sollecito: Command, folder: Path) -> None:
    sollecito("plan", "--data", folder, *ON)
    assert list((folder / "history").rglob("*.jsonl")) == []


def test_plan_as_csv_has_one_row_a_customer(sollecito: Command, folder: Path) -> None:
    answer = sollecito("plan", "--data", folder, *ON, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [row["decision"] for row in rows] == ["due"] * 3


def test_statement_draws_a_pdf(sollecito: Command, folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "one.pdf"
    words = ("statement", "ROSSI", "--output", output, "--as-of", "2026-11-24")
    answer = sollecito(*words, "--data", folder)
    with pypdfium2.PdfDocument(output) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert answer.code == 0
    assert "Rossi S.r.l." in text
    assert "100,00" in text


def test_an_unknown_customer_is_one_sentence_and_exit_2(
    sollecito: Command, folder: Path, tmp_path: Path
) -> None:
    answer = sollecito("statement", "NERI", "--output", tmp_path / "x.pdf", "--data", folder)
    assert (answer.code, answer.out) == (2, "")
    assert "There is no customer NERI." in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["check", "balances", "plan", "auto", "history", "plugins"])
def test_a_folder_that_is_away_is_one_sentence_and_exit_2(
    sollecito: Command, tmp_path: Path, command: str
) -> None:
    answer = sollecito(command, "--data", tmp_path / "away")
    assert (answer.code, answer.out) == (2, "")
    assert "is not there" in answer.err


def test_without_any_folder_the_hint_says_how_to_make_one(sollecito: Command) -> None:
    answer = sollecito("balances")
    assert answer.code == 2
    assert "sollecito init" in answer.err


def test_balances_of_a_ledger_that_is_not_whole_say_so(sollecito: Command, folder: Path) -> None:
    (folder / "ledger" / "incassi.csv").write_text("")
    answer = sollecito("balances", "--data", folder)
    assert answer.code == 1
    assert "incassi.csv" in answer.err


def test_wrong_settings_are_named_with_their_line(sollecito: Command, folder: Path) -> None:
    path = folder / "sollecito.toml"
    path.write_text(path.read_text("utf-8").replace("period_days = 10", "period_days = 0"), "utf-8")
    answer = sollecito("plan", "--data", folder)
    assert answer.code == 2
    assert "period_days" in answer.err
    assert "Traceback" not in answer.err


def test_plugins_lists_what_each_offers(sollecito: Command, folder: Path) -> None:
    rows = {row["name"]: row for row in sollecito("plugins", "--data", folder).json}
    assert rows["smtp"]["state"] == "on"
    assert "*.csv" in rows["csv_tables"]["offers"]


@pytest.mark.parametrize("words", [("plan", "--on", "31/12/2026"), ("send",), ("fly",)])
def test_wrong_use_is_exit_2(sollecito: Command, words: tuple[str, ...]) -> None:
    assert sollecito(*words).code == 2
