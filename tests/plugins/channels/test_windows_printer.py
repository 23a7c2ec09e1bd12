from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from threading import Event

import pytest
from PIL import Image

from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import HistoryUnwritable
from plugins.channels.windows_printer import Session, WindowsPrinterChannel
from plugins.channels.windows_printer.drawing import PrintingFailed
from plugins.channels.windows_printer.printers import Printers, fault_of
from tests.deliveries import Intent, a_delivery, a_site
from tests.plugins.channels.sheets_of_paper import pages_of

SENT, RETRY = DispatchState.SENT, DispatchState.RETRY
FAILED, UNKNOWN = DispatchState.FAILED, DispatchState.UNKNOWN
HERE = Printers(names=("Ufficio", "Magazzino"), usual="Ufficio")
OUT_OF_PAPER = PrintingFailed(28, "Out of paper.")


@dataclass
class FakeSheets:
    """A printer that remembers what was drawn."""

    dots: int = 600
    faults: dict[str, PrintingFailed] = field(default_factory=dict)
    """By step: open, begin, draw, end."""
    stalls: Event | None = None
    """Ends a job only once this is set."""
    done: list[str] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def open(self, name: str) -> FakeSheets:
        self._may("open")
        self.names.append(name)
        return self

    def begin(self, title: str) -> int:
        self._may("begin")
        self.done.append(title)
        return 7

    def draw(self, picture: bytes, dots: int) -> None:
        self._may("draw")
        self.done.append(f"sheet at {dots}")
        self.sizes.append(Image.open(BytesIO(picture)).size)

    def end(self) -> None:
        self._may("end")
        if self.stalls is not None:
            self.stalls.wait(60)
        self.done.append("end")

    def give_up(self) -> None:
        self.done.append("given up")

    def close(self) -> None:
        self.done.append("closed")

    def _may(self, what: str) -> None:
        if what in self.faults:
            raise self.faults[what]


def send(
    sheets: FakeSheets, *, pdf: bytes | None = None, wanted: str = "", intent: Intent | None = None
) -> Receipt:
    session = Session(HERE, wanted, sheets.open)
    return session.send(a_delivery(pdf=pages_of(2) if pdf is None else pdf), intent or Intent())


def test_each_page_is_a_sheet_of_one_job() -> None:
    sheets = FakeSheets()
    receipt = send(sheets)
    assert sheets.done == [
        "estratto-conto-C0001-2026-11-24.pdf",
        "sheet at 300",
        "sheet at 300",
        "end",
        "closed",
    ]
    assert sheets.sizes == [(2481, 3508)] * 2
    assert (receipt.state, receipt.text) == (SENT, "Ufficio, job 7")
    assert str(receipt.note) == "Handed to the printer"


def test_a_coarse_printer_gets_no_finer_pictures_than_it_draws() -> None:
    sheets = FakeSheets(dots=150)
    send(sheets)
    assert sheets.done[1] == "sheet at 150"


@pytest.mark.parametrize(("wanted", "used"), [("", "Ufficio"), ("magazzino", "Magazzino")])
def test_printer_is_the_one_set_else_the_usual_one(wanted: str, used: str) -> None:
    sheets = FakeSheets()
    send(sheets, wanted=wanted)
    assert sheets.names == [used]


@pytest.mark.parametrize(
    ("step", "error", "state", "sentence", "done"),
    [
        ("open", OUT_OF_PAPER, RETRY, "takes nothing for now", []),
        ("begin", OUT_OF_PAPER, RETRY, "takes nothing for now", ["closed"]),
        ("begin", PrintingFailed(1223, "Cancelled."), FAILED, "was cancelled", ["closed"]),
        ("draw", OUT_OF_PAPER, UNKNOWN, "stopped in the middle", ["given up", "closed"]),
        ("end", OUT_OF_PAPER, UNKNOWN, "stopped in the middle", ["given up", "closed"]),
    ],
)
def test_what_windows_could_not_do_becomes_a_state_and_a_sentence(
    step: str, error: PrintingFailed, state: DispatchState, sentence: str, done: Sequence[str]
) -> None:
    sheets = FakeSheets(faults={step: error})
    receipt = send(sheets)
    assert (receipt.state, receipt.text) == (state, error.words)
    assert sentence in str(receipt.fault)
    assert sheets.done[len(sheets.done) - len(done) :] == done


def test_what_is_no_pdf_is_not_printed() -> None:
    sheets, intent = FakeSheets(), Intent()
    receipt = send(sheets, pdf=b"ciao", intent=intent)
    assert (receipt.state, sheets.done, intent.times) == (FAILED, [], 0)


def test_nothing_is_printed_when_the_intent_cannot_be_recorded() -> None:
    sheets = FakeSheets()
    with pytest.raises(HistoryUnwritable):
        send(sheets, intent=Intent(then=HistoryUnwritable(say("The disk is full."))))
    assert sheets.done == ["closed"]


@pytest.mark.parametrize(
    ("printers", "wanted", "sentence"),
    [
        (HERE, "", None),
        (HERE, "UFFICIO", None),
        (HERE, "Altra", "no printer Altra; it has Ufficio, Magazzino"),
        (HERE, "ipp://server/printers/Ufficio", "one of the network"),
        (Printers(names=("Ufficio",)), "", "no usual printer"),
        (Printers(), "", "No printer is set up"),
        (Printers(windows=False), "", "on Windows only"),
    ],
)
def test_each_reason_why_nothing_can_be_printed_is_told_apart(
    printers: Printers, wanted: str, sentence: str | None
) -> None:
    fault = fault_of(printers, wanted)
    assert (fault is None) if sentence is None else sentence in str(fault)


@pytest.mark.only_on("unix", "what is said where there is no Windows")
def test_other_systems_say_that_it_is_for_windows() -> None:
    assert "on Windows only" in str(WindowsPrinterChannel().validate_environment(a_site()))
    intent = Intent()
    assert WindowsPrinterChannel().deliver(a_site(), a_delivery(), intent).state is RETRY
    assert intent.times == 0


def test_printer_that_hangs_leaves_the_letter_unclear_and_the_next_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheets, intents = FakeSheets(stalls=Event()), (Intent(), Intent())
    monkeypatch.setattr("plugins.channels.windows_printer.printers_here", lambda: HERE)
    monkeypatch.setattr("plugins.channels.windows_printer.open_printer", sheets.open)

    def from_now_on() -> None:
        monkeypatch.setattr("core.own_thread.PATIENCE", 0.2)
        intents[0]()

    with WindowsPrinterChannel().connect(a_site()) as deliver:
        letter = a_delivery(pdf=pages_of(1))
        receipts = [deliver(letter, from_now_on), deliver(letter, intents[1])]
    assert [receipt.state for receipt in receipts] == [UNKNOWN, RETRY]
    assert [intent.times for intent in intents] == [1, 0]
    assert sheets.stalls is not None
    sheets.stalls.set()


def test_windows_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    woken, looked = Event(), []

    def look() -> Printers:
        looked.append(1)
        woken.wait(60)
        return HERE

    monkeypatch.setattr("plugins.channels.windows_printer.printers_here", look)
    monkeypatch.setattr("core.own_thread.ANSWERED_WITHIN", 0.2)
    channel = WindowsPrinterChannel()
    for _ in range(3):
        assert "Windows does not answer" in str(channel.validate_environment(a_site()))
    assert len(looked) == 1
    woken.set()
