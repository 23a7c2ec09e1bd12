"""E-mail through this PC's mail program (Simple MAPI): Thunderbird, classic Outlook and others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.channels.mapi.answers import receipt_of
from plugins.channels.mapi.calls import ASK_TO_LOG_IN, SHOW, Message, send_mail
from plugins.channels.mapi.programs import MailProgram, fault_of, usual_program
from sollecito import (
    PATIENCE,
    AddressInvalid,
    AskedApart,
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    ProgramSilent,
    Receipt,
    Site,
    Text,
    delivered_apart,
    envelope_of,
    hookimpl,
    pdfs_of,
    safe_name,
    say,
)

WITH_A_PERSON = 600
"""Seconds in which a person reads, changes and sends what the program shows."""


class MapiChannel(Channel):
    """Hands each statement to the mail program; what it does then, it does not tell."""

    name = "mapi"
    kind = ChannelKind.EMAIL
    label = say("E-mail with the mail program")
    carries_attachments = True

    def __init__(self) -> None:
        """Remember whether Windows hangs when asked."""
        self._asked = AskedApart(say("Windows"))

    def validate_environment(self, site: Site) -> Text | None:
        """Return why no mail program can be used here, or None."""
        try:
            fault = fault_of(self._asked.ask(usual_program))
        except ProgramSilent as error:
            return error.title
        if fault is None and not site.sender:
            return say("No sender is set. Enter it under [email] sender.")
        return fault

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Find the mail program for the run."""
        program = self._asked.ask(usual_program)
        with delivered_apart(lambda: _opened(site, program), program.name, _patience) as deliver:
            yield deliver

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Hand over one statement by itself."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


class Session:
    """Hands over one message after the other; a fault for now ends the asking."""

    def __init__(
        self, site: Site, program: MailProgram, send_mail: Callable[[Message, int], int]
    ) -> None:
        """Keep the program, and the call by which Windows reaches it."""
        self._site = site
        self._program = program
        self._send_mail = send_mail
        self._fault = fault_of(program)

    def send(self, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Hand over one message, or say why not."""
        if self._fault is not None:
            return Receipt(DispatchState.RETRY, fault=self._fault)
        try:
            envelope = envelope_of(self._site, delivery)
        except AddressInvalid as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        # The mail program may hold on to the file; that is no fault of the sending.
        with TemporaryDirectory(prefix="sollecito-", ignore_cleanup_errors=True) as folder:
            files = []
            for name, pdf in pdfs_of(delivery):
                file = Path(folder, safe_name(name))
                file.write_bytes(pdf)
                files.append(file)
            body = "\r\n".join(delivery.letter.body.splitlines())
            message = Message(envelope, delivery.letter.subject, body, tuple(files))
            flags = self._flags(automatic=delivery.dispatch.automatic)
            hand_over()
            answer = self._send_mail(message, flags)
        receipt = receipt_of(answer, self._program.name)
        if receipt.state is DispatchState.RETRY:
            self._fault = receipt.fault
        return receipt

    def _flags(self, *, automatic: bool) -> int:
        """Return what the mail program may ask: of a person who sends, never of nobody."""
        if automatic:
            return 0
        return ASK_TO_LOG_IN | (SHOW if self._site.settings.get("show") else 0)


@contextmanager
def _opened(site: Site, program: MailProgram) -> Iterator[Deliver]:
    yield Session(site, program, send_mail).send


def _patience(delivery: Delivery) -> float:
    """Return how long the program may take: it asks a person who sends, and nobody in a run."""
    return PATIENCE if delivery.dispatch.automatic else WITH_A_PERSON


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer e-mail by the mail program."""
    return (MapiChannel(),)
