"""By post: the letter is printed, over IPP, on a printer or print server of the network."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sollecito import (
    Channel,
    ChannelKind,
    Delivery,
    Dispatch,
    DispatchState,
    HandOver,
    IppPrinter,
    JobState,
    PrinterAway,
    PrinterRefuses,
    PrinterSilent,
    PrintJob,
    Receipt,
    Site,
    SollecitoError,
    Text,
    count_pages,
    hookimpl,
    say,
)

PATIENCE = 3.0
"""Seconds in which a broken document shows; a longer wait would hold up the run."""
_LOOK_EVERY = 0.2
_WITH_OTHERS = "+"
"""At the end of a ticket: the job holds the letters of a whole run."""
_CALLED = "called "
"""At the beginning of the ticket of a job whose number was never told: its name has this mark."""
_ENDED = (JobState.STOPPED, JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


class PrinterChannel(Channel):
    """Prints letters that a person puts into window envelopes."""

    name = "printer"
    kind = ChannelKind.POST
    label = say("Post: print the letter")
    takes_back = True
    followed_days = 15

    def validate_environment(self, site: Site) -> Text | None:
        """Return that no printer is set, or what is wrong with its address."""
        printer = _printer(site)
        if not printer.url:
            return say("No printer is set. Enter it under [post] printer.")
        return printer.fault()

    def joins(self, site: Site) -> bool:
        """Whether the firm wants one print job for a whole run."""
        return bool(site.settings.get("join"))

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Hand the letter to the printer; a document that it cannot print is taken back."""
        printer = _printer(site)
        fault = self.validate_environment(site)
        if fault is not None:
            return Receipt(DispatchState.FAILED, fault=fault)
        try:
            count_pages(delivery.document.pdf)
            mark = _mark(delivery.dispatch)
            number = printer.print_pdf(
                delivery.document.pdf, f"{delivery.file_name} {mark}", hand_over
            )
        except PrinterAway as error:
            return Receipt(DispatchState.RETRY, fault=error.title)
        except PrinterSilent as error:
            return Receipt(DispatchState.UNKNOWN, fault=error.title, ticket=f"{_CALLED}{mark}")
        except PrinterRefuses as error:
            state = DispatchState.RETRY if error.for_now else DispatchState.FAILED
            return Receipt(state, error.words, error.title)
        except SollecitoError as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        return _waited(printer, number, mark, joined=delivery.joined > 1)

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return which letters are printed and which never will be; unclear ones by their mark."""
        outcomes: dict[str, Receipt | None] = {}
        for dispatch in dispatches:
            ticket = _asked_by(dispatch)
            if ticket not in outcomes:
                by_name = ticket.startswith(_CALLED)
                outcomes[ticket] = _named(ticket, site) if by_name else _numbered(ticket, site)
        receipts = {one.id: outcomes[_asked_by(one)] for one in dispatches}
        return {key: receipt for key, receipt in receipts.items() if receipt is not None}

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a letter out of the printer's queue, as long as it is there."""
        if dispatch.ticket.endswith(_WITH_OTHERS):
            return say("It was printed together with others: cancel the job at the printer.")
        if dispatch.ticket and not dispatch.ticket.startswith(_CALLED):
            printer, number, mark = _found(dispatch.ticket, site)
            if printer.job(number, mark) is not None and printer.cancel(number):
                return None
        return say("The letter is printed already: take it out of the tray.")


def _printer(site: Site) -> IppPrinter:
    timeout = float(str(site.settings.get("timeout") or 30))
    return IppPrinter(str(site.settings.get("printer") or "").strip(), timeout)


def _mark(dispatch: Dispatch) -> str:
    """Return by what the printer's queue knows a dispatch: no name that others may read."""
    return f"[{sha256(dispatch.id.encode()).hexdigest()[:12]}]"


def _asked_by(dispatch: Dispatch) -> str:
    """Return the ticket; a letter of which no answer came has the one that it would have got."""
    return dispatch.ticket or f"{_CALLED}{_mark(dispatch)}"


def _numbered(ticket: str, site: Site) -> Receipt | None:
    """Return how a job ended that the printer gave a number."""
    printer, number, mark = _found(ticket, site)
    job = printer.job(number, mark)
    if job is not None:
        return _outcome(printer, job)
    # Simple printers forget a job with its last page: no more will ever be known.
    note = say("Handed to the printer, which no longer tells how it ended")
    return Receipt(DispatchState.SENT, f"job {number}", note=note)


def _named(ticket: str, site: Site) -> Receipt | None:
    """Return what became of a job of which no answer came; None: the printer does not know it."""
    printer = _printer(site)
    if not printer.url or printer.fault() is not None:
        return None
    mark = ticket.removeprefix(_CALLED)
    for number in printer.jobs_called(mark):
        job = printer.job(number, mark)
        if job is not None:
            return _outcome(printer, job) or _handed(printer, number, mark)
    return None


def _handed(printer: IppPrinter, number: int, mark: str) -> Receipt:
    return Receipt(
        DispatchState.SENT,
        f"job {number}",
        note=say("Handed to the printer"),
        ticket=f"{printer.url} {number} {mark}",
    )


def _waited(printer: IppPrinter, number: int, mark: str, *, joined: bool) -> Receipt:
    """Return how the job ended, or that it was handed over if that takes longer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            job = printer.job(number, mark)
            receipt = _outcome(printer, job) if job is not None else None
        except SollecitoError:
            break
        if receipt is not None:
            return receipt
        time.sleep(_LOOK_EVERY)
    return _handed(printer, number, mark + _WITH_OTHERS if joined else mark)


def _outcome(printer: IppPrinter, job: PrintJob) -> Receipt | None:
    if job.state not in _ENDED:
        return None
    if job.state is JobState.COMPLETED:
        return Receipt(DispatchState.SENT, job.words, note=say("Printed"))
    if job.state is JobState.CANCELED:
        fault = say("The print job was cancelled at the printer.")
        return Receipt(DispatchState.FAILED, job.words, fault)
    # A stopped job stays in the queue and would be printed some other day.
    if not printer.cancel(job.number) and job.state is JobState.STOPPED:
        # Somebody let it go on meanwhile: it may be printed, and is asked about again.
        return None
    return Receipt(DispatchState.FAILED, job.words, say("The printer could not print the letter."))


def _found(ticket: str, site: Site) -> tuple[IppPrinter, int, str]:
    """Return the printer that had the job, also when another one is set by now."""
    url, number, mark = ticket.removesuffix(_WITH_OTHERS).rsplit(" ", 2)
    return IppPrinter(url, _printer(site).timeout), int(number), mark


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer printing."""
    return (PrinterChannel(),)
