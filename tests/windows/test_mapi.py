"""The call of Simple MAPI, made by a Windows Python through mapi32.dll to a mail program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deliveries import PDF
from tests.windows.conftest import deliver
from tests.windows.windows_python import HERE, WindowsPython, windows_path

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

CLIENTS = r"HKLM\Software\Clients\Mail"
LETTER = {"recipients": ["a@y.example", "b@y.example"]}


@contextmanager
def usual_program(windows: WindowsPython, name: str = "Prova") -> Iterator[None]:
    """Enter a mail program as the PC's usual one."""
    library = windows_path(windows.compile_library(HERE / "fake_mail_program.c"))
    windows.wine("reg", "add", CLIENTS, "/ve", "/d", name, "/f")
    if name == "Prova":
        windows.wine("reg", "add", rf"{CLIENTS}\{name}", "/v", "DLLPath", "/d", library, "/f")
    try:
        yield
    finally:
        windows.wine("reg", "delete", CLIENTS, "/f")


def test_missing_mail_program_is_told(windows: WindowsPython) -> None:
    with usual_program(windows):
        pass  # Wine enters one of its own; now there is none.
    assert "No mail program is set" in deliver(windows, "mapi", times=0)["fault"]


def test_mail_program_that_takes_nothing_is_told(windows: WindowsPython) -> None:
    with usual_program(windows, "Muta"):
        fault = deliver(windows, "mapi", times=0)["fault"]
    assert fault.startswith("Muta takes no messages")


def test_mail_program_gets_the_whole_message(windows: WindowsPython, told: Path) -> None:
    env = {"SOLLECITO_TOLD": windows_path(told)}
    with usual_program(windows):
        answer = deliver(windows, "mapi", env, site={"bcc": ["copia@x.example"]}, delivery=LETTER)
    assert answer["fault"] is None
    assert answer["receipts"] == [
        {"state": "sent", "text": "", "fault": None, "note": "Handed to Prova", "intents": 1}
    ]
    assert answer["folder_kept"]
    assert told.read_bytes().decode().splitlines() == [
        "flags=0",
        "subject=Estratto conto - Ferramenta Rossi",
        "text=Gentile cliente,",
        "…",
        "kind=1",
        "name=a@y.example",
        "address=SMTP:a@y.example",
        "kind=1",
        "name=b@y.example",
        "address=SMTP:b@y.example",
        "kind=3",
        "name=copia@x.example",
        "address=SMTP:copia@x.example",
        "position=-1",
        f"size={len(PDF)}",
        "file=estratto-conto-C0001-2026-11-24.pdf",
    ]


def test_mail_program_gets_the_invoices_after_the_statement(
    windows: WindowsPython, told: Path
) -> None:
    env = {"SOLLECITO_TOLD": windows_path(told)}
    invoices = {"FT 2026-1.pdf": "JVBERi0x", "FT 2026-2.pdf": "JVBERi0xMg=="}
    with usual_program(windows):
        deliver(windows, "mapi", env, delivery={"invoices64": invoices})
    files = [
        line
        for line in told.read_bytes().decode().splitlines()
        if "size=" in line or "file=" in line
    ]
    assert files == [
        f"size={len(PDF)}",
        "file=estratto-conto-C0001-2026-11-24.pdf",
        "size=6",
        "file=FT 2026-1.pdf",
        "size=7",
        "file=FT 2026-2.pdf",
    ]


@pytest.mark.parametrize(
    ("answer", "state", "sentence"),
    [("1", "failed", "Cancelled in Prova."), ("3", "retry", "Is it open and logged in?")],
)
def test_answer_of_the_mail_program_is_understood(
    windows: WindowsPython, told: Path, answer: str, state: str, sentence: str
) -> None:
    env = {"SOLLECITO_TOLD": windows_path(told), "SOLLECITO_ANSWER": answer}
    with usual_program(windows):
        (receipt,) = deliver(windows, "mapi", env)["receipts"]
    assert receipt["state"] == state
    assert sentence in receipt["fault"]
