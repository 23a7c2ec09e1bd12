"""The folder in which the invoices' own files lie: what is there, and what a file holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from core.causes import cause_of
from core.domain.document_names import Tokens
from core.domain.register import FilePlace, place_of
from core.domain.wording import Text, say
from core.errors import SollecitoError
from core.pdf_pages import readable_text

FRESH = 10.0
"""Seconds in which a file may still be being written."""
_SETTLED = 5.0
_DEEP = 8
_REMEMBERED = 5000
"""Files of which the text is kept: some thousand letters each."""
_END = 1024
"""The last bytes of a PDF, in which its end mark stands."""
_SUFFIX = ".pdf"


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds, read whole at one moment; or why it cannot be attached."""

    content: bytes = b""
    """Empty where only a glance was asked for."""
    size: int = 0
    sha256: str = ""
    text: str = ""
    fault: Text | None = None


class InvoiceFolder:
    """One folder, listed anew as soon as anything in it changes."""

    def __init__(self, data: Path, name: str) -> None:
        """Keep the folder, which lies in the data folder; nothing is listed yet."""
        self.name = name
        self._data = data
        self._root = data / name
        self._seen: dict[str, int] = {}
        self._by_word: dict[str, list[FilePlace]] = {}
        self._looks: dict[str, tuple[tuple[int, int], Look]] = {}

    def fault(self) -> Text | None:
        """Return why nothing in it can be used, or None."""
        if not self._root.is_dir():
            return say("There is no folder “{folder}” in the data folder.", folder=self.name)
        if self._root.resolve() != self._data.resolve() / self.name:
            return say("The folder “{folder}” leads out of the data folder.", folder=self.name)
        return None

    def files(self, number: Tokens, now: datetime) -> list[FilePlace]:
        """Return the files in whose names a word of a number stands, in the order of the paths."""
        if not self._is_as_seen():
            self._list(now)
        lists = [self._by_word.get(word, []) for word in number]
        return min(lists, key=len, default=[])

    def glance(self, place: FilePlace, now: datetime, most: int) -> Look:
        """Return what a file holds but its content; read anew only if it has changed."""
        try:
            found = (self._root / place.path).lstat()
        except OSError:
            return self.look(place, now, most)
        mark = (found.st_mtime_ns, found.st_size)
        known = self._looks.get(place.path)
        if known is not None and known[0] == mark and found.st_size <= most:
            return known[1]
        look = replace(self.look(place, now, most), content=b"")
        if look.fault is None:
            if len(self._looks) >= _REMEMBERED:
                self._looks.clear()
            self._looks[place.path] = (mark, look)
        return look

    def look(self, place: FilePlace, now: datetime, most: int) -> Look:
        """Read a file; what leads elsewhere, changes meanwhile or is no whole PDF has a fault."""
        try:
            return self._look(self._root / place.path, now, most)
        except SollecitoError as error:
            return Look(fault=error.title)
        except OSError as error:
            return Look(fault=say("It cannot be read: {reason}.", reason=cause_of(error)))

    def _look(self, path: Path, now: datetime, most: int) -> Look:
        if path.is_symlink() or path.resolve() != self._root.resolve() / path.relative_to(
            self._root
        ):
            return Look(fault=say("It leads out of the folder."))
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(most + 1) if S_ISREG(before.st_mode) else b""
            after = os.fstat(file.fileno())
        changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        fault = _fault_of(content, most)
        if len(content) <= most and (changed or abs(now.timestamp() - after.st_mtime) < FRESH):
            fault = say("It is still being written.")
        if fault is not None:
            return Look(fault=fault)
        digest = sha256(content).hexdigest()
        return Look(content, len(content), digest, readable_text(content))

    def _list(self, now: datetime) -> None:
        self._by_word = {}
        self._seen = {}
        for path in sorted(self._walk("", 0)):
            place = place_of(path)
            for word in set(place.name):
                self._by_word.setdefault(word, []).append(place)
        # The clock of a folder is coarse: what came right after this look may not show.
        if any(abs(now.timestamp() - seen / 1e9) < _SETTLED for seen in self._seen.values()):
            self._seen = {}

    def _walk(self, below: str, depth: int) -> Iterator[str]:
        """Yield the PDFs of a folder and those below it; links are not followed."""
        folder = self._root / below
        try:
            self._seen[below] = folder.stat().st_mtime_ns
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError:
            return
        for entry in found:
            if entry.is_symlink() or entry.name.startswith((".", "~")):
                continue
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir(follow_symlinks=False) and depth < _DEEP:
                yield from self._walk(path, depth + 1)
            elif entry.name.lower().endswith(_SUFFIX) and entry.is_file(follow_symlinks=False):
                yield path

    def _is_as_seen(self) -> bool:
        """Whether no folder has changed since it was listed."""
        if not self._seen:
            return False
        for below, seen in self._seen.items():
            try:
                changed = (self._root / below).stat().st_mtime_ns
            except OSError:
                return False
            if changed != seen:
                return False
        return True


def _fault_of(content: bytes, most: int) -> Text | None:
    if len(content) > most:
        return too_large(most)
    if not content.startswith(b"%PDF-"):
        return say("It is no PDF, whatever its name says.")
    # The reader would mend what is cut off, and show the pages that are there.
    if b"%%EOF" not in content[-_END:]:
        return say("It is cut off: the end of the PDF is missing.")
    return None


def too_large(most: int) -> Text:
    """Say that a file does not fit."""
    return say("The message would be larger than {size} MB.", size=most // 1_000_000)
