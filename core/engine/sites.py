"""What each channel is told of the firm and this PC."""

from __future__ import annotations

from core.addresses import split_addresses
from core.channels import Channel, Site
from core.engine.firm import Firm


def site_of(firm: Firm, channel: Channel) -> Site:
    """Return what a channel may know, with its own table of the settings."""
    email = firm.settings.email
    return Site(
        company=firm.settings.company.to_domain(),
        folder=firm.parts.folder,
        settings=firm.settings.table_of(channel.name),
        sender=email.sender,
        reply_to=email.reply_to,
        bcc=split_addresses(email.bcc),
        secret=firm.parts.secret,
        keep_secret=firm.parts.keep_secret,
        now=firm.parts.clock.now(),
    )


def saving_folder(firm: Firm, channel: str) -> str:
    """Return where files are saved if nobody says: as the settings do, else the documents."""
    chosen = firm.settings.table_of(channel).get("folder")
    return str(chosen or firm.parts.documents)
