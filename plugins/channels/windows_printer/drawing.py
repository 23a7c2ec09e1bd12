"""A printer as Windows draws on it: sheet by sheet, as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any, Protocol

from PIL import Image, ImageWin

A4, ONE_SIDED = 9, 1
DOTS_ACROSS, UNPRINTABLE_LEFT, UNPRINTABLE_TOP = 88, 112, 113
"""What GetDeviceCaps is asked for."""
CANCELLED = (63, 1223)
"""ERROR_PRINT_CANCELLED, ERROR_CANCELLED: a person closed the window of a PDF printer."""


class PrintingFailed(Exception):
    """Windows could not do a step of a print job."""

    def __init__(self, code: int, words: str) -> None:
        """Keep what Windows says."""
        super().__init__(words)
        self.words = words
        self.cancelled = code in CANCELLED


class Sheets(Protocol):
    """An opened printer."""

    dots: int
    """An inch."""

    def begin(self, title: str) -> int:
        """Begin a print job and return its number."""

    def draw(self, picture: bytes, dots: int) -> None:
        """Draw a sheet from its upper left corner; the picture has so many dots an inch."""

    def end(self) -> None:
        """Let the job be printed."""

    def give_up(self) -> None:
        """Take the job back as far as it is not printed."""

    def close(self) -> None:
        """Let go of the printer."""


class WindowsSheets:
    """A printer opened by Windows."""

    def __init__(self, name: str) -> None:
        """Open it for A4, one-sided: each letter begins on a sheet of its own."""
        with _windows() as win32:
            self._handle = win32.gui.CreateDC("WINSPOOL", name, _form(win32, name))
            self.dots = win32.print.GetDeviceCaps(self._handle, DOTS_ACROSS)
            self._left = win32.print.GetDeviceCaps(self._handle, UNPRINTABLE_LEFT)
            self._top = win32.print.GetDeviceCaps(self._handle, UNPRINTABLE_TOP)

    def begin(self, title: str) -> int:
        """Begin a print job and return its number."""
        with _windows() as win32:
            return int(win32.print.StartDoc(self._handle, (title, None, None, 0)))

    def draw(self, picture: bytes, dots: int) -> None:
        """Draw a sheet from its upper left corner, as large as on paper."""
        with _windows() as win32:
            win32.print.StartPage(self._handle)
            image = Image.open(BytesIO(picture)).convert("RGB")
            width, height = (side * self.dots // dots for side in image.size)
            # The printer counts from where it can print; the letter from the paper's edge.
            place = (-self._left, -self._top, width - self._left, height - self._top)
            ImageWin.Dib(image).draw(self._handle, place)
            win32.print.EndPage(self._handle)

    def end(self) -> None:
        """Let the job be printed."""
        with _windows() as win32:
            win32.print.EndDoc(self._handle)

    def give_up(self) -> None:
        """Take the job back as far as it is not printed."""
        with suppress(PrintingFailed), _windows() as win32:
            win32.print.AbortDoc(self._handle)

    def close(self) -> None:
        """Let go of the printer."""
        with suppress(PrintingFailed), _windows() as win32:
            win32.gui.DeleteDC(self._handle)


def open_printer(name: str) -> Sheets:
    """Open a printer of this PC."""
    return WindowsSheets(name)


def _form(win32: Any, name: str) -> Any:
    """Return the printer's own settings, for A4 on one side."""
    printer = win32.print.OpenPrinter(name)
    try:
        form = win32.print.GetPrinter(printer, 2)["pDevMode"]
    finally:
        win32.print.ClosePrinter(printer)
    if form is not None:
        form.PaperSize, form.Duplex = A4, ONE_SIDED
        form.Fields |= win32.con.DM_PAPERSIZE | win32.con.DM_DUPLEX
    return form


class _Calls:
    """The calls of Windows, known only there."""

    def __init__(self) -> None:
        import win32con  # noqa: PLC0415 - only on Windows
        import win32gui  # noqa: PLC0415
        import win32print  # noqa: PLC0415

        self.con: Any = win32con
        self.gui: Any = win32gui
        self.print: Any = win32print


@contextmanager
def _windows() -> Iterator[_Calls]:
    """Yield the calls; what Windows could not do becomes a PrintingFailed."""
    import pywintypes  # noqa: PLC0415 - only on Windows

    try:
        yield _Calls()
    except pywintypes.error as error:
        raise PrintingFailed(error.winerror, error.strerror) from error
