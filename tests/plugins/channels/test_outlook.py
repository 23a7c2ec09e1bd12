from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.channels import Site
from core.domain.covering_letter import CoveringLetter
from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.outlook import OutlookChannel
from plugins.channels.outlook.presence import Pc, fault_of
from plugins.channels.outlook.session import Session
from tests.deliveries import PDF, SENDER, Intent, a_delivery, a_site
from tests.plugins.channels.fake_outlook import ComError, FakeOutlook

SENT, RETRY = DispatchState.SENT, DispatchState.RETRY
FAILED, UNKNOWN = DispatchState.FAILED, DispatchState.UNKNOWN

EXCEPTION = -2147352567
E_ABORT = -2147467260
E_FAIL = -2147467259
BUSY = -2147418111
SERVER_GONE = -2147023174
BLOCKED = ComError(EXCEPTION, E_ABORT, "Operation aborted")


def send(
    outlook: FakeOutlook | None,
    *,
    times: int = 1,
    site: Site | None = None,
    intent: Intent | None = None,
    **others: Any,
) -> list[Receipt]:
    session = Session(site or a_site(), lambda: outlook, ComError)
    return [session.send(a_delivery(**others), intent or Intent()) for _ in range(times)]


def states(receipts: list[Receipt]) -> list[DispatchState]:
    return [receipt.state for receipt in receipts]


def test_handed_over_is_said_not_delivered() -> None:
    (receipt,) = send(FakeOutlook())
    assert receipt.state is SENT
    assert (str(receipt.note), receipt.text, receipt.fault) == ("Handed to Outlook", "", None)


def test_message_has_its_recipients_copy_subject_text_and_statement() -> None:
    outlook = FakeOutlook()
    letter = CoveringLetter("Estratto conto - è €", "Gentile cliente,\n\nperò…\n")
    site = a_site(bcc=("copia@x.example",), reply_to="Anna <anna@x.example>")
    send(outlook, site=site, recipients=("a@y.example", "b@y.example"), letter=letter)
    (mail,) = outlook.mails
    assert (mail.To, mail.BCC) == ("a@y.example; b@y.example", "copia@x.example")
    assert (mail.Subject, mail.Body) == (letter.subject, "Gentile cliente,\r\n\r\nperò…")
    assert mail.replies == ["anna@x.example"]
    assert mail.files == [("estratto-conto-C0001-2026-11-24.pdf", PDF)]
    assert mail.done == ["Send"]


def test_message_has_the_invoices_after_the_statement() -> None:
    outlook = FakeOutlook()
    send(outlook, invoices={"FT 2026-1.pdf": b"%PDF-1", "FT 2026-2.pdf": b"%PDF-2"})
    assert outlook.mails[0].files == [
        ("estratto-conto-C0001-2026-11-24.pdf", PDF),
        ("FT 2026-1.pdf", b"%PDF-1"),
        ("FT 2026-2.pdf", b"%PDF-2"),
    ]


def test_file_for_outlook_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    send(FakeOutlook())
    send(FakeOutlook(faults={"Add": ComError(EXCEPTION, E_FAIL, "no")}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "used"),
    [
        ("", "azienda@sollecito.test"),
        ("info@x.example", "info@x.example"),
        ("Info@X.example", "info@x.example"),
    ],
)
def test_account_is_the_one_set_else_the_sender_s(wanted: str, used: str) -> None:
    outlook = FakeOutlook()
    send(outlook, site=a_site(settings={"account": wanted}))
    assert outlook.mails[0].account == used


def test_outlook_s_usual_account_is_used_when_the_sender_has_none() -> None:
    outlook = FakeOutlook(addresses=("altri@x.example",))
    send(outlook)
    assert (outlook.mails[0].account, outlook.mails[0].done) == ("", ["Send"])


def test_account_that_is_not_there_is_named_and_nothing_leaves() -> None:
    outlook, intent = FakeOutlook(), Intent()
    receipts = send(
        outlook, times=2, site=a_site(settings={"account": "no@x.example"}), intent=intent
    )
    assert states(receipts) == [RETRY, RETRY]
    assert "no account no@x.example; it has info@x.example, azienda" in str(receipts[0].fault)
    assert (outlook.mails, intent.times) == ([], 0)


def test_intent_is_recorded_only_when_the_message_is_whole() -> None:
    refused, sent = Intent(), Intent()
    send(FakeOutlook(faults={"Add": ComError(EXCEPTION, E_FAIL, "no")}), intent=refused)
    send(FakeOutlook(faults={"Send": BLOCKED}), intent=sent)
    assert (refused.times, sent.times) == (0, 1)


