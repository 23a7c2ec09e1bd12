"""The archive: every statement as PDF, by customer, in the data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from sollecito import (
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
    hookimpl,
    keep_durably,
    remove_unchanged,
    safe_folder,
    say,
    statement_file_name,
)

FOLDER = "archive"


class ArchiveChannel(Channel):
    """Keeps a statement without sending it."""

    name = "archive"
    kind = ChannelKind.ARCHIVE
    label = say("Archive")
    takes_back = True

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Keep the PDF; the receipt is its path."""
        try:
            path = _keep(site, delivery.dispatch, delivery.document.pdf, hand_over)
        except FileUnwritable as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        return Receipt(DispatchState.SENT, path.relative_to(site.folder).as_posix())

    def test(self, site: Site, delivery: Delivery) -> Receipt:
        """Keep an example and take it away again: the archive is for what is real."""
        receipt = self.deliver(site, delivery, lambda: None)
        if receipt.state is not DispatchState.SENT:
            return receipt
        path = site.folder / receipt.text
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
        return Receipt(DispatchState.SENT)

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Remove the PDF if it is still the one that was kept."""
        path = (site.folder / dispatch.receipt).resolve()
        if not path.is_relative_to((site.folder / FOLDER).resolve()):
            return say("The file is no longer there: {file}", file=path.name)
        return remove_unchanged(path, lambda pdf: sha256(pdf).hexdigest() == dispatch.sha256)


def _keep(
    site: Site, dispatch: Dispatch, pdf: bytes, hand_over: Callable[[], None] | None = None
) -> Path:
    name = statement_file_name(dispatch.customer, dispatch.as_of, dispatch.language)
    folder = safe_folder(site.folder / FOLDER, dispatch.customer)
    path = folder / f"{dispatch.created_at:%Y-%m-%d} {name}"
    return keep_durably(path, pdf, root=site.folder, hand_over=hand_over)


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer the archive as a road of its own."""
    return (ArchiveChannel(),)


@hookimpl
def archive_statement(site: Site, dispatch: Dispatch, pdf: bytes) -> Path | None:
    """Keep the PDF of any dispatch, byte for byte."""
    return _keep(site, dispatch, pdf)
