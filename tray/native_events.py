"""The system's own file events: a hint that hastens a look, and never the truth."""

from __future__ import annotations

import threading
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from tray.folder_look import Layout, concerns

_WRITES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Without those of opening and reading: our own reading would wake us."""

Coverage = frozenset[tuple[Path, int, int]]
"""The folders listened to, with device and inode: one put in another's place is another."""


class NativeEvents:
    """Sets a flag when something in the watched places changes."""

    def __init__(self, folder: Path, layout: Layout, flag: threading.Event) -> None:
        """Remember what to listen to; `refresh` begins."""
        self._folder = folder
        self._layout = layout
        self._flag = flag
        self._lost = threading.Event()
        self._observer: BaseObserver | None = None
        self._coverage: Coverage = frozenset()

    def refresh(self) -> bool:
        """Listen to the folders as they are now; True if that had to begin anew.

        Raises OSError if the system cannot announce changes here.
        """
        wanted = self._wanted()
        if wanted == self._coverage and self.alive and not self._lost.is_set():
            return False
        self.stop()
        self._lost.clear()
        self._start(wanted)
        return True

    def stop(self) -> None:
        """Listen no more."""
        observer, self._observer, self._coverage = self._observer, None, frozenset()
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join()

    @property
    def alive(self) -> bool:
        """Whether events come: a removed folder kills its emitter in silence."""
        observer = self._observer
        return observer is not None and all(one.is_alive() for one in observer.emitters)

    def _wanted(self) -> Coverage:
        places = {self._folder, *(self._folder / place for place in self._layout.places)}
        found = set()
        for place in places:
            if place.is_dir():
                stat = place.stat()
                found.add((place, stat.st_dev, stat.st_ino))
        return frozenset(found)

    def _start(self, wanted: Coverage) -> None:
        observer = Observer()
        handler = _Wake(self._folder, self._layout, self._flag, self._lost)
        for place, _, _ in wanted:
            # The folder itself not in depth: archive and history are our own writing.
            recursive = place != self._folder or "" in self._layout.places
            observer.schedule(handler, str(place), recursive=recursive, event_filter=_WRITES)
        try:
            observer.start()
        except OSError:
            observer.unschedule_all()
            raise
        self._observer, self._coverage = observer, wanted


class _Wake(FileSystemEventHandler):
    """Sets the flag, whatever the event: a storm of them costs nothing more."""

    def __init__(
        self, folder: Path, layout: Layout, flag: threading.Event, lost: threading.Event
    ) -> None:
        self._folder = folder
        self._layout = layout
        self._flag = flag
        self._lost = lost

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Set the flag if the event is about a file that counts."""
        if isinstance(event, DirDeletedEvent | DirMovedEvent):
            # The one that takes its place may have the same inode and is not listened to.
            self._lost.set()
        if self._flag.is_set():
            return
        for path in (event.src_path, event.dest_path):
            if path and concerns(str(path), self._folder, self._layout):
                self._flag.set()
