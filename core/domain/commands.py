"""What a person or the clock asks for, as immutable records; one handler each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domain.dispatches import DispatchState
from core.domain.parties import SendingPreferences


@dataclass(frozen=True, slots=True)
class ReloadLedger:
    """Read the ledger folder again."""

    remember: bool = True
    """On the server: as the ledger that the next one is measured against."""


@dataclass(frozen=True, slots=True)
class ReloadSettings:
    """Read `sollecito.toml` again."""


@dataclass(frozen=True, slots=True)
class ReloadPlugins:
    """Look into the plugins folder again."""


@dataclass(frozen=True, slots=True)
class ConfirmLedger:
    """A person says that the ledger that lost so much is right."""


@dataclass(frozen=True, slots=True)
class CheckDate:
    """The clock ticked: carry the plan out if the date has changed since the last run."""


@dataclass(frozen=True, slots=True)
class RunAutomaticSending:
    """Carry today's plan out now."""

    dry_run: bool = False
    asked: bool = True
    """By a person: a clock that jumped forward is then no reason to hold back."""


@dataclass(frozen=True, slots=True)
class SendStatement:
    """Send statements now, as a person asked."""

    customers: tuple[str, ...]
    channel: str
    address: str = ""
    """Instead of the customer's own; for disk, the folder."""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class SetPreferences:
    """Change what is remembered of one customer; None leaves a value as it is."""

    customer: str
    preferences: SendingPreferences
    cleared: tuple[str, ...] = ()
    """Names of preferences that go back to what the table or the firm says."""


@dataclass(frozen=True, slots=True)
class ResolveDispatch:
    """A person decides an unclear dispatch."""

    dispatch: str
    state: DispatchState


@dataclass(frozen=True, slots=True)
class SwitchAutomatic:
    """Turn automatic sending on or off for the whole firm."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing by itself up to and including a date; None: go on."""

    until: date | None


Command = (
    ReloadLedger
    | ReloadSettings
    | ReloadPlugins
    | ConfirmLedger
    | CheckDate
    | RunAutomaticSending
    | SendStatement
    | SetPreferences
    | ResolveDispatch
    | SwitchAutomatic
    | Pause
)
