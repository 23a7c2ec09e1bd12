"""By post with a printer of this Windows PC, whether the network knows it or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from plugins.channels.windows_printer.drawing import PrintingFailed, Sheets, open_printer
from plugins.channels.windows_printer.printers import Printers, chosen, fault_of, printers_here
from sollecito import (
    AskedApart,
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    NotAPdf,
    ProgramSilent,
    Receipt,
    Site,
    Text,
    count_pages,
    delivered_apart,
    hookimpl,
    picture_of,
    say,
)

POINTS = 72
"""An inch has so many points, by which a PDF measures."""
FINEST = 300
"""Dots an inch: what laser printers draw text with; more only takes longer."""


class WindowsPrinterChannel(Channel):
    """Draws letters on a printer as Windows knows it; a person posts them."""

    name = "windows_printer"
    kind = ChannelKind.POST
    label = say("Post: print on this PC’s printer")

    def __init__(self) -> None:
        """Remember whether Windows hangs when asked, as it may for a printer of a server."""
        self._asked = AskedApart(say("Windows"))

    def validate_environment(self, site: Site) -> Text | None:
        """Return that there is no such printer, or None."""
        try:
            return fault_of(self._asked.ask(printers_here), _wanted(site))
        except ProgramSilent as error:
            return error.title

    def joins(self, site: Site) -> bool:
        """Whether the firm wants one print job for a whole run."""
        return bool(site.settings.get("join"))

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Find the printer for the run."""
        with delivered_apart(lambda: _opened(site), say("The printer")) as deliver:
            yield deliver

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Print one letter."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


class Session:
    """Prints one letter after the other on the same printer."""

    def __init__(
        self, printers: Printers, wanted: str, open_printer: Callable[[str], Sheets]
    ) -> None:
        """Keep the printer's name and the way to open it."""
        self._fault = fault_of(printers, wanted)
        self._name = chosen(printers, wanted)
        self._open = open_printer

    def send(self, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Print one letter, or say why not."""
        if self._fault is not None:
            return Receipt(DispatchState.RETRY, fault=self._fault)
        try:
            pages = count_pages(delivery.document.pdf)
            sheets = self._open(self._name)
        except NotAPdf as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        except PrintingFailed as error:
            return Receipt(DispatchState.RETRY, error.words, self._refused())
        try:
            return self._print(sheets, delivery, pages, hand_over)
        finally:
            sheets.close()

    def _print(
        self, sheets: Sheets, delivery: Delivery, pages: int, hand_over: HandOver
    ) -> Receipt:
        pdf, finest = delivery.document.pdf, min(sheets.dots, FINEST)
        # Drawn once before anything is told: a page that cannot be drawn must not stop a job.
        picture = picture_of(pdf, 1, finest / POINTS)
        hand_over()
        try:
            job = sheets.begin(delivery.file_name)
        except PrintingFailed as error:
            state = DispatchState.FAILED if error.cancelled else DispatchState.RETRY
            fault = say("The printing was cancelled.") if error.cancelled else self._refused()
            return Receipt(state, error.words, fault)
        try:
            sheets.draw(picture, finest)
            for page in range(2, pages + 1):
                sheets.draw(picture_of(pdf, page, finest / POINTS), finest)
            sheets.end()
        except PrintingFailed as error:
            sheets.give_up()
            return Receipt(DispatchState.UNKNOWN, error.words, self._stopped())
        words = say("Handed to the printer")
        return Receipt(DispatchState.SENT, f"{self._name}, job {job}", note=words)

    def _refused(self) -> Text:
        return say("The printer {printer} takes nothing for now.", printer=self._name)

    def _stopped(self) -> Text:
        return say(
            "The printer {printer} stopped in the middle. Look how much of the letter came out.",
            printer=self._name,
        )


@contextmanager
def _opened(site: Site) -> Iterator[Deliver]:
    yield Session(printers_here(), _wanted(site), open_printer).send


def _wanted(site: Site) -> str:
    return str(site.settings.get("printer") or "").strip()


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer printing on this PC's printers."""
    return (WindowsPrinterChannel(),)
