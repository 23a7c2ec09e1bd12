"""Opens a connection to a mailbox over IMAP, and says why it cannot."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from core.causes import cause_of
from core.domain.wording import Text, say
from core.errors import MailboxUnusable
from core.mail.certificates import Flaw, certificates_fault, flaw_of, tls_context
from core.mail.token import TokenRefused, TokenSource, fetch_token, xoauth2


@dataclass(frozen=True, slots=True)
class MailboxServer:
    """Where a mailbox lies, and whose it is."""

    host: str
    port: int = 993
    security: str = "tls"
    """`tls` or `starttls`."""
    user: str = ""
    password: str = ""
    folder: str = "INBOX"
    ca_file: str = ""
    """Certificates of the firm's own authority, beside the system's."""
    timeout: float = 15.0
    tokens: TokenSource | None = None
    """Instead of a password: where access tokens come from."""
    table: str = "imap"
    """Where its settings stand."""


class Refused(imaplib.IMAP4.error):
    """The server knows the user or the password otherwise."""


def log_in_to_mailbox(server: MailboxServer) -> imaplib.IMAP4:
    """Open a connection and log in."""
    token = fetch_token(server.tokens) if server.tokens else ""
    context = _context(server)
    imap: imaplib.IMAP4
    if server.security == "tls":
        imap = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=context, timeout=server.timeout
        )
    else:
        imap = imaplib.IMAP4(server.host, server.port, timeout=server.timeout)
    try:
        if server.security != "tls":
            imap.starttls(context)
        _authenticate(imap, server, token)
    except (OSError, imaplib.IMAP4.error):
        imap.shutdown()
        raise
    return imap


def mailbox_fault(error: Exception, server: MailboxServer) -> Text:
    """Say why a mailbox cannot be used, and what a person can do about it."""
    if isinstance(error, TokenRefused):
        return error.title
    if isinstance(error, Refused):
        return say(
            "{host} does not let {user} into the mailbox. Check user and password under [{table}].",
            host=server.host,
            user=server.user,
            table=server.table,
        )
    if isinstance(error, ssl.SSLError):
        return _tls_fault(error, server)
    if isinstance(error, OSError):
        return say(
            "The mailbox on {host} cannot be reached: {reason}. Check name and port.",
            host=server.host,
            reason=cause_of(error),
        )
    return say(
        "The mailbox on {host} cannot be read: {reason}. Check the folder’s name.",
        host=server.host,
        reason=str(error),
    )


def _context(server: MailboxServer) -> ssl.SSLContext:
    try:
        return tls_context(server.ca_file)
    except OSError as error:
        raise MailboxUnusable(certificates_fault(server.ca_file, server.table)) from error


def _authenticate(imap: imaplib.IMAP4, server: MailboxServer, token: str) -> None:
    """Try once: providers count failures."""
    try:
        if token:
            imap.authenticate("XOAUTH2", _once(xoauth2(server.user, token)))
        elif "AUTH=PLAIN" in imap.capabilities:
            # UTF-8 as RFC 4616 has it; LOGIN knows ASCII passwords only.
            imap.authenticate("PLAIN", _once(f"\0{server.user}\0{server.password}"))
        elif "AUTH=CRAM-MD5" in imap.capabilities and "LOGINDISABLED" in imap.capabilities:
            imap.login_cram_md5(server.user, server.password)
        else:
            imap.login(server.user, server.password)
    except UnicodeError as error:
        raise Refused(str(error)) from error
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Refused(str(error)) from error


def _once(secret: str) -> Callable[[bytes], bytes]:
    """Answer with the secret once; a refusal that comes as a question is answered by nothing."""
    answers = [secret.encode(), b""]
    return lambda _: answers.pop(0) if answers else b""


def _tls_fault(error: ssl.SSLError, server: MailboxServer) -> Text:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return say(
            "The mailbox on {host} speaks no TLS on port {port}. Check port and encryption under"
            " [{table}].",
            host=server.host,
            port=server.port,
            table=server.table,
        )
    flaw = flaw_of(error)
    if flaw is Flaw.DATE:
        return say(
            "The certificate of the mailbox on {host} has expired or is not valid yet. Check this"
            " PC’s date; else tell who runs the mail server.",
            host=server.host,
        )
    if flaw is Flaw.NAME:
        return say(
            "The certificate of the mailbox on {host} is for another name. Enter the name that the"
            " provider gives.",
            host=server.host,
        )
    return say(
        "The certificate of the mailbox on {host} is signed by nobody this PC trusts. If it is"
        " the firm’s own server, name its certificates under [{table}] ca_file.",
        host=server.host,
        table=server.table,
    )
