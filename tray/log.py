"""The log: a file in the user's own folder, so that no traceback stands in a person's way."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path

from core.domain.wording import Text, say
from core.store.machine import configuration_folder

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LARGEST = 1_000_000


def start_log() -> None:
    """Log to the file; with `SOLLECITO_LOG=DEBUG` (or INFO ...) to standard error as well."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(_file_handler())
    # It tells every glyph of every font that it reduces.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    level = os.environ.get("SOLLECITO_LOG")
    if level:
        shown = logging.StreamHandler()
        shown.setLevel(level.upper())
        root.addHandler(shown)


def log_path() -> Path:
    """Return where the log is."""
    own = os.environ.get("SOLLECITO_CONFIG_DIR")
    folder = configuration_folder() if own else user_log_path("sollecito", appauthor=False)
    return folder / "sollecito.log"


def keep_tracebacks_in_the_log(show: Callable[[Text, Text], None]) -> None:
    """Show a bug as one sentence and a hint; its traceback goes to the log."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger(__name__).critical("a bug", exc_info=(kind, error, trace))
        show(BUG, say("What happened is in {file}", file=str(log_path())))

    sys.excepthook = hook


BUG: Text = say("Sollecito made a mistake of its own and had to stop here.")


class _LogFile(RotatingFileHandler):
    """A new file when one is full; while another program has it open, it grows on.

    Windows renames no file that is open, and a command logs beside the program in the tray.
    """

    def doRollover(self) -> None:  # noqa: N802 - its name there
        """Begin a new file, if the full one can be put aside."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # opened again by the next record
        full = Path(self.baseFilename)
        aside = full.with_name(f"{full.name}.0")
        try:
            full.replace(aside)
        except OSError:
            self.maxBytes += LARGEST
            return
        self.maxBytes = LARGEST
        super().doRollover()
        aside.replace(f"{full}.1")


def _file_handler() -> logging.Handler:
    """Return the handler of the log file; where it cannot be written, nothing is logged."""
    try:
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _LogFile(
            path, maxBytes=LARGEST, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler
