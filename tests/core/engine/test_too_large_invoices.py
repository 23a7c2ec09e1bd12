"""Invoices that a mail server finds too large never keep the statement itself from leaving."""

import email
from collections.abc import Mapping
from email.message import Message
from pathlib import Path

import pytest

from core.domain.dispatches import Dispatch, DispatchState
from tests.firms import make_firm_of
from tests.invoices import put, the_invoice
from tests.servers.scripted_smtp import DOT, ScriptedSmtp

ITEMS = """Codice cliente;Numero documento;Data documento;Data scadenza;Importo;Residuo
ROSSI;2026/1;05/10/2026;04/11/2026;100,00;100,00
"""
WITHHELD = "Not attached, 2026/1: With them the e-mail is larger than the mail server takes."
LARGE = the_invoice("2026/1", "Rossi S.r.l.", "05/10/2026") + b"\n%" + b"x" * 400_000 + b"\n%%EOF\n"
Script = Mapping[str, str | tuple[str, ...]]


def sent(
    folder: Path, script: Script | None = None, extensions: tuple[str, ...] = ()
) -> tuple[Dispatch, ScriptedSmtp]:
    firm = make_firm_of(folder, ("ROSSI",))
    firm.write("partite.csv", ITEMS)
    put(firm.folder, "2026-1.pdf", LARGE, firm.clock.now())
    with ScriptedSmtp(script, extensions=extensions) as server:
        firm.set(
            email__via="smtp",
            smtp__port=server.port,
            smtp__security="none",
            smtp__timeout=5,
            attachments__invoices=True,
        )
        firm.run()
    (dispatch,) = firm.dispatches
    return firm.engine.dispatch(dispatch.id), server


def names(content: bytes) -> list[str | None]:
    message: Message = email.message_from_bytes(content)
    return [part.get_filename() for part in message.walk() if part.get_filename()]


@pytest.mark.parametrize(
    ("script", "extensions"),
    [
        ({}, ("SIZE 300000",)),
        ({"MAIL": ("552 5.3.4 too big", "250 ok")}, ()),
        ({"RCPT": ("552 5.2.3 too long for this mailbox", "250 ok")}, ()),
        ({DOT: ("552 5.3.4 too big", "250 2.0.0 queued")}, ()),
    ],
)
def test_statement_leaves_without_them_in_the_same_sending(
    tmp_path: Path, script: Script, extensions: tuple[str, ...]
) -> None:
    dispatch, server = sent(tmp_path, script, extensions)
    assert dispatch.state is DispatchState.SENT, dispatch.error
    assert (dispatch.attached, dispatch.remarks) == ((), (WITHHELD,))
    assert len(names(server.received[-1].content)) == 1


def test_what_the_server_takes_leaves_with_them(tmp_path: Path) -> None:
    dispatch, server = sent(tmp_path, extensions=("SIZE 3000000",))
    assert [one.number for one in dispatch.attached] == ["2026/1"]
    assert (dispatch.remarks, len(names(server.received[-1].content))) == ((), 2)


def test_statement_that_is_too_large_by_itself_has_failed(tmp_path: Path) -> None:
    dispatch, server = sent(tmp_path, extensions=("SIZE 1000",))
    assert dispatch.state is DispatchState.FAILED
    assert "larger than 127.0.0.1 takes" in dispatch.error
    assert server.received == []


@pytest.mark.parametrize("answer", ["552 over quota", "552 5.2.2 over quota"])
def test_full_mailbox_is_not_asked_for_a_smaller_message(tmp_path: Path, answer: str) -> None:
    dispatch, server = sent(tmp_path, {"RCPT": answer})
    assert dispatch.state is DispatchState.FAILED
    assert (dispatch.remarks, server.commands.count("MAIL")) == ((), 1)
