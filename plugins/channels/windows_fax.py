"""By fax through the fax service of Windows (FaxComEx); experimental: not tried on a line yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sollecito import (
    AskedApart,
    Channel,
    ChannelKind,
    Customer,
    Deliver,
    Delivery,
    Dispatch,
    DispatchState,
    HandOver,
    NumberInvalid,
    ProgramSilent,
    Receipt,
    Site,
    SollecitoError,
    Text,
    delivered_apart,
    fax_number,
    fax_pages,
    hookimpl,
    say,
)

_FAILED, _RETRIES_EXCEEDED, _COMPLETED, _CANCELED = 0x08, 0x80, 0x100, 0x200
"""Of FAX_JOB_STATUS_ENUM; several may be set at once."""
_REASONS = {
    8: say("The line was busy at every attempt."),
    9: say("Nobody answered."),
    10: say("No fax machine answered: is the number right?"),
    11: say("The fax server has no line: is its cable plugged in?"),
    15: say("No fax machine answered: is the number right?"),
}
"""By FAX_JOB_EXTENDED_STATUS_ENUM."""
_GONE = {0x80010007, 0x80010012, 0x80010108, 0x800706BA, 0x800706BE}
"""The service ended, perhaps in the middle of the call."""
_SERVICE = say("The fax service of Windows")


class ServiceAway(SollecitoError):
    """The fax service of Windows cannot be asked."""


class WindowsFaxChannel(Channel):
    """Hands the pages as black-and-white pictures to the service's queue."""

    name = "windows_fax"
    kind = ChannelKind.FAX
    label = say("Fax with Windows (experimental)")
    takes_back = True
    followed_days = 15

    def __init__(self) -> None:
        """Remember whether the service hangs."""
        self._asked = AskedApart(_SERVICE)

    def validate_environment(self, site: Site) -> Text | None:
        """Return what the fax service needs and this PC lacks, or None."""
        del site
        try:
            self._asked.ask(_connect_once)
        except (ServiceAway, ProgramSilent) as error:
            return error.title
        return None

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return the number as it is dialled; a wrong one as written, so that it is named."""
        try:
            return (fax_number(customer.fax, customer.country),) if customer.fax else ()
        except NumberInvalid:
            return (customer.fax,)

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep the thread that speaks to the service for the run."""
        with delivered_apart(lambda: _opened(site), _SERVICE) as deliver:
            yield deliver

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Put the fax into the service's queue; how it ends is followed."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return which faxes got through and which did not."""
        del site
        return self._asked.ask(lambda: _outcomes(dispatches))

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a fax out of the queue, as long as it waits there."""
        del site
        return self._asked.ask(lambda: _taken_back(dispatch.ticket))


def _connect_once() -> None:
    with fax_service():
        pass


@contextmanager
def _opened(site: Site) -> Iterator[Deliver]:
    yield lambda delivery, hand_over: _queued(site, delivery, hand_over)


def _queued(site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
    try:
        number = fax_number(delivery.recipients[0], delivery.customer.country)
        pages = fax_pages(delivery.document.pdf)
    except SollecitoError as error:
        return Receipt(DispatchState.FAILED, fault=error.title)
    try:
        # The service may hold on to the file; that is no fault of the sending.
        with (
            TemporaryDirectory(prefix="sollecito-", ignore_cleanup_errors=True) as folder,
            fax_service() as service,
        ):
            file = Path(folder) / "fax.tif"
            file.write_bytes(pages)
            document = _document(file, number, site.company.name)
            hand_over()
            return _submitted(document, service)
    except ServiceAway as error:
        return Receipt(DispatchState.RETRY, fault=error.title)


@contextmanager
def fax_service() -> Iterator[Any]:
    """Yield the connected fax service of this PC, or say why there is none."""
    pythoncom, com = _com()
    pythoncom.CoInitialize()
    try:
        service = _connected(com, pythoncom.com_error)
        try:
            yield service
        finally:
            # What has been said before counts, whether the service heard the farewell or not.
            with suppress(pythoncom.com_error):
                service.Disconnect()
    finally:
        pythoncom.CoUninitialize()


def _com() -> tuple[Any, Any]:
    try:
        return import_module("pythoncom"), import_module("win32com.client")
    except ImportError:
        raise ServiceAway(
            say("The fax service is a part of Windows; this PC has another system.")
        ) from None


def _connected(com: Any, com_error: type[Exception]) -> Any:
    try:
        service = com.Dispatch("FaxComEx.FaxServer")
        # An empty name is this PC.
        service.Connect("")
    except com_error as error:
        raise ServiceAway(
            say("Windows has no fax service here: add “Windows Fax and Scan” and a fax modem.")
        ) from error
    return service


def _document(file: Path, number: str, sender: str) -> Any:
    _, com = _com()
    document = com.Dispatch("FaxComEx.FaxDocument")
    document.Body = str(file)
    # In the queue others may read it: no customer's name.
    document.DocumentName = sender
    document.Sender.Name = sender
    document.Recipients.Add(number)
    return document


def _submitted(document: Any, service: Any) -> Receipt:
    pythoncom, _ = _com()
    try:
        numbers = document.ConnectedSubmit(service)
    except pythoncom.com_error as error:
        if int(getattr(error, "hresult", 0)) & 0xFFFFFFFF in _GONE:
            fault = say(
                "The fax service of Windows ended while it took the fax. Look into its outbox"
                " whether it is there, then settle this sending."
            )
            return Receipt(DispatchState.UNKNOWN, str(error), fault)
        fault = say("The fax service of Windows did not take the fax.")
        return Receipt(DispatchState.FAILED, str(error), fault)
    number = str(numbers if isinstance(numbers, str) else numbers[0])
    note = say("Handed to the fax server")
    return Receipt(DispatchState.SENT, f"job {number}", note=note, ticket=number)


def _outcomes(dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
    with fax_service() as service:
        receipts = {one.id: _outcome(service, one) for one in dispatches if one.ticket}
    return {key: receipt for key, receipt in receipts.items() if receipt is not None}


def _taken_back(ticket: str) -> Text | None:
    pythoncom, _ = _com()
    with fax_service() as service:
        job = _found(service.Folders.OutgoingQueue, "GetJob", ticket)
        if job is None:
            return say("The fax server has sent it already.")
        try:
            job.Cancel()
        except pythoncom.com_error:
            return say("The fax service of Windows did not cancel the fax.")
    return None


def _outcome(service: Any, dispatch: Dispatch) -> Receipt | None:
    ticket = dispatch.ticket
    job = _found(service.Folders.OutgoingQueue, "GetJob", ticket)
    if job is None:
        # What was sent moves from the queue into the archive.
        sent = _found(service.Folders.OutgoingArchive, "GetMessage", ticket)
        if sent is not None:
            return _received(ticket, sent.Pages)
        # It may be on its way from one to the other: asked again, and said only once.
        return None if dispatch.state is DispatchState.UNKNOWN else _forgotten(ticket)
    status = int(job.Status)
    if status & _COMPLETED:
        return _received(ticket, job.Pages)
    if status & _CANCELED:
        fault = say("The fax was cancelled at the server.")
    elif status & (_FAILED | _RETRIES_EXCEEDED):
        fault = _REASONS.get(int(job.ExtendedStatusCode), say("The fax did not get through."))
    else:
        return None
    return Receipt(DispatchState.FAILED, f"job {ticket}", fault)


def _forgotten(ticket: str) -> Receipt:
    fault = say(
        "The fax service of Windows no longer knows job {number}. Look into its archive whether it"
        " got through, then settle this sending.",
        number=ticket,
    )
    return Receipt(DispatchState.UNKNOWN, fault=fault, ticket=ticket)


def _received(ticket: str, pages: int) -> Receipt:
    note = say("Received, pages: {pages}", pages=int(pages))
    return Receipt(DispatchState.SENT, f"job {ticket}", note=note)


def _found(place: Any, ask: str, ticket: str) -> Any | None:
    """Return a job or a message; None if it is not there."""
    pythoncom, _ = _com()
    try:
        return getattr(place, ask)(ticket)
    except pythoncom.com_error:
        return None


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer fax by Windows."""
    return (WindowsFaxChannel(),)
