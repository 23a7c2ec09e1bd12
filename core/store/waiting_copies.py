"""E-mails of which a copy is yet to be put into the sender's mailbox, as files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from core.files import write_durably

FOLDER = "sent-copies"
_SUFFIX = ".eml"


class WaitingCopies:
    """One file a dispatch, named by its id; on the data folder, so that any start finds it."""

    def __init__(self, folder: Path) -> None:
        """Use a place below the data folder; it is made with the first copy."""
        self._folder = folder / FOLDER

    def keep(self, dispatch_id: str, message: bytes) -> None:
        """Keep a message durably; one of an earlier try is replaced."""
        with suppress(OSError):
            # What else is wrong with the folder shows when the file is written.
            self._folder.mkdir(exist_ok=True)
        write_durably(self._path(dispatch_id), message)

    def drop(self, dispatch_id: str) -> None:
        """Let go of a message; one that is in use goes the next time."""
        with suppress(OSError):
            self._path(dispatch_id).unlink()

    def read(self, dispatch_id: str) -> bytes:
        """Return a message; empty if it is no longer there."""
        try:
            return self._path(dispatch_id).read_bytes()
        except OSError:
            return b""

    def ids(self) -> Iterator[str]:
        """Yield the ids of the dispatches whose copies wait, the oldest first."""
        found = (path.name for path in self._folder.glob(f"[!.]*{_SUFFIX}"))
        names = sorted(unquote(name.removesuffix(_SUFFIX)) for name in found)
        # A file that somebody else has put there is nobody's copy.
        yield from (name for name in names if ":" in name)

    def _path(self, dispatch_id: str) -> Path:
        return self._folder / f"{quote(dispatch_id, safe='')}{_SUFFIX}"
