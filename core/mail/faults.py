"""Why there is no use in talking to a mail server, and what a person can do about it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass

from core.causes import cause_of
from core.domain.wording import Text, say
from core.mail.certificates import Flaw, flaw_of
from core.mail.token import TokenSource


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to hand mail in, and as whom."""

    host: str
    port: int = 587
    security: str = "starttls"
    """`starttls`, `tls` or `none`."""
    user: str = ""
    password: str = ""
    ca_file: str = ""
    """Certificates of the firm's own authority, beside the system's."""
    timeout: float = 30.0
    tokens: TokenSource | None = None
    """Instead of a password: where access tokens come from."""
    table: str = "smtp"
    """Where its settings stand."""
    reports: bool = True
    """Whether reports on the delivery are asked for, where the server offers them."""
    confirmations: bool = False
    """Whether a report is wanted of each delivery, too, not only of what goes wrong."""


def connection_fault(error: OSError, server: MailServer) -> Text:
    """Say why there is no connection, or why it is of no use."""
    if isinstance(error, smtplib.SMTPException):
        return _conversation_fault(error, server)
    if isinstance(error, ssl.SSLError):
        return _tls_fault(error, server)
    if isinstance(error, socket.gaierror):
        return say(
            "The mail server “{host}” is not known. Check its name and the network connection.",
            host=server.host,
        )
    if isinstance(error, ConnectionRefusedError):
        return say(
            "The mail server {host} takes no connection on port {port}. Check the port.",
            host=server.host,
            port=server.port,
        )
    if isinstance(error, TimeoutError):
        return _no_answer(server)
    return say(
        "The mail server {host} cannot be reached: {reason}. Check the network connection.",
        host=server.host,
        reason=cause_of(error),
    )


def cut_fault(server: MailServer) -> Text:
    """Say that the connection broke while certainly nothing was sent."""
    return say(
        "The connection to {host} was cut before the e-mail was handed over. It was not sent.",
        host=server.host,
    )


def silence_fault(server: MailServer) -> Text:
    """Say that the whole message went out and no answer came."""
    return say(
        "{host} did not confirm the e-mail, which may have arrived all the same. Ask the customer"
        " or look for the blind copy before sending it again.",
        host=server.host,
    )


def _conversation_fault(error: smtplib.SMTPException, server: MailServer) -> Text:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _login_fault(error.smtp_code, server)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if "STARTTLS" in str(error):
            return say(
                "{host} offers no encryption on port {port}, so nothing was sent. Check the port,"
                " or set security to tls.",
                host=server.host,
                port=server.port,
            )
        return say(
            "{host} asks for no password on port {port}. Check the port, or leave the user empty.",
            host=server.host,
            port=server.port,
        )
    if isinstance(error.__context__, TimeoutError):
        return _no_answer(server)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return say("{host} takes no mail for now. Try again later.", host=server.host)
    return say(
        "{host} hung up on port {port}. Check the port and the security (starttls or tls).",
        host=server.host,
        port=server.port,
    )


def _login_fault(code: int, server: MailServer) -> Text:
    if 400 <= code < 500:  # noqa: PLR2004 - RFC 4954: temporary
        return say(
            "{host} does not let {user} log in for now. Try again later.",
            host=server.host,
            user=server.user,
        )
    return say(
        "{host} does not accept user {user} with this password. Enter the password again; some"
        " providers want one made for programs.",
        host=server.host,
        user=server.user,
    )


def _tls_fault(error: ssl.SSLError, server: MailServer) -> Text:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return say(
            "{host} speaks no TLS on port {port}. Check the port, or set security to starttls.",
            host=server.host,
            port=server.port,
        )
    flaw = flaw_of(error)
    if flaw is Flaw.DATE:
        return say(
            "The certificate of {host} has expired or is not valid yet, so nothing was sent. Check"
            " this PC’s date; else tell who runs the mail server.",
            host=server.host,
        )
    if flaw is Flaw.NAME:
        return say(
            "The certificate of {host} is for another name, so nothing was sent. Enter the name"
            " that the provider gives.",
            host=server.host,
        )
    return say(
        "The certificate of {host} is signed by nobody this PC trusts, so nothing was sent. If"
        " it is the firm’s own server, name its certificates under [{table}] ca_file.",
        host=server.host,
        table=server.table,
    )


def _no_answer(server: MailServer) -> Text:
    return say(
        "{host} did not answer on port {port} in time. Check the port, the security (starttls or"
        " tls) and the firewall.",
        host=server.host,
        port=server.port,
    )
