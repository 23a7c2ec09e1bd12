"""The files of the ledger folder: which are read, and which only look as if they were."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from core.domain.problems import Problem, Severity
from core.domain.wording import say
from core.errors import FolderMissing
from core.store.data_folder import MARKER

LEDGER_FOLDER = "ledger"
_PASSING = (".*", "~$*", "*.tmp", "*.part", "*.crdownload")
"""What programs leave beside a file while they write it or have it open."""
_TABLES = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".txt", ".asc", ".prn", ".dat", ".dif", ".slk"),
        *(".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".fods", ".ots", ".wk1"),
        *(".numbers", ".gsheet", ".dbf", ".mdb", ".accdb", ".sqlite"),
        *(".bak", ".bkp", ".old", ".orig", ".save"),
    }
)
"""Endings of what a person may take for a table that is read."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """One file of the ledger folder."""

    path: Path
    name: str
    """As problems name it: below the data folder, with forward slashes."""

    def matches(self, pattern: str) -> bool:
        """Whether a reader that wants such file names wants this one."""
        return fnmatchcase(self.path.name.lower(), pattern)


def find_files(folder: Path) -> Iterator[LedgerFile]:
    """Yield the files of a data folder's ledger at any depth, always in the same order.

    Raises `FolderMissing` if the data folder is away.
    """
    folder = Path(os.path.normpath(folder.absolute()))
    for place, folders, names in os.walk(_ledger_folder(folder), onerror=_lost):
        folders[:] = sorted(name for name in folders if not _is_passing(name))
        for name in sorted(names):
            if not _is_passing(name):
                path = Path(place, name)
                yield LedgerFile(path, path.relative_to(folder).as_posix())


def is_readable(file: LedgerFile) -> bool:
    """Whether it is a file at all: opening a pipe or a device would wait for ever."""
    try:
        return stat.S_ISREG(file.path.stat().st_mode)
    except OSError:
        # What cannot be looked at is reported when it is opened.
        return True


def looks_like_table(file: LedgerFile) -> bool:
    """Whether a person may think that a file is read though no reader wants it."""
    endings = PurePath(file.path.name.lower().replace("~", "")).suffixes
    return not _TABLES.isdisjoint(endings)


def not_read(file: LedgerFile) -> Problem:
    """Note that a file in the ledger folder counts for nothing."""
    return Problem(
        file.name,
        say("“{file}” is not read.", file=file.name),
        say("If it belongs to the ledger, save it as CSV or .xlsx; else move it elsewhere."),
        Severity.NOTE,
    )


def _ledger_folder(folder: Path) -> Path:
    ledger = folder / LEDGER_FOLDER
    # An absent share is not an empty ledger.
    if (folder / MARKER).exists() and ledger.is_dir():
        return ledger
    raise FolderMissing(
        say("The data folder “{folder}” is not there.", folder=str(folder)),
        say("Connect the drive or the network, or set up the folder with “sollecito init”."),
    )


def _lost(error: OSError) -> None:
    raise FolderMissing(
        say("The folder “{folder}” cannot be read.", folder=str(error.filename)),
        say("Connect the drive or the network, and see that you may open the folder."),
    ) from error


def _is_passing(name: str) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in _PASSING)
