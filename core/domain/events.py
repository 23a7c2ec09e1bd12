"""What has happened, as immutable records; any number may listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.dispatches import Dispatch
from core.domain.replies import Reply
from core.domain.wording import Text


@dataclass(frozen=True, slots=True)
class LedgerLoaded:
    """The ledger was read; `whole` tells whether it replaced the old one."""

    customers: int
    items: int
    problems: int
    whole: bool


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """A long ledger is being read: so far has it come."""

    file: str
    """Empty: all are read, and the figures are worked out."""
    number: int
    """Of the files, which one it is; the first is 1."""
    files: int
    rows: int = 0
    """Of this file, done so far."""
    total: int = 0
    """Rows that it has; 0: not known yet."""


@dataclass(frozen=True, slots=True)
class FolderLost:
    """The data folder cannot be reached."""


@dataclass(frozen=True, slots=True)
class FolderFound:
    """The data folder is back."""


@dataclass(frozen=True, slots=True)
class SettingsLoaded:
    """New settings are in force."""


@dataclass(frozen=True, slots=True)
class SettingsRefused:
    """`sollecito.toml` is wrong; the last good settings stay in force."""

    what: Text


@dataclass(frozen=True, slots=True)
class PluginsChanged:
    """A plugin came, went or was switched off."""


@dataclass(frozen=True, slots=True)
class DispatchRecorded:
    """A dispatch reached a state that is durably recorded."""

    dispatch: Dispatch
    later: bool = False
    """Learned when it had been handed over long since."""


@dataclass(frozen=True, slots=True)
class SendingsCameBack:
    """What counted as sent did not arrive after all: the mailbox or the fax server says so."""

    dispatches: tuple[Dispatch, ...]


@dataclass(frozen=True, slots=True)
class CustomersAnswered:
    """People have answered statements; what machines answer is not told."""

    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """An automatic run began."""

    day: date
    due: int


@dataclass(frozen=True, slots=True)
class RunFinished:
    """An automatic run came to its end."""

    day: date
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    retry: int = 0
    skipped: Mapping[str, int] | None = None
    unsent: int = 0
    """Planned and not sent: the run was stopped, or outlasted its day."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Something that the icon or the pages show is different."""


Event = (
    LedgerLoaded
    | LedgerReading
    | FolderLost
    | FolderFound
    | SettingsLoaded
    | SettingsRefused
    | PluginsChanged
    | DispatchRecorded
    | SendingsCameBack
    | CustomersAnswered
    | RunStarted
    | RunFinished
    | StatusChanged
)
