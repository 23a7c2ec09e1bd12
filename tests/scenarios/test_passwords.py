"""No password is ever written: not to a log, the history, the settings or a screen."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from core.store.data_folder import make_data_folder
from core.store.settings_file import change_settings
from tests.firms import TODAY, customers_table, items_table
from tests.servers.scripted_smtp import CUT, DOT, ScriptedSmtp

PASSWORD = "Gehe!m-è-segreta"
USER = "azienda@rossi.example"
TOLD = f"\0{USER}\0{PASSWORD}".encode()
ECHO = f"501 5.5.2 what is this: AUTH PLAIN {b64encode(TOLD).decode()}"
CODES = ("ROSSI", "VERDI")


def ways_to_write_it() -> set[bytes]:
    """Return the password as it may stand in a file, also within a log-in of a mail server."""
    plain = PASSWORD.encode()
    ways = {plain, PASSWORD.encode("latin-1"), quote(PASSWORD).encode(), repr(PASSWORD).encode()}
    ways |= {PASSWORD.encode("unicode_escape"), PASSWORD.encode("utf-16-le")}
    # Base64 of it by itself, and of the whole log-in; three ways to fall on its groups of three.
    return ways | {
        b64encode(TOLD),
        b64encode(plain),
        *(_within(plain, shift) for shift in range(3)),
    }


def _within(plain: bytes, shift: int) -> bytes:
    return b64encode(bytes(shift) + plain)[4:-4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "firm"
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    (folder / "ledger" / "clienti.csv").write_text(customers_table(CODES), "utf-8")
    (folder / "ledger" / "partite.csv").write_text(items_table(CODES, TODAY), "utf-8")
    return folder


def run(folder: Path, *words: str) -> bytes:
    """Run a command as talkative as it can be; return all that it says."""
    environment = os.environ | {
        "SOLLECITO_CONFIG_DIR": str(folder.parent / "pc"),
        "SOLLECITO_MACHINE": "PC1",
        "SOLLECITO_LOG": "DEBUG",
        "PYTHONASYNCIODEBUG": "1",
        **{f"SOLLECITO_{name}_PASSWORD": PASSWORD for name in ("SMTP", "PEC", "IMAP")},
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tray", *words, "--data", str(folder)],
        env=environment,
        capture_output=True,
        check=False,
    )
    return ran.stdout + ran.stderr


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the firm and of the PC: history, settings, archive, log."""
    for path in folder.parent.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder.parent)), path.read_bytes()


def found_in(content: bytes) -> list[bytes]:
    return [way for way in ways_to_write_it() if way in content]


@pytest.mark.parametrize(
    "script",
    [
        {},
        {"AUTH": "535 5.7.8 wrong"},
        {"AUTH": ECHO},
        {"AUTH": f"535 5.7.8 wrong password: {PASSWORD}"},
        {"AUTH": CUT},
        {DOT: CUT},
        {"RCPT": "550 5.1.1 no such user"},
    ],
    ids=["accepted", "wrong", "echoed in base64", "echoed", "cut", "unclear", "refused"],
)
def test_it_stands_nowhere_however_the_log_in_ends(folder: Path, script: dict[str, str]) -> None:
    with ScriptedSmtp(script, extensions=("AUTH PLAIN",)) as server:
        changes = {
            "automatic.enabled": True,
            "email.sender": USER,
            "smtp.host": "127.0.0.1",
            "smtp.port": server.port,
            "smtp.security": "none",
            "smtp.user": USER,
            "smtp.timeout": 5,
        }
        change_settings(folder / "sollecito.toml", changes)
        said = run(folder, "auto", "--on", str(TODAY))
        assert any(line.startswith("AUTH PLAIN") for line in server.lines)
    said += run(folder, "history") + run(folder, "customer", "ROSSI") + run(folder, "plan")
    assert b"conti@rossi.example" in said
    assert found_in(said) == []
    files = dict(written(folder))
    assert any(re.match(r"firm.history.*\.jsonl", name) for name in files)
    assert {name: found for name, content in files.items() if (found := found_in(content))} == {}


def test_the_search_would_find_it(tmp_path: Path) -> None:
    entry = f"AUTH PLAIN {b64encode(TOLD).decode()}".encode()
    for content in (entry, f"x{PASSWORD}y".encode(), b"{" + b64encode(b"ab" + PASSWORD.encode())):
        assert found_in(content)
