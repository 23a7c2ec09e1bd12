"""By post without a printer: the letters of a run as one PDF in the data folder's `letters`."""

from __future__ import annotations

from collections.abc import Iterable

from sollecito import (
    Channel,
    ChannelKind,
    Delivery,
    DispatchState,
    FileUnwritable,
    HandOver,
    NotAPdf,
    Receipt,
    Site,
    count_pages,
    hookimpl,
    keep_durably,
    say,
)

FOLDER = "letters"


class LettersChannel(Channel):
    """Puts letters where a person prints them, or a print shop takes them."""

    name = "letters"
    kind = ChannelKind.POST
    label = say("Post: one PDF to print")
    writes_file = True

    def joins(self, site: Site) -> bool:
        """Return that a run is one file."""
        del site
        return True

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Write the letters durably; the receipt is their path."""
        path = site.folder / FOLDER / _file_name(delivery)
        try:
            count_pages(delivery.document.pdf)
            path = keep_durably(path, delivery.document.pdf, root=site.folder, hand_over=hand_over)
        except NotAPdf as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        except FileUnwritable as error:
            return Receipt(DispatchState.RETRY, fault=error.title)
        kept = path.relative_to(site.folder).as_posix()
        return Receipt(DispatchState.SENT, kept, note=say("To be printed and posted"))


def _file_name(delivery: Delivery) -> str:
    """Return a name that says the day, and of a run how many letters."""
    if delivery.joined > 1:
        return delivery.file_name
    return f"{delivery.date:%Y-%m-%d} {delivery.file_name}"


@hookimpl
def output_channels() -> Iterable[Channel]:
    """Offer letters as files."""
    return (LettersChannel(),)
