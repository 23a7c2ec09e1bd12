"""Disk: the statement as PDF in a folder that a person chooses."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sollecito import (
    Channel,
    ChannelKind,
    Customer,
    Delivery,
    Dispatch,
    DispatchState,
    FileUnwritable,
    HandOver,
    Receipt,
    Site,
    Text,
    hookimpl,
    keep_durably,
    remove_unchanged,
    safe_name,
    say,
)


class DiskChannel(Channel):
    """Saves a statement; a different file of that name is never replaced."""

    name = "disk"
    kind = ChannelKind.DISK
    label = say("Save as PDF")
    takes_back = True

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return nothing: no customer has a folder of its own; a person names one."""
        del customer
        return ()

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Save the PDF into the folder; the receipt is its path."""
        del site
        if not any(delivery.recipients):
            return Receipt(DispatchState.FAILED, fault=say("Choose a folder to save to."))
        folder = Path(delivery.recipients[0]).expanduser()
        path = folder / safe_name(delivery.file_name)
        try:
            path = keep_durably(path, delivery.document.pdf, root=folder, hand_over=hand_over)
        except FileUnwritable as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        return Receipt(DispatchState.SENT, str(path))

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Remove the PDF if it is still the one that was saved."""
        del site
        return remove_unchanged(
            Path(dispatch.receipt), lambda pdf: sha256(pdf).hexdigest() == dispatch.sha256
        )


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer saving to disk."""
    return (DiskChannel(),)
