"""The watcher: tells when the firm's files have changed and come to rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tray.folder_look import (
    FIRM,
    Layout,
    Stamp,
    all_open,
    is_remote,
    look,
    parts_changed,
)
from tray.native_events import NativeEvents

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changed:
    """Which parts of the folder are different."""

    ledger: bool = False
    settings: bool = False
    designs: bool = False
    plugins: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the watcher waits, in seconds."""

    settle: float = 2.0
    """Without a further change, before one is reported."""
    poll: float = 30.0
    """Between two looks where the system announces changes."""
    poll_unannounced: float = 5.0
    """Between two looks where it does not: network shares."""
    locked: float = 60.0
    """Until a changed file that cannot be opened is reported nevertheless."""
    announced: bool | None = None
    """Whether the system announces changes here; None: as the kind of mount suggests."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """A difference that has not yet come to rest."""

    fingerprint: dict[str, Stamp]
    since: float
    """When this fingerprint was first seen."""
    began: float
    """When the first difference was seen."""


def _nothing() -> None:
    return


class Watcher:
    """Compares fingerprints of a folder on its own thread; what it calls must return at once.

    The first fingerprint is taken when the watcher is made, so make it before the files
    are read: what changes meanwhile is then reported. Native events only hasten a look,
    so lost events, a full queue or a silent share cost time and never a change.
    """

    def __init__(
        self,
        folder: Path,
        on_change: Callable[[Changed], None],
        on_away: Callable[[], None] = _nothing,
        on_back: Callable[[], None] = _nothing,
        *,
        layout: Layout = FIRM,
        pace: Pace = Pace(),
    ) -> None:
        """Take the first look; if the folder is away, all that comes with it is a change."""
        self._folder = folder
        self._layout = layout
        self._on_change = on_change
        self._on_away = on_away
        self._on_back = on_back
        self._pace = pace
        self._wake = threading.Event()
        self._stopped = threading.Event()
        listens = not is_remote(folder) if pace.announced is None else pace.announced
        self._native = NativeEvents(folder, layout, self._wake) if listens else None
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._pending: _Pending | None = None
        self._present = True
        self.looks = 0
        """How often it has looked, for tests and measurements."""
        self._known: dict[str, Stamp] = {}
        try:
            self._known = look(folder, layout)
        except OSError:
            _log.info("%s is away", folder)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End, once a call that is under way has returned."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            seen = self._look()
            if seen is not None:
                self._compare(seen)
            self._rest()
        if self._native is not None:
            self._native.stop()

    def _look(self) -> dict[str, Stamp] | None:
        """Return the fingerprint, or None while the folder is away."""
        self.looks += 1
        try:
            seen = look(self._folder, self._layout)
            if self._listen():
                # What changed before the events began to come would be missed until a poll.
                seen = look(self._folder, self._layout)
        except OSError as error:
            self._set_away(error)
            return None
        if not self._present:
            self._present = True
            self._on_back()
        return seen

    def _listen(self) -> bool:
        if self._native is None:
            return False
        try:
            return self._native.refresh()
        except FileNotFoundError:  # one of the folders went meanwhile; the next look tries again
            return False
        except OSError as error:
            _log.warning("no events for %s, polling instead: %s", self._folder, error)
            self._native.stop()
            self._native = None
            return False

    def _set_away(self, error: OSError) -> None:
        self._pending = None
        if self._native is not None:
            self._native.stop()
        if self._present:
            _log.warning("%s is away: %s", self._folder, error)
            self._present = False
            self._on_away()

    def _compare(self, seen: dict[str, Stamp]) -> None:
        """Report a difference once it has been the same for the settle time."""
        if seen == self._known:
            self._pending = None
            return
        now = time.monotonic()
        if self._pending is None or self._pending.fingerprint != seen:
            began = now if self._pending is None else self._pending.began
            self._pending = _Pending(seen, now, began)
        if self._at_rest(self._pending, now):
            self._report(seen)

    def _at_rest(self, pending: _Pending, now: float) -> bool:
        if now - pending.since < self._pace.settle:
            return False
        changed = [p for p, stamp in pending.fingerprint.items() if self._known.get(p) != stamp]
        return all_open(changed) or now - pending.began >= self._pace.locked

    def _report(self, seen: dict[str, Stamp]) -> None:
        parts = parts_changed(self._folder, self._layout, self._known, seen)
        self._known, self._pending = seen, None
        self._on_change(Changed(**dict.fromkeys(parts, True)))

    def _rest(self) -> None:
        """Wait for the next look: a moment while files settle, else for an event or a poll."""
        # Asked after the flag was cleared: a stop that came before it is not slept over.
        if self._stopped.is_set():
            return
        if self._pending is not None:
            self._stopped.wait(min(self._pace.settle / 2, 1.0))
            return
        listens = self._native is not None and self._native.alive
        self._wake.wait(self._pace.poll if listens else self._pace.poll_unannounced)
        # A storm of events costs at most twenty looks a second.
        self._stopped.wait(min(self._pace.settle / 2, 0.05))
