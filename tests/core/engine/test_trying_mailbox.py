"""The trial of the mailbox says what is missing; what it finds is tried with a real server."""

import socket
from pathlib import Path

import pytest

from core.domain.commands import TryMailbox
from core.domain.dispatches import DispatchState, Receipt
from tests.firms import Firm, make_firm_of


def tried(firm: Firm) -> Receipt:
    receipt: Receipt = firm.engine.post(TryMailbox()).result()
    return receipt


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "No mailbox is set. Enter its server under [imap] host."),
        ({"imap__host": "imap.example"}, "No user of the mailbox is set."),
        (
            {"imap__host": "imap.example", "imap__user": "azienda@rossi.example"},
            "The password of the mailbox azienda@rossi.example on imap.example is missing.",
        ),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, settings: dict[str, object], sentence: str
) -> None:
    firm = make_firm_of(tmp_path)
    firm.set(**settings)
    receipt = tried(firm)
    assert receipt.state is DispatchState.FAILED
    assert sentence in str(receipt.fault)


def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path, secret={"imap": "segreta"}.get)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    firm.set(imap__host="127.0.0.1", imap__port=port, imap__user="azienda@rossi.example")
    receipt = tried(firm)
    assert receipt.state is DispatchState.FAILED
    assert "The mailbox on 127.0.0.1 cannot be reached" in str(receipt.fault)
