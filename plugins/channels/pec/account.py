"""What `[pec]` says of the firm's own PEC mailbox: where to hand in, where receipts arrive."""

from __future__ import annotations

from dataclasses import replace

from sollecito import (
    AddressInvalid,
    MailboxServer,
    MailServer,
    Site,
    Text,
    mail_address,
    say,
)

SECRET = "pec"  # noqa: S105 - the name of a password
_PATIENCE = 30
_PATIENCE_FOR_RECEIPTS = 15


def outgoing(site: Site) -> MailServer:
    """Return where messages are handed in; the receipts say more than any report."""
    return MailServer(
        host=_text(site, "host"),
        port=_number(site, "port", 465),
        security=_text(site, "security") or "tls",
        user=_text(site, "user"),
        password=site.secret(SECRET) or "",
        ca_file=_certificates(site),
        timeout=_number(site, "timeout", _PATIENCE),
        table="pec",
        reports=False,
    )


def incoming(site: Site) -> MailboxServer:
    """Return where the receipts arrive: the same mailbox, by the same password."""
    return MailboxServer(
        host=_text(site, "imap_host"),
        port=_number(site, "imap_port", 993),
        user=_text(site, "user"),
        password=site.secret(SECRET) or "",
        folder=_text(site, "folder") or "INBOX",
        ca_file=_certificates(site),
        # Whoever waits for it meanwhile does nothing else.
        timeout=min(_number(site, "timeout", _PATIENCE), _PATIENCE_FOR_RECEIPTS),
        table="pec",
    )


def account_fault(site: Site) -> Text | None:
    """Return what is missing before a message can leave and be proven, or None."""
    host, user = _text(site, "host"), _text(site, "user")
    if not host:
        return say("No PEC provider is set. Enter its server under [pec] host.")
    if not _text(site, "imap_host"):
        return say(
            "The receipts cannot be read: enter the server of the PEC mailbox under [pec]"
            " imap_host."
        )
    if not user:
        return say("Enter the user of the PEC mailbox under [pec] user.")
    try:
        mail_address(sender(site))
    except AddressInvalid:
        return say("Enter the firm’s PEC address under [pec] sender.")
    if not site.secret(SECRET):
        return say(
            "The password of the PEC mailbox {user} on {host} is missing. Enter it in the"
            " settings.",
            user=user,
            host=host,
        )
    return None


def sender(site: Site) -> str:
    """Return who writes: with most providers the user is the address."""
    return _text(site, "sender") or _text(site, "user")


def certified(site: Site) -> Site:
    """Return the site as a PEC needs it: the sender's own address, and nobody beside.

    The rules refuse a message with a blind copy, and one whose sender is another than the
    mailbox; an answer to an ordinary address would be worth nothing.
    """
    return replace(site, sender=sender(site), reply_to="", bcc=())


def _text(site: Site, key: str) -> str:
    return str(site.settings.get(key, "")).strip()


def _number(site: Site, key: str, default: int) -> int:
    return int(_text(site, key) or default)


def _certificates(site: Site) -> str:
    name = _text(site, "ca_file")
    return str(site.folder / name) if name else ""
