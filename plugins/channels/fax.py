"""By fax, through a HylaFAX server in the office."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sollecito import (
    Channel,
    ChannelKind,
    Customer,
    Delivery,
    Dispatch,
    DispatchState,
    Fax,
    FaxJob,
    FaxRefused,
    FaxServer,
    FaxServerAway,
    FaxServerSilent,
    HandOver,
    NumberInvalid,
    Receipt,
    Site,
    SollecitoError,
    Text,
    count_pages,
    fax_number,
    hookimpl,
    say,
)

PROGRAMS = ("sendfax", "faxstat", "faxrm")
_REASONS = (
    (("busy",), say("The line was busy at every attempt.")),
    (("no answer", "ringback"), say("Nobody answered.")),
    (("no carrier", "not a fax", "training"), say("No fax machine answered: is the number right?")),
    (("dialtone", "dial tone"), say("The fax server has no line: is its cable plugged in?")),
    (("removed", "killed"), say("The fax was cancelled at the server.")),
)
"""What the server's words mean, the first that fits."""
_NO_FAX = ("no carrier", "not a fax")
"""The number itself is in doubt; a person must look before it is dialled again by itself."""


class FaxChannel(Channel):
    """Hands each statement to the server and hears later whether it got through."""

    name = "fax"
    kind = ChannelKind.FAX
    label = say("Fax")
    takes_back = True
    followed_days = 15

    def validate_environment(self, site: Site) -> Text | None:
        """Return that no server is set, or which program is missing."""
        if not _server(site).host:
            return say("No fax server is set. Enter its name under [fax] host.")
        for program in PROGRAMS:
            if shutil.which(program) is None:
                return say(
                    "The program {program} is missing: install the package hylafax-client.",
                    program=program,
                )
        return None

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return the number as it is dialled; a wrong one as written, so that it is named."""
        try:
            return (fax_number(customer.fax, customer.country),) if customer.fax else ()
        except NumberInvalid:
            return (customer.fax,)

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Put the fax into the server's queue; how it ends is followed."""
        server = _server(site)
        tag = _tag(delivery.dispatch)
        try:
            number = fax_number(delivery.recipients[0], delivery.customer.country)
            count_pages(delivery.document.pdf)
            fax = Fax(delivery.document.pdf, number, tag, _cover(site))
            return _queued(server.submit(fax, hand_over))
        except FaxServerSilent as error:
            return _found(server, tag) or Receipt(DispatchState.UNKNOWN, fault=error.title)
        except FaxRefused as error:
            # Whatever the words: a fax that is in the queue will be dialled.
            return _found(server, tag) or Receipt(DispatchState.FAILED, fault=error.title)
        except FaxServerAway as error:
            return Receipt(DispatchState.RETRY, fault=error.title)
        except SollecitoError as error:
            return Receipt(DispatchState.FAILED, fault=error.title)

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return which faxes got through and which did not; unclear ones by their tag.

        A server forgets a fax within the hour (faxqclean): if the program was off meanwhile,
        only a person can still find out.
        """
        server = _server(site)
        jobs = _by_tag(server)
        if any(one.ticket and _tag(one) not in jobs for one in dispatches):
            # On its way from one queue to the other a job may be in neither.
            jobs = _by_tag(server) | jobs
        receipts = {one.id: _told(one, jobs.get(_tag(one))) for one in dispatches}
        return {key: receipt for key, receipt in receipts.items() if receipt is not None}

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a fax out of the queue, as long as it waits there."""
        server = _server(site)
        # By its mark: a number may have come to be another's.
        job = _by_tag(server).get(_tag(dispatch)) if dispatch.ticket else None
        if job is not None and server.remove(job.number):
            return None
        return say("The fax server has sent it already.")


def _server(site: Site) -> FaxServer:
    table = {key: str(value).strip() for key, value in site.settings.items()}
    return FaxServer(
        host=table.get("host", ""),
        port=int(table.get("port") or 4559),
        attempts=int(table.get("attempts") or 3),
        timeout=float(table.get("timeout") or 30),
    )


def _cover(site: Site) -> str:
    """Return who the cover page names: who sends, and nothing of what is owed."""
    return site.company.name if site.settings.get("cover") else ""


def _tag(dispatch: Dispatch) -> str:
    """Return by what the server's queue knows a dispatch: no name that others may read."""
    return f"sollecito-{sha256(dispatch.id.encode()).hexdigest()[:16]}"


def _by_tag(server: FaxServer) -> dict[str, FaxJob]:
    return {job.tag: job for job in server.jobs().values()}


def _told(dispatch: Dispatch, job: FaxJob | None) -> Receipt | None:
    """Return what is known of a fax now; None: no more than before."""
    if job is not None:
        return _outcome(job) or (None if dispatch.ticket else _queued(job.number))
    if not dispatch.ticket:
        return None
    fault = say(
        "The fax server no longer knows job {number}, which ended while nobody asked. Look there"
        " whether it got through (xferfaxlog), then settle this sending.",
        number=dispatch.ticket,
    )
    return Receipt(DispatchState.UNKNOWN, fault=fault)


def _queued(number: int) -> Receipt:
    return Receipt(
        DispatchState.SENT,
        f"job {number}",
        note=say("Handed to the fax server"),
        ticket=str(number),
    )


def _found(server: FaxServer, tag: str) -> Receipt | None:
    """Look for a fax whose hand-over got no answer; None: the server does not say."""
    try:
        jobs = server.jobs().values()
    except FaxServerAway:
        return None
    return next((_queued(job.number) for job in jobs if job.tag == tag), None)


def _outcome(job: FaxJob) -> Receipt | None:
    words = f"job {job.number}" + (f"; {job.words}" if job.words else "")
    if job.state == "D" and job.sent == job.pages:
        note = say("Received, pages: {pages}", pages=job.pages)
        return Receipt(DispatchState.SENT, words, note=note)
    if job.state not in ("D", "F"):
        return None
    if job.sent:
        fault = say("Only {sent} of {pages} pages got through.", sent=job.sent, pages=job.pages)
        return Receipt(DispatchState.FAILED, words, fault)
    gone = any(mark in job.words.casefold() for mark in _NO_FAX)
    return Receipt(DispatchState.FAILED, words, _reason(job.words), nobody_there=gone)


def _reason(words: str) -> Text:
    lower = words.casefold()
    for marks, reason in _REASONS:
        if any(mark in lower for mark in marks):
            return reason
    return say("The fax did not get through.")


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer fax."""
    return (FaxChannel(),)
