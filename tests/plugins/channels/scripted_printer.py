"""A printer on loopback that speaks IPP and does what a test tells it."""

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.ipp import JobState, Operation

JOB = 7


@dataclass
class Printer:
    """What it answers, and what it was asked."""

    url: str = ""
    status: int = 0
    """Of the answer to Print-Job."""
    http: int = 200
    states: list[JobState] = field(default_factory=lambda: [JobState.COMPLETED])
    """One after the other at each look; the last one stays."""
    reasons: str = "none"
    cut: bool = False
    """Hangs up instead of answering Print-Job."""
    names_job: bool = True
    """Whether it answers Print-Job with the number of the job."""
    knows_job: bool = True
    documents: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of the jobs that came, with an answer or without."""
    other: str = ""
    """The name of somebody else's job, which has the number by now."""
    goes_on: bool = False
    """A stopped job is printed just before it would be cancelled."""
    cancelled: int = 0

    def answer(self, operation: int, attributes: bytes, document: bytes) -> bytes | None:
        """Return the answer's bytes; None hangs up."""
        if operation == Operation.GET_JOBS:
            done = self.states[0] in (JobState.COMPLETED, JobState.ABORTED, JobState.CANCELED)
            wanted = b"\x00\x09completed" if done else b"\x00\x0dnot-completed"
            return _listed(self.names if wanted in attributes else [])
        if operation == Operation.PRINT_JOB:
            self.names.append(_name_in(attributes))
            if self.cut:
                return None
            self.documents.append(document)
            return _written(self.status, job=self.names_job)
        if not self.knows_job:
            return _written(0x0406)
        if operation == Operation.CANCEL_JOB:
            self.cancelled += 1
            if self.goes_on:
                self.states = [JobState.COMPLETED]
            gone = self.states[0] in (JobState.COMPLETED, JobState.ABORTED)
            return _written(0x0404 if gone else 0)
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        name = self.other or self.names[-1]
        return _written(0, state=state, reasons=self.reasons, name=name)


@contextmanager
def scripted_printer() -> Iterator[Printer]:
    """Run the printer while a test needs it."""
    printer = Printer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            operation = struct.unpack_from(">H", content, 2)[0]
            start = content.find(b"%PDF") if b"%PDF" in content else len(content)
            answer = printer.answer(operation, content[:start], content[start:])
            if answer is None:
                return
            self.send_response(printer.http)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        printer.url = f"ipp://127.0.0.1:{server.server_address[1]}/printers/Office"
        yield printer
        server.shutdown()
        thread.join()


def _written(
    status: int,
    *,
    job: bool = False,
    state: JobState | None = None,
    reasons: str = "",
    name: str = "",
) -> bytes:
    body = struct.pack(">BBHI", 1, 1, status, 1) + b"\x01"
    body += _attribute(0x47, "attributes-charset", b"utf-8") + b"\x02"
    if job:
        body += _attribute(0x21, "job-id", struct.pack(">i", JOB))
    if state is not None:
        body += _attribute(0x23, "job-state", struct.pack(">i", state))
        body += _attribute(0x44, "job-state-reasons", reasons.encode())
        body += _attribute(0x42, "job-name", name.encode())
    return body + b"\x03"


def _listed(names: list[str]) -> bytes:
    body = struct.pack(">BBHI", 1, 1, 0, 1) + b"\x01"
    body += _attribute(0x47, "attributes-charset", b"utf-8")
    for name in names:
        body += b"\x02" + _attribute(0x21, "job-id", struct.pack(">i", JOB))
        body += _attribute(0x42, "job-name", name.encode())
    return body + b"\x03"


def _name_in(attributes: bytes) -> str:
    start = attributes.index(b"job-name") + len(b"job-name")
    length = struct.unpack_from(">H", attributes, start)[0]
    return attributes[start + 2 : start + 2 + length].decode()


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    key = name.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(value)) + value
