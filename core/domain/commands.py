"""What a person or the clock asks for, as immutable records; one handler each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class LookAhead:
    """Plan the days ahead once more, when there is nothing else to do."""


@dataclass(frozen=True, slots=True)
class RunAutomaticSending:
    """Carry today's plan out now."""

    dry_run: bool = False
    asked: bool = True
    """By a person: a clock that jumped forward, or a yes that is awaited, is then no reason to
    hold back."""
    customers: tuple[str, ...] | None = None
    """Only these of those who are due, as a person chose; None: all."""


@dataclass(frozen=True, slots=True)
class StopReading:
    """End the reading of the ledger under way; the one of before stays in force."""


@dataclass(frozen=True, slots=True)
class StopRun:
    """End the run under way after the dispatch in hand; the others stay planned."""


@dataclass(frozen=True, slots=True)
class SendStatement:
    """Send statements now, as a person asked."""

    customers: tuple[str, ...]
    channel: str = ""
    """Empty: each by the road that today's plan takes; all of them must be due."""
    address: str = ""
    """Instead of the customer's own; for disk, the folder."""
    as_of: date | None = None
    letter: str = ""
    """Instead of the firm's covering letter, for this sending only; placeholders are filled."""


@dataclass(frozen=True, slots=True)
class FollowSendings:
    """Ask how those sendings ended that were only handed over."""


@dataclass(frozen=True, slots=True)
class TryPecAgain:
    """Write again to a customer's PEC address that a receipt called an ordinary one."""

    customer: str


@dataclass(frozen=True, slots=True)
class SeeReplies:
    """A person has looked at what customers answered."""


@dataclass(frozen=True, slots=True)
class SetPreferences:
    """Change what is remembered of one customer; None leaves a value as it is."""

    customer: str
    preferences: SendingPreferences
    cleared: tuple[str, ...] = ()
    """Names of preferences that go back to what the table or the firm says."""


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Send customers nothing by itself up to and including a date."""

    customers: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class ResolveDispatch:
    """A person decides an unclear dispatch."""

    dispatch: str
    state: DispatchState


@dataclass(frozen=True, slots=True)
class UndoDispatch:
    """Take a dispatch back where its channel still can."""

    dispatch: str


@dataclass(frozen=True, slots=True)
class SwitchAutomatic:
    """Turn automatic sending on or off for the whole firm."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing by itself up to and including a date; None: go on."""

    until: date | None


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Change settings of the firm by dotted name; None takes one out."""

    changes: Mapping[str, object]
    expected: Mapping[str, object] = field(default_factory=dict)
    """What a person saw before changing it: if the file says otherwise, nothing is changed."""


@dataclass(frozen=True, slots=True)
class KeepLogo:
    """Keep a picture as the firm's logo; an empty one takes the logo away."""

    picture: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SwitchPlugin:
    """Switch a plugin on or off in the firm's settings."""

    plugin: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Keep a password in this PC's own store; an empty one is forgotten."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Show this PC's windows in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class SetFolders:
    """Let this PC use other folders from its next start; an empty one stays as it is."""

    data: str = ""
    plugins: str = ""


@dataclass(frozen=True, slots=True)
class MakeServer:
    """Let this PC send by itself from now on, and no other."""


@dataclass(frozen=True, slots=True)
class SendTestMessage:
    """Send an example to a person's own address; it is no dispatch. The answer is a `Receipt`."""

    address: str
    channel: str = ""
    """Empty: the one that the settings say for e-mail."""


@dataclass(frozen=True, slots=True)
class TryMailbox:
    """Look whether the firm's mailbox can be read, changing nothing. The answer is a `Receipt`."""


@dataclass(frozen=True, slots=True)
class SaveDesign:
    """Save a design of the firm's own, if a statement drawn with it shows everything."""

    name: str
    text: str
    """Of `design.toml`."""


@dataclass(frozen=True, slots=True)
class CopyDesign:
    """Make a design of the firm's own that begins as another one."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class RestoreDesign:
    """Bring a design's version before its last change back."""

    name: str


@dataclass(frozen=True, slots=True)
class KeepDesignPart:
    """Keep a logo or a font beside a design; the answer is its name there."""

    design: str
    kind: str
    """`logo`, `regular` or `bold`."""
    content: bytes


@dataclass(frozen=True, slots=True)
class PutTable:
    """Put a file that a person dropped into the ledger folder; the answer is its name there."""

    name: str
    content: bytes
    replace: bool = False
    """In the place of another one of that name, which is kept in the folder `replaced`."""


@dataclass(frozen=True, slots=True)
class RememberMapping:
    """Remember what the columns of tables with these headings hold, by the names of fields."""

    kind: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    """An empty one is left out."""


@dataclass(frozen=True, slots=True)
class ForgetMapping:
    """Forget what the columns of tables with these headings hold."""

    headings: tuple[str, ...]


Command = (
    ReloadLedger
    | ReloadSettings
    | ReloadPlugins
    | ConfirmLedger
    | CheckDate
    | LookAhead
    | RunAutomaticSending
    | StopReading
    | StopRun
    | SendStatement
    | FollowSendings
    | TryPecAgain
    | SeeReplies
    | SetPreferences
    | LeaveOut
    | ResolveDispatch
    | UndoDispatch
    | SwitchAutomatic
    | Pause
    | ChangeSettings
    | KeepLogo
    | SwitchPlugin
    | SetPassword
    | SetLanguage
    | SetFolders
    | MakeServer
    | SendTestMessage
    | TryMailbox
    | SaveDesign
    | CopyDesign
    | RestoreDesign
    | KeepDesignPart
    | PutTable
    | RememberMapping
    | ForgetMapping
)
