from pathlib import Path

import pytest

from core.store.settings_file import change_settings
from tests.commands import Command, write_ledger

ON = ("--on", "2026-11-24")


def test_auto_sends_what_plan_says_and_once(sollecito: Command, folder: Path) -> None:
    first = sollecito("auto", "--data", folder, *ON)
    assert (first.code, first.json) == (
        0,
        {"date": "2026-11-24", "sent": 3, "failed": 0, "unknown": 0, "retry": 0, "skipped": {}},
    )
    second = sollecito("auto", "--data", folder, *ON)
    assert second.json["skipped"] == {"sent_recently": 3}
    assert len(list((folder / "outbox").iterdir())) == 3


def test_auto_says_why_the_mailbox_cannot_be_read_and_sends_all_the_same(
    sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLLECITO_IMAP_PASSWORD", "segreta")
    imap = {"imap.host": "127.0.0.1", "imap.port": 1, "imap.user": "azienda"}
    change_settings(folder / "sollecito.toml", imap)
    answer = sollecito("auto", "--data", folder, *ON)
    assert (answer.code, answer.json["sent"]) == (0, 3)
    assert answer.err.count("The mailbox on 127.0.0.1 cannot be reached") == 1
    assert "mailbox" not in sollecito("auto", "--data", folder, *ON, "--dry-run").err


def test_a_dry_run_sends_nothing(sollecito: Command, folder: Path) -> None:
    assert sollecito("auto", "--data", folder, *ON, "--dry-run").json["sent"] == 0
    assert not (folder / "outbox").exists()


def test_auto_on_a_client_could_not_begin(
    sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLLECITO_ROLE", "client")
    answer = sollecito("auto", "--data", folder, *ON)
    assert (answer.code, answer.out) == (2, "")
    assert "PC1" in answer.err
    skipped = sollecito("plan", "--data", folder, *ON).json["skipped"]
    assert {row["reason"] for row in skipped} == {"not_server"}


def test_another_pc_is_a_client_until_it_is_made_the_server(
    sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLLECITO_MACHINE", "PC2")
    assert sollecito("auto", "--data", folder, *ON).code == 2


def test_a_damaged_marker_makes_nobody_the_server(
    sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sollecito("auto", "--data", folder, *ON)
    (folder / ".sollecito").write_text("")
    for machine in ("PC1", "PC2"):
        monkeypatch.setenv("SOLLECITO_MACHINE", machine)
        answer = sollecito("auto", "--data", folder, "--on", "2026-12-04")
        assert answer.code == 2
        assert "--role server" in answer.err
    assert (folder / ".sollecito").read_text() == ""


def test_a_new_folder_without_a_server_gets_the_first_pc_that_sends(
    sollecito: Command, folder: Path
) -> None:
    (folder / ".sollecito").write_text("")
    sollecito("plan", "--data", folder, *ON)
    assert (folder / ".sollecito").read_text() == ""
    assert sollecito("auto", "--data", folder, *ON).json["sent"] == 3
    assert "PC1" in (folder / ".sollecito").read_text()


def test_send_shows_the_dispatch_and_history_has_it(sollecito: Command, folder: Path) -> None:
    answer = sollecito("send", "VERDI", "--via", "outbox", "--data", folder)
    (sent,) = answer.json
    assert (answer.code, sent["state"], sent["automatic"]) == (0, "sent", False)
    assert sollecito("history", "VERDI", "--data", folder).json == [sent]
    assert sollecito("history", "ROSSI", "--data", folder).json == []


def test_history_is_newest_first(sollecito: Command, folder: Path) -> None:
    for code in ("VERDI", "ROSSI"):
        sollecito("send", code, "--via", "archive", "--data", folder)
    rows = sollecito("history", "--data", folder).json
    assert [row["customer"] for row in rows] == ["ROSSI", "VERDI"]


def test_a_failed_sending_is_exit_1(sollecito: Command, folder: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    answer = sollecito("send", "VERDI", "--via", "disk", "--to", nowhere, "--data", folder)
    assert answer.code == 1
    assert str(nowhere) in answer.json[0]["error"]


def test_customer_sets_and_shows_what_holds(sollecito: Command, folder: Path) -> None:
    words = ("--automatic", "off", "--period", "30", "--language", "en")
    sollecito("customer", "ROSSI", *words, "--data", folder)
    row = sollecito("customer", "ROSSI", "--data", folder).json
    assert (row["automatic"], row["period"], row["language"]) == (False, 30, "en")
    skipped = sollecito("plan", "--data", folder, *ON).json["skipped"]
    assert [(row["customer"], row["reason"]) for row in skipped] == [("ROSSI", "opted_out")]


def test_a_preference_goes_back_to_the_firm_s(sollecito: Command, folder: Path) -> None:
    sollecito("customer", "ROSSI", "--period", "30", "--data", folder)
    answer = sollecito("customer", "ROSSI", "--reset", "period", "--data", folder)
    assert answer.json["period"] == 10


@pytest.mark.parametrize(
    "words",
    [
        ("--language", "xx"), ("--channel", "pigeon"), ("--exclude-until", "soon"),
        ("--address", "nobody"), ("--pec", "nobody"), ("--period", "0"), ("--reset", "colour"),
    ],
)  # fmt: skip
def test_a_preference_that_cannot_be_is_refused(
    sollecito: Command, folder: Path, words: tuple[str, ...]
) -> None:
    answer = sollecito("customer", "ROSSI", *words, "--data", folder)
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert sollecito("customer", "ROSSI", "--data", folder).json["automatic"] is True


def test_a_halved_ledger_waits_for_confirm(sollecito: Command, folder: Path) -> None:
    sollecito("auto", "--data", folder, *ON)
    write_ledger(folder, ("VERDI",))
    later = ("--on", "2026-12-08")
    skipped = sollecito("auto", "--data", folder, *later).json["skipped"]
    assert skipped == {"ledger_shrunk": 1}
    assert sollecito("confirm", "--data", folder).code == 0
    assert sollecito("auto", "--data", folder, *later).json["sent"] == 1


def test_what_was_sent_as_of_a_day_to_come_is_not_sent_again_meanwhile(
    sollecito: Command, folder: Path
) -> None:
    first = sollecito("auto", "--data", folder, "--on", "2026-12-01").json["sent"]
    held = sollecito("auto", "--data", folder, *ON)
    assert (held.code, held.json["sent"]) == (1, 0)
    assert set(held.json["skipped"]) == {"clock_set_back"}
    sollecito("confirm", "--data", folder)
    for day in ("2026-12-01", "2026-12-10"):
        later = sollecito("auto", "--data", folder, "--on", day).json
        assert (later["sent"], later["skipped"]["sent_recently"]) == (0, first)


def test_only_an_unclear_dispatch_can_be_resolved(sollecito: Command, folder: Path) -> None:
    (sent,) = sollecito("send", "VERDI", "--via", "outbox", "--data", folder).json
    answer = sollecito("resolve", sent["id"], "--as", "failed", "--data", folder)
    assert answer.code == 2
    assert "Traceback" not in answer.err


def test_a_dispatch_that_is_not_there_is_named(sollecito: Command, folder: Path) -> None:
    answer = sollecito("resolve", "2026/PC9:7", "--as", "sent", "--data", folder)
    assert answer.code == 2
    assert "2026/PC9:7" in answer.err
