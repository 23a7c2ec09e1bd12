"""E-mail through classic Outlook on this PC: Outlook holds the account and keeps the copy."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from plugins.channels.outlook.presence import Pc, fault_of, look_at_pc, opened_com, running_outlook
from plugins.channels.outlook.session import Session
from sollecito import (
    AddressInvalid,
    AskedApart,
    Channel,
    ChannelKind,
    Deliver,
    Delivery,
    DispatchState,
    HandOver,
    ProgramSilent,
    Receipt,
    Site,
    Text,
    delivered_apart,
    hookimpl,
    mail_address,
    say,
)


class OutlookChannel(Channel):
    """Hands each statement to the Outlook that is open; what it does then, it does not tell."""

    name = "outlook"
    kind = ChannelKind.EMAIL
    label = say("E-mail with Outlook")
    carries_attachments = True
    waited_for = True

    def __init__(self) -> None:
        """Remember whether Outlook hangs."""
        self._asked = AskedApart(say("Outlook"))

    def validate_environment(self, site: Site) -> Text | None:
        """Return why Outlook cannot be used here now, or None."""
        try:
            pc = self._asked.ask(look_at_pc)
        except ProgramSilent as error:
            return error.title
        return fault_of(pc) or _wrong_address(site)

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Keep hold of Outlook for the run."""
        if sys.platform != "win32":
            yield lambda _delivery, _hand_over: Receipt(
                DispatchState.FAILED, fault=fault_of(Pc(windows=False))
            )
            return
        with delivered_apart(lambda: _opened(site), say("Outlook")) as deliver:
            yield deliver

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Hand over one statement by itself."""
        with self.connect(site) as deliver:
            return deliver(delivery, hand_over)


@contextmanager
def _opened(site: Site) -> Iterator[Deliver]:
    with opened_com() as com_error:
        session = Session(site, running_outlook, com_error)
        try:
            yield session.send
        finally:
            session.close()


def _wrong_address(site: Site) -> Text | None:
    if not site.sender:
        return say("No sender is set. Enter it under [email] sender.")
    try:
        for address in (site.sender, *filter(None, (site.reply_to, *site.bcc))):
            mail_address(address)
    except AddressInvalid as error:
        return error.title
    return None


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer e-mail by Outlook."""
    return (OutlookChannel(),)
