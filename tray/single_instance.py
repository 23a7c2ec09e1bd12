"""One program per person and data folder: a second start finds the page of the first."""

from __future__ import annotations

import json
import os
import time
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path

LOCK = ".lock"
END = ".end"
"""A file of this ending asks the program that holds the lock to quit."""
_OWNER_ONLY = 0o600
_PATIENCE = 5.0
"""Seconds: the first start may hold the lock and not yet have a page."""


class SingleInstance:
    """A lock in the person's local folder, and beside it the running page's address.

    The system frees the lock of a program that was killed, so an address without a lock
    means nothing.
    """

    def __init__(self, data_folder: Path, state_folder: Path | None = None) -> None:
        """Prepare the lock of a data folder; `acquire` takes it."""
        folder = state_folder or default_state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        name = os.path.normcase(data_folder.resolve())
        stem = sha256(name.encode()).hexdigest()[:16]
        # On Windows nobody can read a locked file: the address is in another one.
        self._address = folder / f"{stem}.json"
        self._end = folder / f"{stem}{END}"
        self._lock = FileLock(folder / f"{stem}{LOCK}", timeout=0, mode=_OWNER_ONLY)

    def acquire(self) -> bool:
        """Take the lock; False if this person's program is running on the folder already."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        self._address.unlink(missing_ok=True)
        self._end.unlink(missing_ok=True)
        return True

    @property
    def asked_to_end(self) -> bool:
        """Whether somebody has asked this program to quit: `tray.ending`."""
        return self._end.exists()

    def publish(self, address: str) -> None:
        """Leave the page's address, which may hold a token, for a second start."""
        part = self._address.with_suffix(".part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"address": address, "pid": os.getpid()}, file)
        part.replace(self._address)

    def running_address(self, patience: float = _PATIENCE) -> str | None:
        """Return the page's address of the program that holds the lock, waiting a little."""
        deadline = time.monotonic() + patience
        while True:
            address = self._read()
            if address is not None or time.monotonic() >= deadline:
                return address
            time.sleep(0.05)

    def release(self) -> None:
        """Take the address away and free the lock."""
        if self._lock.is_locked:
            self._address.unlink(missing_ok=True)
            self._lock.release()

    def _read(self) -> str | None:
        try:
            return str(json.loads(self._address.read_text("utf-8"))["address"])
        except (OSError, ValueError, TypeError, KeyError):
            return None


def default_state_folder() -> Path:
    """Return the person's local folder for what is true of this PC only."""
    own = os.environ.get("SOLLECITO_CONFIG_DIR")
    if own:
        return Path(own) / "running"
    return user_state_path("sollecito", appauthor=False) / "running"
