"""The fax service of Windows, played by a few objects: it says what it needs, and how faxes end."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from threading import Event
from types import ModuleType, SimpleNamespace

import pytest
from PIL import Image

from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.parties import Customer
from core.own_thread import ProgramSilent
from core.pdf_pages import fax_pages
from plugins.channels.windows_fax import WindowsFaxChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.firms import make_firm_of
from tests.pdfs import a_pdf
from tests.tray.eventually import eventually

SENT, FAILED, RETRY = DispatchState.SENT, DispatchState.FAILED, DispatchState.RETRY
UNKNOWN = DispatchState.UNKNOWN
CHANNEL = WindowsFaxChannel()
NUMBER = "+390255512345"
JOB = "0x2010000000001"


class ComError(Exception):
    """What a COM call fails with."""

    hresult = -2147221503


@dataclass
class Job:
    """A fax in the queue."""

    Status: int = 1
    ExtendedStatusCode: int = 0
    Pages: int = 2
    cancelled: bool = False
    stays: bool = False

    def Cancel(self) -> None:  # noqa: N802 - as COM has it
        if self.stays:
            raise ComError("being sent")
        self.cancelled = True


@dataclass
class FaxDocument:
    """What is handed to the service."""

    service: "FaxService"
    Body: str = ""
    DocumentName: str = ""
    Sender: SimpleNamespace = field(default_factory=SimpleNamespace)
    numbers: list[str] = field(default_factory=list)

    @property
    def Recipients(self) -> SimpleNamespace:  # noqa: N802 - as COM has it
        return SimpleNamespace(Add=self.numbers.append)

    def ConnectedSubmit(self, _: object) -> tuple[str]:  # noqa: N802 - as COM has it
        if self.service.stalls is not None:
            self.service.stalls.wait(60)
        if self.service.ends:
            error = ComError("the remote procedure call failed")
            error.hresult = -2147023170
            raise error
        if not self.service.takes:
            raise ComError("0x80040001")
        self.service.submitted.append((self.numbers[0], self.DocumentName, self._body()))
        self.service.queue[JOB] = Job()
        return (JOB,)

    def _body(self) -> bytes:
        return Path(self.Body).read_bytes()


@dataclass
class FaxService:
    """FaxComEx as far as it is used."""

    there: bool = True
    takes: bool = True
    ends: bool = False
    """As it takes a fax."""
    queue: dict[str, Job] = field(default_factory=dict)
    archive: dict[str, Job] = field(default_factory=dict)
    submitted: list[tuple[str, str, bytes]] = field(default_factory=list)
    open: int = 0
    deaf: bool = False
    """Gone when it is told goodbye."""
    hangs: Event | None = None
    """Connects only once this is set."""
    stalls: Event | None = None
    """Takes a fax only once this is set."""

    @property
    def Folders(self) -> SimpleNamespace:  # noqa: N802 - as COM has it
        return SimpleNamespace(
            OutgoingQueue=SimpleNamespace(GetJob=lambda job: _of(self.queue, job)),
            OutgoingArchive=SimpleNamespace(GetMessage=lambda job: _of(self.archive, job)),
        )

    def Dispatch(self, name: str) -> object:  # noqa: N802 - as COM has it
        return self if name == "FaxComEx.FaxServer" else FaxDocument(self)

    def Connect(self, name: str) -> None:  # noqa: N802 - as COM has it
        if self.hangs is not None:
            self.hangs.wait(60)
        if not self.there:
            raise ComError(name)
        self.open += 1

    def Disconnect(self) -> None:  # noqa: N802 - as COM has it
        self.open -= 1
        if self.deaf:
            raise ComError("the object has disconnected from its clients")


def _of(place: dict[str, Job], job: str) -> Job:
    if job not in place:
        raise ComError(job)
    return place[job]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaxService]:
    service = FaxService()
    com, client = ModuleType("pythoncom"), ModuleType("win32com.client")
    vars(com).update(com_error=ComError, CoInitialize=int, CoUninitialize=int)
    vars(client).update(Dispatch=service.Dispatch)
    monkeypatch.setitem(sys.modules, "pythoncom", com)
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    yield service
    assert service.open == 0


def sent(number: str = NUMBER, pdf: bytes | None = None) -> tuple[Receipt, Intent]:
    intent = Intent()
    delivery = a_delivery(recipients=(number,), pdf=pdf or a_pdf(2))
    return CHANNEL.deliver(a_site(), delivery, intent), intent


def handed() -> Dispatch:
    return replace(a_delivery().dispatch, id="1", state=SENT, ticket=JOB)


def followed() -> Receipt | None:
    return CHANNEL.follow(a_site(), [handed()]).get("1")


def test_a_fax_goes_into_the_queue_as_black_and_white_pages(service: FaxService) -> None:
    receipt, intent = sent()
    assert (receipt.state, receipt.ticket, intent.times) == (SENT, JOB, 1)
    assert str(receipt.note) == "Handed to the fax server"
    ((number, name, body),) = service.submitted
    assert (number, name) == (NUMBER, "Ferramenta Rossi S.r.l.")
    with Image.open(BytesIO(body)) as tiff:
        assert (tiff.mode, tiff.width, getattr(tiff, "n_frames", 1)) == ("1", 1728, 2)
        assert tiff.info["compression"] == "group4"


@pytest.mark.parametrize(
    ("status", "extended", "state", "sentence"),
    [
        (0x01, 0, None, ""),
        (0x02, 4, None, ""),
        (0x40, 8, None, ""),
        (0x100, 18, SENT, ""),
        (0x80, 8, FAILED, "The line was busy at every attempt."),
        (0x80, 9, FAILED, "Nobody answered."),
        (0x08, 15, FAILED, "No fax machine answered: is the number right?"),
        (0x08, 11, FAILED, "The fax server has no line: is its cable plugged in?"),
        (0x08, 12, FAILED, "The fax did not get through."),
        (0x200, 0, FAILED, "The fax was cancelled at the server."),
    ],
)
def test_how_a_fax_ended_is_told_with_its_reason(
    service: FaxService, status: int, extended: int, state: DispatchState | None, sentence: str
) -> None:
    service.queue[JOB] = Job(status, extended)
    receipt = followed()
    assert (receipt.state if receipt else None) is state
    assert str(receipt.fault if receipt and receipt.fault else "") == sentence


def test_a_fax_that_moved_into_the_archive_was_received(service: FaxService) -> None:
    service.archive[JOB] = Job(Pages=3)
    receipt = followed()
    assert receipt is not None
    assert str(receipt.note) == "Received, pages: 3"


def test_a_fax_that_is_nowhere_asks_for_a_person_once(service: FaxService) -> None:
    told = followed()
    assert told is not None
    assert (told.state, told.ticket) == (UNKNOWN, JOB)
    assert "no longer knows job" in str(told.fault)
    unclear = replace(handed(), state=UNKNOWN)
    assert CHANNEL.follow(a_site(), [unclear]) == {}


def test_a_fax_is_taken_back_as_long_as_it_waits(service: FaxService) -> None:
    service.queue[JOB] = job = Job()
    assert CHANNEL.undo(a_site(), handed()) is None
    assert job.cancelled
    service.queue[JOB] = Job(stays=True)
    assert "did not cancel the fax" in str(CHANNEL.undo(a_site(), handed()))
    service.queue.clear()
    assert "has sent it already" in str(CHANNEL.undo(a_site(), handed()))


@pytest.mark.parametrize(
    ("number", "pdf", "sentence"),
    [("02 555", None, "can be dialled"), (NUMBER, b"Gentile cliente,\n", "is no PDF")],
)
def test_what_cannot_be_faxed_is_not_handed_over(
    service: FaxService, number: str, pdf: bytes | None, sentence: str
) -> None:
    receipt, intent = sent(number, pdf)
    assert (receipt.state, intent.times, service.submitted) == (FAILED, 0, [])
    assert sentence in str(receipt.fault)


def test_a_fax_that_the_service_does_not_take_is_failed_with_its_words(
    service: FaxService,
) -> None:
    service.takes = False
    receipt, _ = sent()
    assert (receipt.state, receipt.text) == (FAILED, "0x80040001")


def test_a_service_that_ends_as_it_takes_the_fax_may_have_it(service: FaxService) -> None:
    service.ends = True
    receipt, intent = sent()
    assert (receipt.state, intent.times) == (UNKNOWN, 1)
    assert "Look into its outbox" in str(receipt.fault)


def test_a_service_that_is_gone_after_it_took_the_fax_has_it_all_the_same(
    service: FaxService,
) -> None:
    service.deaf = True
    receipt, _ = sent()
    assert (receipt.state, receipt.ticket) == (SENT, JOB)


def test_a_service_that_hangs_keeps_nobody_waiting(
    service: FaxService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, service.hangs = WindowsFaxChannel(), Event()
    with monkeypatch.context() as patch:
        patch.setattr("core.own_thread.ANSWERED_WITHIN", 0.2)
        assert "does not answer" in str(channel.validate_environment(a_site()))
        # It is not asked again as long as it hangs.
        with pytest.raises(ProgramSilent):
            channel.follow(a_site(), [handed()])
        with pytest.raises(ProgramSilent):
            channel.undo(a_site(), handed())
    service.hangs.set()
    assert eventually(lambda: channel.validate_environment(a_site()) is None)
    assert eventually(lambda: service.open == 0)


def test_a_service_that_hangs_over_a_fax_leaves_it_unclear_and_the_next_for_later(
    service: FaxService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.stalls = Event()
    intents = Intent(), Intent()
    with CHANNEL.connect(a_site()) as deliver:
        delivery = a_delivery(recipients=(NUMBER,), pdf=a_pdf())

        def from_now_on() -> None:
            # The pages are drawn: from here on only the service keeps it waiting.
            monkeypatch.setattr("core.own_thread.PATIENCE", 0.2)
            intents[0]()

        receipts = [deliver(delivery, from_now_on), deliver(delivery, intents[1])]
    assert [receipt.state for receipt in receipts] == [UNKNOWN, RETRY]
    assert [intent.times for intent in intents] == [1, 0]
    service.stalls.set()
    assert eventually(lambda: service.open == 0)
    assert len(service.submitted) == 1


def test_a_service_that_hangs_does_not_hang_the_engine(
    service: FaxService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("core.own_thread.ANSWERED_WITHIN", 0.2)
    service.hangs = Event()
    firm = make_firm_of(tmp_path, ["ROSSI"])
    firm.run()
    assert firm.states() == {"ROSSI": "sent"}
    faults = {one.name: one.fault for one in firm.engine.status.channels}
    assert "does not answer" in str(faults["windows_fax"])
    service.hangs.set()
    assert eventually(lambda: service.open == 0)


def test_a_power_cut_at_the_hand_over_sends_nothing(service: FaxService) -> None:
    delivery = a_delivery(recipients=(NUMBER,), pdf=a_pdf())
    with pytest.raises(RuntimeError):
        CHANNEL.deliver(a_site(), delivery, Intent(then=RuntimeError("cut")))
    assert service.submitted == []


def test_without_the_service_it_says_what_windows_needs(service: FaxService) -> None:
    assert CHANNEL.validate_environment(a_site()) is None
    service.there = False
    assert "add “Windows Fax and Scan”" in str(CHANNEL.validate_environment(a_site()))
    receipt, intent = sent()
    assert (receipt.state, intent.times) == (RETRY, 0)


@pytest.mark.only_on("unix", "what is said where there is no Windows")
def test_on_another_system_it_says_so() -> None:
    fault = str(CHANNEL.validate_environment(a_site()))
    assert fault == "The fax service is a part of Windows; this PC has another system."


@pytest.mark.parametrize(("fax", "address"), [("02 5551 2345", (NUMBER,)), ("", ()), ("1", ("1",))])
def test_a_customer_is_reached_at_its_number(fax: str, address: tuple[str, ...]) -> None:
    assert CHANNEL.address(Customer("C1", "Rossi", fax=fax)) == address


def test_a_page_of_a_fax_is_white_where_nothing_stands() -> None:
    with Image.open(BytesIO(fax_pages(a_pdf()))) as tiff:
        assert tiff.getpixel((5, 5)) == 255
        assert tiff.convert("L").histogram()[0] > 500
