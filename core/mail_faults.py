"""What a mail server can refuse, and what a person can do about it."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import NamedTuple

from core.domain.wording import Text, say

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_EXPIRED, _NOT_YET, _OTHER_NAME, _OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers for why a certificate was not accepted."""


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


class Answer(NamedTuple):
    """What the server said, by code and in its own words."""

    code: int
    words: str

    @classmethod
    def of(cls, reply: tuple[int, bytes]) -> Answer:
        """Make an answer of what smtplib returns."""
        return cls(reply[0], " ".join(reply[1].decode("utf-8", "replace").split()))

    @property
    def accepted(self) -> bool:
        """Return whether the server said yes."""
        return 200 <= self.code < 300  # noqa: PLR2004 - RFC 5321

    @property
    def for_now(self) -> bool:
        """Return whether it may say yes later."""
        return 400 <= self.code < 500  # noqa: PLR2004 - RFC 5321

    @property
    def status(self) -> str:
        """Return the subject and detail of the enhanced status: `1.1` (RFC 3463), or empty."""
        match = _STATUS.search(self.words)
        return f"{match[2]}.{match[3]}" if match else ""

    def __str__(self) -> str:
        """Return the answer as the server gave it."""
        return f"{self.code} {self.words}".strip()


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
        reason=error.strerror or str(error) or type(error).__name__,
    )


def certificates_fault(path: str) -> Text:
    """Say that the firm's own certificates cannot be read."""
    return say(
        "The certificates in “{file}” cannot be read. Correct ca_file under [smtp].", file=path
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


def sender_fault(answer: Answer, sender: str, host: str) -> Text:
    """Say why the server does not take mail from this sender."""
    if _wants_login(answer):
        return say(
            "{host} takes mail only with user and password. Enter both in the settings.", host=host
        )
    if is_too_large(answer):
        return too_large(host)
    if answer.for_now:
        return say(
            "{host} takes no mail from {sender} for now. Try again later.",
            host=host,
            sender=sender,
        )
    return say(
        "{host} does not take mail from {sender}. Set a sender that belongs to the mail user.",
        host=host,
        sender=sender,
    )


def recipient_fault(answer: Answer, address: str, sender: str, host: str) -> Text:
    """Say why the server does not take mail for this recipient."""
    if "sender" in answer.words.lower() or _wants_login(answer):
        # Many servers judge the sender only when the first recipient is named.
        return sender_fault(answer, sender, host)
    if answer.status == "2.2" or answer.code == 552:  # noqa: PLR2004
        return say(
            "The mailbox of {address} is full. Call the customer or use another address.",
            address=address,
        )
    if answer.for_now:
        return say("{address} is not accepted for now. Try again later.", address=address)
    if "relay" in answer.words.lower():
        return say(
            "{host} does not carry mail to {address}: it wants user and password, or does not"
            " send outside. Check the user in the settings.",
            host=host,
            address=address,
        )
    if answer.status.startswith("7."):
        return say(
            "{host} refuses mail to {address} by its own rules. Ask who runs the mail server.",
            host=host,
            address=address,
        )
    return say(
        "The address {address} does not exist. Correct it in the customers table.", address=address
    )


def message_fault(answer: Answer, host: str) -> Text:
    """Say why the server does not take the message itself."""
    if is_too_large(answer):
        return too_large(host)
    if answer.for_now:
        return say("{host} does not take the e-mail for now. Try again later.", host=host)
    return say(
        "{host} refuses the e-mail, perhaps as unwanted mail. Ask who runs the mail server.",
        host=host,
    )


def is_too_large(answer: Answer) -> bool:
    """Return whether the answer to MAIL or DATA complains of the size."""
    return answer.status in ("3.4", "2.3") or (answer.code == 552 and not answer.status)  # noqa: PLR2004


def too_large(host: str) -> Text:
    """Say that the message exceeds what the server takes."""
    return say(
        "The e-mail is larger than {host} takes. Send this statement by another road.", host=host
    )


def _wants_login(answer: Answer) -> bool:
    # RFC 4954 has 530 for it; Postfix says it in words as well.
    return answer.code == 530 or "not logged in" in answer.words.lower()  # noqa: PLR2004


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
    if error.verify_code in (_EXPIRED, _NOT_YET):
        return say(
            "The certificate of {host} has expired or is not valid yet, so nothing was sent. Check"
            " this PC’s date; else tell who runs the mail server.",
            host=server.host,
        )
    if error.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        return say(
            "The certificate of {host} is for another name, so nothing was sent. Enter the name"
            " that the provider gives.",
            host=server.host,
        )
    return say(
        "The certificate of {host} is signed by nobody this PC trusts, so nothing was sent. If it"
        " is the firm’s own server, name its certificates in ca_file under [smtp].",
        host=server.host,
    )


def _no_answer(server: MailServer) -> Text:
    return say(
        "{host} did not answer on port {port} in time. Check the port, the security (starttls or"
        " tls) and the firewall.",
        host=server.host,
        port=server.port,
    )
