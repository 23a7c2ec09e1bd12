from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.channels import Site
from core.domain.covering_letter import CoveringLetter
from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import HistoryUnwritable
from plugins.channels.mapi import MapiChannel, Session
from plugins.channels.mapi.answers import receipt_of
from plugins.channels.mapi.calls import (
    ASK_TO_LOG_IN,
    SHOW,
    Message,
    _File,
    _Message,
    _packed,
    _Recipient,
)
from plugins.channels.mapi.programs import MailProgram, fault_of
from tests.deliveries import PDF, Intent, a_delivery, a_site

SENT, RETRY = DispatchState.SENT, DispatchState.RETRY
FAILED, UNKNOWN = DispatchState.FAILED, DispatchState.UNKNOWN
PROGRAM = MailProgram(name="Posta", takes_messages=True)


@dataclass
class FakeProgram:
    """A mail program that answers as told and remembers what it was handed."""

    answers: list[int] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)

    def send_mail(self, message: Message, flags: int) -> int:
        self.messages.append(message)
        self.flags.append(flags)
        self.files += [file.read_bytes() for file in message.files]
        return self.answers.pop(0) if self.answers else 0


def send(
    program: FakeProgram,
    *,
    times: int = 1,
    site: Site | None = None,
    intent: Intent | None = None,
    **others: Any,
) -> list[Receipt]:
    session = Session(site or a_site(), PROGRAM, program.send_mail)
    return [session.send(a_delivery(**others), intent or Intent()) for _ in range(times)]


def states(receipts: Sequence[Receipt]) -> list[DispatchState]:
    return [receipt.state for receipt in receipts]


def test_program_gets_recipients_copy_subject_text_and_statement() -> None:
    program = FakeProgram()
    letter = CoveringLetter("Estratto conto - è €", "Gentile cliente,\n\nperò…\n")
    site = a_site(bcc=("copia@x.example",))
    send(program, site=site, recipients=("a@y.example", "b@y.example"), letter=letter)
    (message,) = program.messages
    assert message.envelope.recipients == ("a@y.example", "b@y.example")
    assert message.envelope.blind == ("copia@x.example",)
    assert (message.subject, message.text) == (letter.subject, "Gentile cliente,\r\n\r\nperò…")
    assert [file.name for file in message.files] == ["estratto-conto-C0001-2026-11-24.pdf"]
    assert program.files == [PDF]
    assert not message.files[0].parent.exists()


def test_program_gets_the_invoices_after_the_statement() -> None:
    program = FakeProgram()
    send(program, invoices={"FT 2026-1.pdf": b"%PDF-1", "2026:2.pdf": b"%PDF-2"})
    (message,) = program.messages
    first, second, third = (file.name for file in message.files)
    assert (first, second) == ("estratto-conto-C0001-2026-11-24.pdf", "FT 2026-1.pdf")
    assert ":" not in third
    assert program.files == [PDF, b"%PDF-1", b"%PDF-2"]
    packed = _packed(message)
    assert packed.file_count == 3
    assert [packed.files[place].name for place in range(3)] == [first, second, third]


@pytest.mark.parametrize(
    ("automatic", "show", "flags"),
    [
        (True, False, 0),
        (True, True, 0),
        (False, False, ASK_TO_LOG_IN),
        (False, True, ASK_TO_LOG_IN | SHOW),
    ],
)
def test_nobody_is_asked_anything_in_an_automatic_run(
    automatic: bool, show: bool, flags: int
) -> None:
    program = FakeProgram()
    send(program, automatic=automatic, site=a_site(settings={"show": show}))
    assert program.flags == [flags]


def test_intent_is_recorded_before_the_program_gets_the_message() -> None:
    program, full = FakeProgram(), HistoryUnwritable(say("The disk is full."))
    with pytest.raises(HistoryUnwritable):
        send(program, intent=Intent(then=full))
    assert program.messages == []


