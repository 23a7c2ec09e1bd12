"""E-mail as files: each message is written into the data folder's `outbox`, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_bytes

from sollecito import (
    MAX_CODE,
    AddressInvalid,
    Channel,
    ChannelKind,
    Delivery,
    Dispatch,
    DispatchState,
    FileUnwritable,
    HandOver,
    Receipt,
    Site,
    Text,
    build_message,
    hookimpl,
    keep_durably,
    mail_address,
    remove_unchanged,
    safe_name,
    say,
)

FOLDER = "outbox"


class OutboxChannel(Channel):
    """Writes the e-mail that would be sent; a mail program opens it."""

    name = "outbox"
    kind = ChannelKind.EMAIL
    label = say("E-mail as files")
    takes_back = True
    writes_file = True
    carries_attachments = True

    def validate_environment(self, site: Site) -> Text | None:
        """Return what is wrong with the sender, or None."""
        if not site.sender:
            return say("No sender is set. Enter it under [email] sender.")
        try:
            mail_address(site.sender)
        except AddressInvalid as error:
            return error.title
        return None

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Write the message durably; the receipt is its path."""
        name = f"{delivery.date:%Y-%m-%d} {safe_name(delivery.customer.code, MAX_CODE)}.eml"
        path = site.folder / FOLDER / name
        try:
            message = build_message(site, delivery)
            path = keep_durably(path, message, root=site.folder, hand_over=hand_over)
        except AddressInvalid as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        except FileUnwritable as error:
            return Receipt(DispatchState.RETRY, fault=error.title)
        return Receipt(DispatchState.SENT, path.relative_to(site.folder).as_posix())

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Remove the message while it still lies in the outbox."""
        folder = (site.folder / FOLDER).resolve()
        path = (site.folder / dispatch.receipt).resolve()
        if not path.is_relative_to(folder):
            return say("The message is no longer in the outbox.")

        def is_ours(content: bytes) -> bool:
            return message_from_bytes(content)["Message-ID"] == dispatch.message_id

        return remove_unchanged(path, is_ours)


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer the outbox."""
    return (OutboxChannel(),)
