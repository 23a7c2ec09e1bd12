"""A printer or print server that is spoken to over IPP."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from core.causes import cause_of
from core.domain.wording import Text, say
from core.errors import SollecitoError
from core.ipp import Answer, JobState, Malformed, Operation, decode, encode, first_of

PORT = 631
_OK, _SERVER_FAULT = 200, 500
_NOT_FOUND, _NO_SUCH_FORMAT = 0x0406, 0x040A
_FOR_NOW = frozenset({0x0502, 0x0504, 0x0505, 0x0506, 0x0507})
"""Not available, out of order, busy or not taking jobs: later it may."""
_SECURE = ("ipps", "https")
_SCHEMES = ("ipp", "http", *_SECURE)


class PrinterAway(SollecitoError):
    """Nothing answers where the printer should be; nothing has left."""


class PrinterSilent(SollecitoError):
    """The document was handed over and no answer came: it may be printed."""


class PrinterRefuses(SollecitoError):
    """The printer answered that it does not do this."""

    def __init__(self, title: Text, words: str, *, for_now: bool = False) -> None:
        super().__init__(title)
        self.words = words
        self.for_now = for_now


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as the printer tells of it."""

    number: int
    state: JobState
    words: str
    """The printer's own reasons."""


@dataclass(frozen=True, slots=True)
class IppPrinter:
    """Knows an address such as `ipp://server/printers/Office` and what can be asked there."""

    url: str
    timeout: float = 30.0

    def fault(self) -> Text | None:
        """Return what is wrong with the address, or None."""
        parts = urlsplit(self.url)
        try:
            written = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0
        except ValueError:
            written = None
        if written:
            return None
        return say(
            "“{printer}” is no printer’s address. Write it like ipp://server/printers/Office.",
            printer=self.url,
        )

    def print_pdf(self, pdf: bytes, title: str, hand_over: Callable[[], None]) -> int:
        """Hand a document over; return the number of its job."""
        connection = self._connected()
        try:
            hand_over()
            answer = self._ask(
                connection,
                encode(
                    Operation.PRINT_JOB,
                    {**self._addressed(), "job-name": title, "document-format": "application/pdf"},
                    # Each letter begins on a sheet of its own, also where duplex is usual.
                    {"sides": "one-sided"},
                    pdf,
                ),
            )
        finally:
            connection.close()
        number = answer.first("job-id")
        if not isinstance(number, int):
            # It took the letter all the same: its name tells what becomes of it.
            raise self._silent()
        return number

    def job(self, number: int, mark: str) -> PrintJob | None:
        """Return how far the job is whose name has a mark; None if the printer has forgotten it.

        A printer that was off may begin with 1 again: the number is then somebody else's.
        """
        answer = self._about(Operation.GET_JOB, number)
        state = answer.first("job-state")
        if answer.status == _NOT_FOUND or not isinstance(state, int):
            return None
        if mark not in str(answer.first("job-name") or ""):
            return None
        reasons = [str(reason) for reason in answer.attributes.get("job-state-reasons", ())]
        message = answer.first("job-printer-state-message") or answer.first("job-state-message")
        words = [word for word in (*reasons, str(message or "")) if word not in ("", "none")]
        return PrintJob(number, JobState(state), "; ".join((f"job {number}", *words)))

    def jobs_called(self, mark: str) -> list[int]:
        """Return the numbers of the jobs whose names have a mark in them, the newest first."""
        found: set[int] = set()
        for which in ("not-completed", "completed"):
            wanted = {"requested-attributes": ("job-id", "job-name"), "which-jobs": which}
            connection = self._connected()
            try:
                answer = self._ask(
                    connection, encode(Operation.GET_JOBS, {**self._addressed(), **wanted})
                )
            finally:
                connection.close()
            for job in answer.jobs:
                number = first_of(job, "job-id")
                if isinstance(number, int) and mark in str(first_of(job, "job-name")):
                    found.add(number)
        return sorted(found, reverse=True)

    def cancel(self, number: int) -> bool:
        """Take a job back; return whether it was still to be had."""
        return self._about(Operation.CANCEL_JOB, number).accepted

    def _about(self, operation: Operation, number: int) -> Answer:
        connection = self._connected()
        try:
            request = encode(operation, {**self._addressed(job=number)})
            return self._asked(connection, request)
        finally:
            connection.close()

    def _addressed(self, job: int | None = None) -> dict[str, int | str]:
        about: dict[str, int | str] = {} if job is None else {"job-id": job}
        return {"printer-uri": self._uri(), **about, "requesting-user-name": "sollecito"}

    def _uri(self) -> str:
        parts = urlsplit(self.url)
        scheme = "ipps" if parts.scheme in _SECURE else "ipp"
        return parts._replace(scheme=scheme).geturl()

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORT
        if parts.scheme in _SECURE:
            context = ssl.create_default_context()
            connection: HTTPConnection = HTTPSConnection(
                host, port, timeout=self.timeout, context=context
            )
        else:
            connection = HTTPConnection(host, port, timeout=self.timeout)
        try:
            connection.connect()
        except OSError as error:
            raise PrinterAway(
                say(
                    "The printer {printer} cannot be reached: {reason}. Is it on?",
                    printer=self.url,
                    reason=cause_of(error),
                )
            ) from error
        return connection

    def _ask(self, connection: HTTPConnection, request: bytes) -> Answer:
        """Ask for something, and say why it is refused."""
        answer = self._asked(connection, request)
        if not answer.accepted:
            raise PrinterRefuses(
                self._refused(answer.status), _words(answer), for_now=answer.status in _FOR_NOW
            )
        return answer

    def _asked(self, connection: HTTPConnection, request: bytes) -> Answer:
        try:
            connection.request(
                "POST", urlsplit(self.url).path or "/", request, {"Content-Type": "application/ipp"}
            )
            response = connection.getresponse()
            content = response.read()
            if response.status == _OK:
                return decode(content)
        except (OSError, HTTPException, Malformed) as error:
            raise self._silent() from error
        if response.status >= _SERVER_FAULT:
            # It stumbled over what it was given, before or after it was in the queue.
            raise self._silent()
        raise PrinterRefuses(
            say("The printer {printer} does not take letters from this PC.", printer=self.url),
            f"HTTP {response.status} {response.reason}",
        )

    def _silent(self) -> PrinterSilent:
        return PrinterSilent(say("The printer {printer} did not answer.", printer=self.url))

    def _refused(self, status: int) -> Text:
        if status == _NOT_FOUND:
            return say("There is no printer at {printer}: check its name.", printer=self.url)
        if status == _NO_SUCH_FORMAT:
            return say(
                "The printer {printer} takes no PDF: let a print server (CUPS) stand in between.",
                printer=self.url,
            )
        if status in _FOR_NOW:
            return say("The printer {printer} takes nothing for now.", printer=self.url)
        return say("The printer {printer} refuses the letter.", printer=self.url)


def _words(answer: Answer) -> str:
    message = answer.first("status-message")
    return f"IPP {answer.status:#06x}" + (f" {message}" if message else "")