@pytest.mark.parametrize(
    ("answer", "state", "text", "sentence"),
    [
        (1, FAILED, "", "Cancelled in Posta."),
        (2, FAILED, "MAPI_E_FAILURE", "refuses"),
        (3, RETRY, "MAPI_E_LOGON_FAILURE", "Is it open and logged in?"),
        (14, FAILED, "MAPI_E_UNKNOWN_RECIPIENT", "one of the addresses"),
        (23, RETRY, "MAPI_E_NETWORK_FAILURE", "no message for now"),
        (28, FAILED, "MAPI_E_ATTACHMENT_TOO_LARGE", "refuses"),
        (4711, UNKNOWN, "MAPI 4711", "means nothing"),
    ],
)
def test_answer_becomes_a_state_and_a_sentence(
    answer: int, state: DispatchState, text: str, sentence: str
) -> None:
    receipt = receipt_of(answer, "Posta")
    assert (receipt.state, receipt.text) == (state, text)
    assert sentence in str(receipt.fault)


def test_handed_over_is_said_not_delivered() -> None:
    receipt = receipt_of(0, "Posta")
    assert (receipt.state, str(receipt.note), receipt.text) == (SENT, "Handed to Posta", "")


def test_program_without_log_in_is_asked_once_a_run() -> None:
    program = FakeProgram(answers=[0, 3])
    assert states(send(program, times=4)) == [SENT, RETRY, RETRY, RETRY]
    assert len(program.messages) == 2


def test_cancelled_message_does_not_hold_back_the_others() -> None:
    assert states(send(FakeProgram(answers=[1, 0]), times=2)) == [FAILED, SENT]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (PROGRAM, None),
        (MailProgram(windows=False), "on Windows only"),
        (MailProgram(), "No mail program is set"),
        (MailProgram(name="Posta"), "Posta takes no messages of other programs"),
    ],
)
def test_each_reason_why_nothing_can_be_handed_over_is_told_apart(
    program: MailProgram, sentence: str | None
) -> None:
    fault = fault_of(program)
    assert (fault is None) if sentence is None else sentence in str(fault)


@pytest.mark.only_on("unix", "what is said where there is no Windows")
def test_other_systems_say_that_it_is_for_windows() -> None:
    assert "on Windows only" in str(MapiChannel().validate_environment(a_site()))
    intent = Intent()
    assert MapiChannel().deliver(a_site(), a_delivery(), intent).state is RETRY
    assert intent.times == 0


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64 bits")
def test_structures_have_the_sizes_that_windows_expects() -> None:
    assert [ctypes.sizeof(one) for one in (_Message, _Recipient, _File)] == [96, 40, 40]


def test_name_that_windows_does_not_take_is_changed(tmp_path: Path) -> None:
    program = FakeProgram()
    send(program, file_name="estratto: Rossi?.pdf")
    assert not set(":?") & set(program.messages[0].files[0].name)


def test_program_that_hangs_leaves_the_message_unclear_and_the_next_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woken, intents = Event(), (Intent(), Intent())

    def hang(message: Message, flags: int) -> int:
        del message, flags
        woken.wait(60)
        return 0

    monkeypatch.setattr("plugins.channels.mapi.usual_program", lambda: PROGRAM)
    monkeypatch.setattr("plugins.channels.mapi.send_mail", hang)

    def from_now_on() -> None:
        monkeypatch.setattr("plugins.channels.mapi.PATIENCE", 0.2)
        intents[0]()

    with MapiChannel().connect(a_site()) as deliver:
        receipts = [deliver(a_delivery(), from_now_on), deliver(a_delivery(), intents[1])]
    assert [receipt.state for receipt in receipts] == [UNKNOWN, RETRY]
    assert "Posta did not answer in time" in str(receipts[0].fault)
    assert [intent.times for intent in intents] == [1, 0]
    woken.set()


def test_windows_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    woken, looked = Event(), []

    def look() -> MailProgram:
        looked.append(1)
        woken.wait(60)
        return PROGRAM

    monkeypatch.setattr("plugins.channels.mapi.usual_program", look)
    monkeypatch.setattr("core.own_thread.ANSWERED_WITHIN", 0.2)
    channel = MapiChannel()
    for _ in range(3):
        assert "Windows does not answer" in str(channel.validate_environment(a_site()))
    assert len(looked) == 1
    woken.set()
