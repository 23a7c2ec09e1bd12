"""Every error the program shows: what happened, and what a person can do."""

from __future__ import annotations

from core.domain.problems import Severity
from core.domain.wording import Text


class SollecitoError(Exception):
    """The world is not as it must be; said to the user as one sentence and a hint."""

    def __init__(self, title: Text, hint: Text | None = None) -> None:
        """Keep both until the user's language is known."""
        super().__init__(str(title))
        self.title = title
        self.hint = hint


class FolderMissing(SollecitoError):
    """The data folder is not there or is none."""


class SettingsInvalid(SollecitoError):
    """`sollecito.toml` has a wrong key or value."""


class SettingsChanged(SollecitoError):
    """Somebody else has changed the same setting meanwhile."""


class LedgerUnusable(SollecitoError):
    """The ledger is not whole, so that its figures must not leave the house."""


class UnknownName(SollecitoError):
    """A customer, dispatch, channel or design that does not exist."""


class HistoryUnwritable(SollecitoError):
    """Nothing can be recorded, so nothing may be sent."""


class NotServer(SollecitoError):
    """Another PC sends by itself, not this one."""


class FileUnreadable(SollecitoError):
    """A reader cannot use a file, or one table in it, at all."""

    severity = Severity.FILE
    """A note only, if the file may well be none of the ledger's."""


class RunLocked(SollecitoError):
    """Another run on the same data folder is under way."""


class PluginOff(FileUnreadable):
    """A person has switched off what would read a file."""


class FileUnwritable(SollecitoError):
    """A file could not be written whole."""


class AddressInvalid(SollecitoError):
    """An e-mail address to which nothing can be sent."""


class MailboxUnusable(SollecitoError):
    """A mailbox cannot be read."""


class ReadingStopped(SollecitoError):
    """A person has ended the reading of the ledger."""


class FolderTaken(SollecitoError):
    """A new data folder cannot be made where there is one."""


class SecretNotKept(SollecitoError):
    """The system has no place for a password."""