@pytest.mark.parametrize(
    ("call", "error", "state", "sentence", "words"),
    [
        ("CreateItem", ComError(BUSY), RETRY, "is busy", "Exception occurred."),
        ("CreateItem", ComError(SERVER_GONE), RETRY, "is not open", "Exception occurred."),
        ("Add", ComError(EXCEPTION, E_FAIL, "no\r\nroom"), RETRY, "does not take", "no room"),
        ("Send", ComError(BUSY), RETRY, "is busy", "Exception occurred."),
        ("Send", ComError(SERVER_GONE), UNKNOWN, "Sent Items", "Exception occurred."),
        ("Send", ComError(EXCEPTION, E_FAIL, "Unknown name"), FAILED, "refuses", "Unknown name"),
        ("Send", BLOCKED, UNKNOWN, "the message lies in Drafts", "Operation aborted"),
        ("Send", ComError(E_ABORT), UNKNOWN, "lies in Drafts", "Exception occurred."),
    ],
)
def test_error_of_outlook_becomes_a_state_and_a_sentence(
    call: str, error: ComError, state: DispatchState, sentence: str, words: str
) -> None:
    (receipt,) = send(FakeOutlook(faults={call: error}))
    assert (receipt.state, receipt.text) == (state, words)
    assert sentence in str(receipt.fault)


@pytest.mark.parametrize(("automatic", "done"), [(True, ["Save"]), (False, ["Save", "Display"])])
def test_blocked_message_lies_in_drafts_and_is_shown_to_who_sent_it(
    automatic: bool, done: list[str]
) -> None:
    outlook = FakeOutlook(faults={"Send": BLOCKED})
    send(outlook, automatic=automatic)
    assert outlook.mails[0].done == done


def test_one_blocked_message_holds_back_the_rest_of_the_run() -> None:
    outlook = FakeOutlook(faults={"Send": BLOCKED})
    receipts = send(outlook, times=3)
    assert states(receipts) == [UNKNOWN, RETRY, RETRY]
    assert len(outlook.mails) == 1
    assert "blocks what programs send" in str(receipts[1].fault)


def test_blocked_message_that_cannot_be_kept_is_certainly_not_sent() -> None:
    (receipt,) = send(FakeOutlook(faults={"Send": BLOCKED, "Save": BLOCKED}))
    assert (receipt.state, str(receipt.fault)) == (FAILED, "Outlook blocked the sending.")


def test_refused_message_does_not_hold_back_the_others() -> None:
    outlook = FakeOutlook(faults={"Send": ComError(EXCEPTION, E_FAIL, "no")})
    assert states(send(outlook, times=2)) == [FAILED, FAILED]


def test_outlook_that_was_closed_meanwhile_is_named() -> None:
    (receipt,) = send(None)
    assert receipt.state is RETRY
    assert "is not open" in str(receipt.fault)


@pytest.mark.parametrize(
    ("pc", "sentence"),
    [
        (Pc(), None),
        (Pc(new=True), None),
        (Pc(windows=False), "on Windows only"),
        (Pc(is_open=False), "Open it before Sollecito"),
        (Pc(new=True, is_open=False), "Switch “New Outlook” off"),
        (Pc(classic=False, new=True, is_open=False), "has only the new Outlook"),
        (Pc(classic=False, is_open=False), "is not installed"),
    ],
)
def test_each_reason_why_outlook_cannot_be_used_is_told_apart(pc: Pc, sentence: str | None) -> None:
    fault = fault_of(pc)
    assert (fault is None) if sentence is None else sentence in str(fault)


@pytest.mark.only_on("unix", "what is said where there is no Windows")
def test_other_systems_say_that_it_is_for_windows() -> None:
    assert "on Windows only" in str(OutlookChannel().validate_environment(a_site(sender=SENDER)))
    receipt = OutlookChannel().deliver(a_site(), a_delivery(), Intent())
    assert receipt.state is FAILED


def test_outlook_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    woken, looked = Event(), []

    def look() -> Pc:
        looked.append(1)
        woken.wait(60)
        return Pc()

    monkeypatch.setattr("plugins.channels.outlook.look_at_pc", look)
    monkeypatch.setattr("core.own_thread.ANSWERED_WITHIN", 0.2)
    channel = OutlookChannel()
    for _ in range(3):
        assert "Outlook does not answer" in str(channel.validate_environment(a_site()))
    assert len(looked) == 1
    woken.set()
