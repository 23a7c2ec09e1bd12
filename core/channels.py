"""What a channel is: a plugin that delivers a drawn statement by one road."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from core.domain.covering_letter import CoveringLetter
from core.domain.dispatches import ChannelKind, Dispatch, Receipt
from core.domain.parties import Company, Customer
from core.domain.wording import Text, say
from core.drawing import Document


@dataclass(frozen=True, slots=True)
class Site:
    """What a channel may know of the firm and this PC; it reads no settings itself."""

    company: Company
    folder: Path
    """The data folder."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """The channel's own table of `sollecito.toml`: `[smtp]`, `[plugins.<name>]`."""
    sender: str = ""
    reply_to: str = ""
    bcc: tuple[str, ...] = ()
    secret: Callable[[str], str | None] = lambda _: None
    """Look up a password by name in the system's store."""
    keep_secret: Callable[[str, str], None] = lambda _name, _value: None
    """Keep a password by name in that store."""
    now: datetime | None = None
    """The moment; a channel asks no clock of its own."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Another PDF that goes with the statement: the file of an open invoice."""

    name: str
    """Different from that of the statement and of every other."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One statement on its way: all of it from the same frozen statement."""

    dispatch: Dispatch
    customer: Customer
    document: Document
    file_name: str
    """Of the PDF: `estratto-conto-<code>-<as_of>.pdf`."""
    letter: CoveringLetter
    recipients: tuple[str, ...]
    """E-mail addresses, a fax number, or a folder."""
    date: datetime
    """For the message's header: the moment the dispatch was planned."""
    attachments: tuple[Attachment, ...] = ()
    """Only for channels that carry them."""
    joined: int = 1
    """How many statements the document holds; more than one in a run of a channel that joins."""


def pdfs_of(delivery: Delivery) -> tuple[tuple[str, bytes], ...]:
    """Return all that is attached to a message, by name: the statement first."""
    others = ((one.name, one.content) for one in delivery.attachments)
    return ((delivery.file_name, delivery.document.pdf), *others)


HandOver = Callable[[], None]
"""To be called once, just before what cannot be taken back: it records the intent durably."""

Deliver = Callable[[Delivery, HandOver], Receipt]


class Channel(ABC):
    """Delivers statements by one road."""

    name: ClassVar[str]
    """File name of the plugin, key in the settings, word after `--via`."""
    kind: ClassVar[ChannelKind]
    label: ClassVar[Text]
    """For menus and buttons: «E-mail»."""
    takes_back: ClassVar[bool] = False
    """Whether `undo` can take a sent dispatch back, as long as nobody has touched it."""
    writes_file: ClassVar[bool] = False
    """Whether it makes a file that a person takes further: nothing leaves by itself."""

    carries_attachments: ClassVar[bool] = False
    """Whether `Delivery.attachments` leave with the statement, in the same message."""
    waited_for: ClassVar[bool] = False
    """Whether a customer waits for this channel while it cannot work, instead of taking the
    next of its roads: the fault passes by itself, such as a program that is not open yet."""
    followed_days: ClassVar[int] = 3
    """How long `follow` is asked about a sending."""

    def validate_environment(self, site: Site) -> Text | None:
        """Return why this channel cannot work here, or None if it can."""
        del site
        return None

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return where this channel reaches the customer; empty if it cannot."""
        if self.kind is ChannelKind.EMAIL:
            return customer.emails
        if self.kind is ChannelKind.PEC:
            return (customer.pec,) if customer.pec else ()
        if self.kind is ChannelKind.FAX:
            return (customer.fax,) if customer.fax else ()
        if self.kind is ChannelKind.POST:
            return customer.postal_lines
        return (customer.name,)

    def written(self, site: Site, delivery: Delivery) -> bytes:
        """Return the header and the letter as they leave; nothing if another program makes them."""
        del site, delivery
        return b""

    def mailed_to(self, site: Site, address: str) -> str:
        """Return the e-mail address behind one of a dispatch's, which servers report on; or ""."""
        del site
        return address if self.kind.is_mail else ""

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Yield a function that delivers; a channel with a connection keeps it meanwhile."""

        def deliver(delivery: Delivery, hand_over: HandOver) -> Receipt:
            return self.deliver(site, delivery, hand_over)

        yield deliver

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return how dispatches ended that were only handed over, by their ids.

        Asked again and again for `followed_days`, for those sent with a ticket and for
        unclear ones. What is still under way, or cannot be told, is left out.
        """
        del site, dispatches
        return {}

    def joins(self, site: Site) -> bool:
        """Whether a run is delivered as one document, in the order of the postcodes."""
        del site
        return False

    @abstractmethod
    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Deliver one statement and say what became of it.

        Call `hand_over()` right before the step that cannot be taken back. Whatever is
        raised before it means: certainly not sent; after it: nobody knows.
        """

    def test(self, site: Site, delivery: Delivery) -> Receipt:
        """Send an example that is no customer's; a channel may try itself out otherwise."""
        return self.deliver(site, delivery, lambda: None)

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a sent dispatch back; return why it cannot be, or None once it is undone."""
        del site, dispatch
        return say("What left by this channel cannot be taken back.")
