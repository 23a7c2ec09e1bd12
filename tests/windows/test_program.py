"""The program's own commands on Windows and here, on copies of the same data folder."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from core.store.settings_file import change_settings
from tests.firms import TODAY
from tests.servers.scripted_smtp import Received, ScriptedSmtp
from tests.windows.both import CODES, Both, archived, named, write_firm
from tests.windows.windows_python import WindowsPython, windows_path

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

TODAYS = ("--on", f"{TODAY}", "--data", "{data}")


@pytest.fixture
def both(windows: WindowsPython, tmp_path: Path) -> Both:
    return Both(windows, write_firm(tmp_path / "Ditta è", {}))


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--format", "json"),
        ("balances", "--format", "csv", "--as-of", f"{TODAY}"),
        ("balances", "--format", "json", "--as-of", f"{TODAY}"),
        ("plan", "--on", f"{TODAY}"),
    ],
    ids=lambda words: words[0],
)
def test_command_says_the_same_to_the_byte(both: Both, words: tuple[str, ...]) -> None:
    here, there = both.run(*words, "--data", "{data}")
    assert "Łódź" in here.stdout or words[0] == "check"
    assert (there.stdout, there.returncode) == (here.stdout, here.returncode), there.stderr


def test_statement_is_the_same_to_the_byte(both: Both) -> None:
    words = ("statement", "Łódź", "--output", "{data}/x.pdf", "--as-of", f"{TODAY}")
    here, there = both.run(*words, "--data", "{data}")
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert (both.there / "x.pdf").read_bytes() == (both.here / "x.pdf").read_bytes()


def test_automatic_run_sends_and_archives_the_same(both: Both) -> None:
    here, there = both.run("auto", *TODAYS)
    assert json.loads(there.stdout) == json.loads(here.stdout), there.stderr
    assert json.loads(here.stdout)["sent"] == len(CODES)
    mine, theirs = archived(both.here), archived(both.there)
    assert sorted(theirs.values()) == sorted(mine.values())
    # `rossi` and `ROSSI` are one folder there, so the second to come gets a mark.
    assert mine.keys() - theirs.keys() == {
        "archive/rossi/2026-11-24 estratto-conto-rossi-2026-11-24.pdf"
    }
    again = both.run_there("auto", *TODAYS)
    assert json.loads(again.stdout)["sent"] == 0


def test_what_goes_by_smtp_is_the_same(both: Both) -> None:
    mails = []
    for folder, run in ((both.here, both.run_here), (both.there, both.run_there)):
        with ScriptedSmtp() as sink:
            smtp = {"email.via": "smtp", "smtp.port": sink.port, "smtp.security": "none"}
            change_settings(folder / "sollecito.toml", smtp)
            answer = run("auto", *TODAYS)
            assert json.loads(answer.stdout)["sent"] == len(CODES), answer.stdout
        mails.append({tuple(mail.recipients): content_of(mail) for mail in sink.received})
    assert len(mails[0]) == len(CODES)
    assert mails[1] == mails[0]


def content_of(mail: Received) -> tuple[object, ...]:
    """Return what the customer gets: the subject, the letter, and the files byte for byte."""
    message = message_from_bytes(mail.content, policy=default)
    letter = message.get_body(("plain",))
    assert letter is not None
    files = [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]
    assert files[0][1].startswith(b"%PDF")
    return str(message["Subject"]), str(message["From"]), letter.get_content(), files


@pytest.mark.parametrize(
    ("name", "data"),
    [("f:", "F:\\"), ("f:", "f:"), ("unc/server/Ditta$", "\\\\server\\Ditta$")],
)
def test_data_folder_may_be_a_drive_or_a_share(both: Both, name: str, data: str) -> None:
    with named(both.windows, name, both.there):
        answer = both.run_there("auto", *TODAYS, data=data)
        assert json.loads(answer.stdout)["sent"] == len(CODES), answer.stderr
        again = both.run_there("auto", *TODAYS, data=data)
        assert json.loads(again.stdout)["sent"] == 0
    assert len(archived(both.there)) == len(CODES)


def test_what_windows_redirects_into_a_file_is_utf_8(both: Both) -> None:
    python = windows_path(both.windows.folder / "python.exe")
    script = both.there / "plan.cmd"
    script.write_text(
        f'@"{python}" -m tray plan --on {TODAY} --data F:\\ > F:\\plan.txt\r\n', "ascii", newline=""
    )
    with named(both.windows, "f:", both.there):
        both.windows.run_program(
            both.windows.folder / "prefix/drive_c/windows/system32/cmd.exe",
            *("/c", "F:\\plan.cmd"),
            # As an old console would have it.
            env={**both.pc, "PYTHONIOENCODING": "cp1252"},
        )
    told = (both.there / "plan.txt").read_bytes().decode()
    assert told == both.run_here("plan", *TODAYS).stdout
    assert "Łódź" in told
    assert "Ωμέγα" in told
