"""What customers answer to a statement that came by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: enough to know whether somebody must open it in the mail program."""

    dispatch: str
    """The id of the dispatch that it answers."""
    customer: str
    name: str
    """Of the customer."""
    sender: str
    """Who wrote: an address, or `Name <address>`."""
    subject: str
    line: str
    """The first line of the text; no more of it is kept."""
    found_at: datetime
    """When it was found in the mailbox."""
    automatic: bool = False
    """A machine wrote it: an out-of-office notice, a confirmation of receipt."""
