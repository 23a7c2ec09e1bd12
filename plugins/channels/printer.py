"""By post: the letter is printed, over IPP, on a printer or print server of the network."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

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
_ENDED = (JobState.STOPPED, JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


class PrinterChannel(Channel):
    """Prints letters that a person puts into window envelopes."""

    name = "printer"
    kind = ChannelKind.POST
    label = say("Post: print the letter")
    takes_back = True

    def validate_environment(self, site: Site) -> Text | None:
        """Return that no printer is set, or what is wrong with its address."""
        printer = _printer(site)
        if not printer.url:
            return say("No printer is set. Enter it as printer under [post].")
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
            number = printer.print_pdf(delivery.document.pdf, delivery.file_name, hand_over)
        except PrinterAway as error:
            return Receipt(DispatchState.RETRY, fault=error.title)
        except PrinterSilent as error:
            return Receipt(DispatchState.UNKNOWN, fault=error.title)
        except PrinterRefuses as error:
            state = DispatchState.RETRY if error.for_now else DispatchState.FAILED
            return Receipt(state, error.words, error.title)
        except SollecitoError as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        return _waited(printer, number, delivery.joined)

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return which letters are printed and which never will be."""
        outcomes: dict[str, Receipt | None] = {}
        for ticket in {dispatch.ticket for dispatch in dispatches} - {""}:
            outcomes[ticket] = _outcome(*_found(ticket, site))
        return {
            dispatch.id: receipt
            for dispatch in dispatches
            if (receipt := outcomes.get(dispatch.ticket)) is not None
        }

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a letter out of the printer's queue, as long as it is there."""
        if dispatch.ticket.endswith(_WITH_OTHERS):
            return say("It was printed together with others: cancel the job at the printer.")
        if dispatch.ticket:
            printer, number = _found(dispatch.ticket, site)
            if printer.cancel(number):
                return None
        return say("The letter is printed already: take it out of the tray.")


def _printer(site: Site) -> IppPrinter:
    timeout = float(str(site.settings.get("timeout") or 30))
    return IppPrinter(str(site.settings.get("printer") or "").strip(), timeout)


def _waited(printer: IppPrinter, number: int, letters: int) -> Receipt:
    """Return how the job ended, or that it was handed over if that takes longer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            receipt = _outcome(printer, number)
        except SollecitoError:
            break
        if receipt is not None:
            return receipt
        time.sleep(_LOOK_EVERY)
    return Receipt(
        DispatchState.SENT,
        f"job {number}",
        note=say("Handed to the printer"),
        ticket=f"{printer.url} {number}{_WITH_OTHERS if letters > 1 else ''}",
    )


def _outcome(printer: IppPrinter, number: int) -> Receipt | None:
    job = printer.job(number)
    if job is None or job.state not in _ENDED:
        return None
    if job.state is JobState.COMPLETED:
        return Receipt(DispatchState.SENT, job.words, note=say("Printed"))
    if job.state is JobState.CANCELED:
        fault = say("The print job was cancelled at the printer.")
        return Receipt(DispatchState.FAILED, job.words, fault)
    # A stopped job stays in the queue and would be printed some other day.
    printer.cancel(number)
    return Receipt(DispatchState.FAILED, job.words, say("The printer could not print the letter."))


def _found(ticket: str, site: Site) -> tuple[IppPrinter, int]:
    """Return the printer that had the job, also when another one is set by now."""
    url, _, number = ticket.removesuffix(_WITH_OTHERS).rpartition(" ")
    return IppPrinter(url, _printer(site).timeout), int(number)


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer printing."""
    return (PrinterChannel(),)
