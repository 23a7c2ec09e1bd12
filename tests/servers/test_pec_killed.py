"""A PEC that was interrupted at any moment is settled by its receipts."""

import os
import ssl
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState, moved
from tests.conftest import ROOT
from tests.firms import Firm
from tests.pec_receipts import Certified
from tests.servers.mail import PASSWORD, MailServers
from tests.servers.pec_firm import look, newest, send
from tests.servers.pec_provider import CLIENT, FIRM, PecProvider
from tests.servers.scripted_smtp import DOT, SILENT, ScriptedSmtp

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


def test_killed_in_the_middle_is_settled_by_its_receipts(
    provider: PecProvider, pec_firm: Firm
) -> None:
    pec_firm.set(automatic__roads=["pec"])
    pec_firm.run()
    sent = newest(pec_firm)
    # As it stands at the moment between the message and the answer.
    pec_firm.engine.firm.parts.history.record(
        moved(sent, DispatchState.SENDING, pec_firm.clock.now())
    )
    pec_firm.restart(secret={"pec": PASSWORD}.get)
    pec_firm.run()
    assert newest(pec_firm).state is DispatchState.UNKNOWN
    assert len(pec_firm.dispatches) == 1
    provider.give(provider.receipt("accettazione", sent.message_id))
    assert look(pec_firm).ticket
    provider.give(provider.receipt("avvenuta-consegna", sent.message_id))
    assert look(pec_firm).receipt == "Delivered into the PEC mailbox"


def test_killed_before_the_provider_answered_it_is_settled_by_its_receipts(
    mail: MailServers, provider: PecProvider, pec_firm: Firm, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*mail.authority.certificate())
    with ScriptedSmtp({DOT: SILENT}, extensions=("AUTH PLAIN",), tls=context) as server:
        pec_firm.set(pec__port=server.port)
        kill_while_sending(pec_firm, server, tmp_path / "pc")
    pec_firm.restart(secret={"pec": PASSWORD}.get)
    (dispatch,) = pec_firm.dispatches
    assert dispatch.state is DispatchState.SENDING
    pec_firm.run()
    assert newest(pec_firm).state is DispatchState.UNKNOWN
    at = dispatch.created_at
    provider.give(Certified("accettazione", dispatch.message_id, FIRM, CLIENT, at=at))
    assert (look(pec_firm).state, len(newest(pec_firm).proofs)) == (DispatchState.SENT, 1)


def kill_while_sending(firm: Firm, server: ScriptedSmtp, configuration: Path) -> None:
    """Kill the program when the whole message is with the provider, and no answer has come."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tray", "send", "ROSSI", "--via", "pec", "--data", str(firm.folder)],
        env=os.environ
        | {
            "SOLLECITO_CONFIG_DIR": str(configuration),
            "SOLLECITO_MACHINE": "PC1",
            "SOLLECITO_PEC_PASSWORD": PASSWORD,
        },
        cwd=ROOT,
    )
    deadline = time.monotonic() + 60
    while not server.received:
        assert process.poll() is None, "it ended before it sent"
        assert time.monotonic() < deadline, "it did not send"
        time.sleep(0.05)
    process.kill()
    process.wait(30)


def test_receipt_that_was_written_when_the_program_died_is_noted_by_the_next_one(
    provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    provider.give(provider.receipt("accettazione", sent.message_id))
    noted = look(pec_firm)
    history = pec_firm.engine.firm.parts.history
    history.record(replace(noted, proofs=(), ticket="receipts"))
    pec_firm.restart(secret={"pec": PASSWORD}.get)
    again = look(pec_firm)
    assert again.proofs == noted.proofs
    assert len(list((pec_firm.folder / again.document).parent.glob("*.eml"))) == 1
