"""Opens a connection to a mail server: found, encrypted, trusted, logged in."""

from __future__ import annotations

import hmac
import smtplib
import socket
import ssl
from base64 import b64decode, b64encode

from core.domain.wording import Text
from core.mail.answers import Answer
from core.mail.certificates import certificates_fault, tls_context
from core.mail.faults import MailServer, connection_fault
from core.mail.token import TokenRefused, fetch_token, xoauth2

_CONTINUE = 334
_WELCOME = 235


class Unusable(Exception):
    """There is no connection; every other message would fare the same."""

    def __init__(self, fault: Text, words: str = "") -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words


def log_in(server: MailServer) -> smtplib.SMTP:
    """Open a connection as the server wants it, encrypted and logged in; or say why not."""
    context = _context(server)
    token = _token(server)
    client = None
    try:
        client = _opened(server, context)
        if client.sock is not None:
            # A mail ends with a short line; without this each waits for the other's ACK.
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if token:
            _show_token(client, server.user, token)
        elif server.user:
            _authenticate(client, server)
        else:
            client.ehlo_or_helo_if_needed()
    except OSError as error:
        if client is not None:
            client.close()
        raise Unusable(connection_fault(error, server), _words(error)) from error
    return client


def _opened(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    # The own name would be looked up in the DNS first, which takes seconds in many offices.
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname="[127.0.0.1]",
            timeout=server.timeout,
            context=context,
        )
    client = smtplib.SMTP(
        server.host, server.port, local_hostname="[127.0.0.1]", timeout=server.timeout
    )
    if server.security != "none":
        try:
            client.starttls(context=context)
        except OSError:
            client.close()
            raise
    return client


def _context(server: MailServer) -> ssl.SSLContext:
    try:
        return tls_context(server.ca_file)
    except OSError as error:
        raise Unusable(certificates_fault(server.ca_file, server.table), str(error)) from error


def _authenticate(client: smtplib.SMTP, server: MailServer) -> None:
    """Try the password once: smtplib tries each method in turn, and providers count failures.

    UTF-8 as RFC 4616 has it; smtplib knows ASCII passwords only.
    """
    client.ehlo_or_helo_if_needed()
    methods = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in methods:
        secret = _base64(f"\0{server.user}\0{server.password}")
        reply = client.docmd("AUTH", f"PLAIN {secret}")
    elif "LOGIN" in methods:
        reply = client.docmd("AUTH", f"LOGIN {_base64(server.user)}")
        if reply[0] == _CONTINUE:
            reply = client.docmd(_base64(server.password))
    elif "CRAM-MD5" in methods:
        reply = client.docmd("AUTH", "CRAM-MD5")
        if reply[0] == _CONTINUE:
            reply = client.docmd(_base64(_proven(server, b64decode(reply[1]))))
    else:
        raise smtplib.SMTPNotSupportedError("AUTH")
    if reply[0] != _WELCOME:
        raise _refusal(reply, server.user, server.password)


def _refusal(reply: tuple[int, bytes], user: str, secret: str) -> smtplib.SMTPAuthenticationError:
    """Return the server's words without what it must not have repeated: they are written down."""
    code, words = reply
    log_in = f"\0{user}\0{secret}"
    for told in (log_in, xoauth2(user, secret), secret):
        for way in (told.encode(), _base64(told).encode()):
            words = words.replace(way, b"...") if told else words
    return smtplib.SMTPAuthenticationError(code, words)


def _proven(server: MailServer, question: bytes) -> str:
    """Prove the password without telling it (RFC 2195), to servers that take nothing else."""
    return f"{server.user} {hmac.new(server.password.encode(), question, 'md5').hexdigest()}"


def _token(server: MailServer) -> str:
    if server.tokens is None:
        return ""
    try:
        return fetch_token(server.tokens)
    except TokenRefused as error:
        raise Unusable(error.title) from error


def _show_token(client: smtplib.SMTP, user: str, token: str) -> None:
    client.ehlo_or_helo_if_needed()
    if "XOAUTH2" not in client.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("AUTH")
    reply = client.docmd("AUTH", f"XOAUTH2 {_base64(xoauth2(user, token))}")
    if reply[0] == _CONTINUE:
        # The reason comes first, as JSON; the refusal itself only after an empty line.
        reply = client.docmd("")
    if reply[0] != _WELCOME:
        raise _refusal(reply, user, token)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException) and isinstance(error.smtp_error, bytes):
        return str(Answer.of((error.smtp_code, error.smtp_error)))
    return str(error)
