"""What a mail server answers, and what a person can do about a refusal."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.domain.wording import Text, say

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_LIMIT = re.compile(
    r"\b(daily|hourly|sending|submission|outgoing|rate)[ -](\w+ ){0,3}(limit|quota|exceeded)"
    r"|\bper (minute|hour|day)\b|SubmissionQuotaExceeded"
    r"|\b(limite|quota) (\w+ ){0,3}(invi\w*|orari\w*|giornalier\w*)\b",
    re.IGNORECASE,
)
"""How providers say that a mailbox has sent enough; RFC 3463 has only X.4.5 for it."""
_GREYLISTED = re.compile(r"gr[ea]y.?list", re.IGNORECASE)
_GONE = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10"})
"""No such mailbox or domain, an address that is none, moved, takes no mail (RFC 3463, 7505)."""


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


def sender_fault(answer: Answer, sender: str, host: str) -> Text:
    """Say why the server does not take mail from this sender."""
    if is_over_limit(answer):
        return over_limit(host)
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
    too_long = bool(answer.status) and is_too_large(answer)
    about_sender = "sender" in answer.words.lower() or _wants_login(answer)
    if is_over_limit(answer) or about_sender or too_long:
        # Many servers judge the sender only when the first recipient is named.
        return sender_fault(answer, sender, host)
    if answer.status == "2.2" or answer.code == 552:  # noqa: PLR2004
        return say(
            "The mailbox of {address} is full. Call the customer or use another address.",
            address=address,
        )
    if answer.for_now:
        return _not_yet(answer, address)
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


def is_nobody_there(answer: Answer) -> bool:
    """Return whether the address certainly leads nowhere, and not the sender's rights or rules."""
    return not answer.accepted and not answer.for_now and answer.status in _GONE


def message_fault(answer: Answer, host: str) -> Text:
    """Say why the server does not take the message itself."""
    if is_too_large(answer):
        return too_large(host)
    if is_over_limit(answer):
        return over_limit(host)
    if answer.for_now:
        return say("{host} does not take the e-mail for now. Try again later.", host=host)
    return say(
        "{host} refuses the e-mail, perhaps as unwanted mail. Ask who runs the mail server.",
        host=host,
    )


def is_over_limit(answer: Answer) -> bool:
    """Return whether the provider takes no more from this mailbox for a while."""
    full = answer.status == "2.2" or is_too_large(answer)
    return not answer.accepted and not full and _says_limit(answer)


def is_too_large(answer: Answer) -> bool:
    """Return whether the answer to MAIL or DATA complains of the size."""
    return answer.status in ("3.4", "2.3") or (answer.code == 552 and not answer.status)  # noqa: PLR2004


def too_large(host: str) -> Text:
    """Say that the message exceeds what the server takes."""
    return say(
        "The e-mail is larger than {host} takes. Send this statement by another road.", host=host
    )


def over_limit(host: str) -> Text:
    """Say that the provider's limit is reached."""
    return say(
        "{host} takes no more e-mail from this mailbox for now: the provider’s limit is reached."
        " What was not sent can go later; enter the limit in the settings, so that a run keeps"
        " within it.",
        host=host,
    )


def _not_yet(answer: Answer, address: str) -> Text:
    if _GREYLISTED.search(answer.words):
        return say(
            "{address} is not accepted for now: its mail server makes unknown senders wait"
            " (greylisting).",
            address=address,
        )
    return say("{address} is not accepted for now. Try again later.", address=address)


def _says_limit(answer: Answer) -> bool:
    return answer.status == "4.5" or _LIMIT.search(answer.words) is not None


def _wants_login(answer: Answer) -> bool:
    # RFC 4954 has 530 for it; Postfix says it in words as well.
    return answer.code == 530 or "not logged in" in answer.words.lower()  # noqa: PLR2004
