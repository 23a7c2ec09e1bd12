"""The program killed at any moment: nothing twice, nothing lost, everything in a true state."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from random import Random

import pytest

from core.store.data_folder import make_data_folder
from core.store.history import History
from core.store.settings_file import change_settings
from tests.firms import TODAY, customers_table, items_table
from tests.servers.scripted_smtp import DOT, Received, ScriptedSmtp

CODES = tuple(f"C{number:03}" for number in range(40))


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, server: ScriptedSmtp) -> Path:
    folder = tmp_path / "firm"
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    change_settings(
        folder / "sollecito.toml",
        {
            "automatic.enabled": True,
            "email.sender": "amministrazione@rossi.example",
            "smtp.port": server.port,
            "smtp.security": "none",
        },
    )
    (folder / "ledger" / "clienti.csv").write_text(customers_table(CODES), "utf-8")
    (folder / "ledger" / "partite.csv").write_text(items_table(CODES, TODAY), "utf-8")
    return folder


def start(folder: Path, tmp_path: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "SOLLECITO_CONFIG_DIR": str(tmp_path / "pc"),
        "SOLLECITO_MACHINE": "PC1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tray", "auto", "--data", str(folder), "--on", str(TODAY)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_mails(process: "subprocess.Popen[str]", server: ScriptedSmtp, count: int) -> None:
    deadline = time.monotonic() + 300
    while len(server.received) < count and process.poll() is None:
        assert time.monotonic() < deadline


def states(folder: Path) -> Counter[str]:
    history = History(folder / "history", "PC9")
    try:
        return Counter(dispatch.state.value for dispatch in history.newest())
    finally:
        history.close()


def customers_of(mails: list[Received]) -> Counter[str]:
    return Counter(recipient for mail in mails for recipient in mail.recipients)


@pytest.mark.parametrize("seed", range(3))
def test_kill_minus_9_at_random_moments_sends_nothing_twice_and_loses_nothing(
    folder: Path, server: ScriptedSmtp, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - where to kill, not a secret
    kills = 0
    while kills < 4:
        process = start(folder, tmp_path)
        wait_for_mails(process, server, len(server.received) + random.randint(1, 8))
        process.kill()
        process.communicate()
        kills += 1
    last = start(folder, tmp_path)
    output, _ = last.communicate(timeout=300)
    assert json.loads(output)["failed"] == 0
    arrived = customers_of(server.received)
    found = states(folder)
    assert set(arrived.values()) == {1}
    assert found["sent"] + found["unknown"] == len(CODES)
    assert found["sent"] <= len(arrived)
    assert found["unknown"] <= kills


def messages(folder: Path) -> list[str]:
    """To whom the messages in the outbox are, each a whole one."""
    found = [message_from_bytes(path.read_bytes()) for path in (folder / "outbox").glob("[!.]*")]
    assert all(str(message.get_payload(1)).strip() for message in found)
    return [str(message["To"]) for message in found]


def test_outbox_holds_each_message_once_and_whole_however_often_the_program_is_killed(
    folder: Path, tmp_path: Path
) -> None:
    change_settings(folder / "sollecito.toml", {"email.via": "outbox"})
    random = Random(7)  # noqa: S311 - where to kill, not a secret
    kills = 4
    for _ in range(kills):
        process = start(folder, tmp_path)
        wanted = len(messages(folder)) + random.randint(1, 8)
        deadline = time.monotonic() + 300
        while len(messages(folder)) < wanted and process.poll() is None:
            assert time.monotonic() < deadline
        process.kill()
        process.communicate()
    output, _ = start(folder, tmp_path).communicate(timeout=300)
    assert json.loads(output)["failed"] == 0
    written, found = Counter(messages(folder)), states(folder)
    assert set(written.values()) == {1}
    assert found["sent"] + found["unknown"] == len(CODES)
    assert found["sent"] <= len(written) <= len(CODES)
    assert found["unknown"] <= kills


def test_a_connection_cut_after_the_dot_is_unclear_and_not_repeated(
    folder: Path, server: ScriptedSmtp, tmp_path: Path
) -> None:
    server.script[DOT] = ["250 ok", "cut", "250 ok"]
    output, _ = start(folder, tmp_path).communicate(timeout=300)
    assert json.loads(output) | {"skipped": {}} == {
        "date": str(TODAY), "sent": 39, "failed": 0, "unknown": 1, "retry": 0, "skipped": {},
    }  # fmt: skip
    again, _ = start(folder, tmp_path).communicate(timeout=300)
    assert json.loads(again)["skipped"] == {"sent_recently": 39, "unclear": 1}
