"""The commands, called as the shell does, on a PC of their own."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.firms import customers_table, items_table
from tray.cli import main

CODES = ("ROSSI", "BIANCHI", "VERDI")


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def sollecito(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run one command in this process; the PC's own settings are the test's."""
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path / "pc"))
    monkeypatch.setenv("SOLLECITO_LANGUAGE", "en")
    monkeypatch.setenv("SOLLECITO_MACHINE", "PC1")
    for name in ("SOLLECITO_DATA", "SOLLECITO_ROLE", "SOLLECITO_LOG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["sollecito", *map(str, words)])
        with pytest.raises(SystemExit) as ended, log_as_before():
            main()
        captured = capsys.readouterr()
        return Answer(int(ended.value.code or 0), captured.out, captured.err)

    return run


@contextmanager
def log_as_before() -> Iterator[None]:
    """Take the log of a command away again: a program would end with it."""
    log = logging.getLogger()
    handlers, level = log.handlers[:], log.level
    try:
        yield
    finally:
        for handler in log.handlers[:]:
            if handler not in handlers:
                log.removeHandler(handler)
                handler.close()
        log.setLevel(level)


@pytest.fixture
def folder(tmp_path: Path, sollecito: Command) -> Path:
    """A firm whose three customers each owe 100.00, e-mail into the outbox, automatic on."""
    data = tmp_path / "firm"
    assert sollecito("init", "--data", data, "--company", "Ferramenta Rossi S.r.l.").code == 0
    settings = (data / "sollecito.toml").read_text("utf-8")
    settings = settings.replace("enabled = false", "enabled = true")
    settings = settings.replace('via = "smtp"', 'via = "outbox"')
    settings = settings.replace('sender = ""', 'sender = "amministrazione@rossi.example"')
    (data / "sollecito.toml").write_text(settings, "utf-8")
    write_ledger(data, CODES)
    return data


def write_ledger(data: Path, codes: tuple[str, ...]) -> None:
    """Write the firm's tables as of 24 November 2026."""
    (data / "ledger" / "clienti.csv").write_text(customers_table(codes), "utf-8")
    (data / "ledger" / "partite.csv").write_text(items_table(codes, date(2026, 11, 24)), "utf-8")
