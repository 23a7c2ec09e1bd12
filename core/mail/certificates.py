"""The certificates of mail servers: what they are checked with, and why one is not accepted."""

from __future__ import annotations

import ssl
from enum import Enum, auto

from core.domain.wording import Text, say

_EXPIRED, _NOT_YET, _OTHER_NAME, _OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers for why a certificate was not accepted."""


class Flaw(Enum):
    """Why a certificate was not accepted."""

    DATE = auto()
    """It has expired or is not valid yet, or this PC's date is wrong."""
    NAME = auto()
    """It is for another name."""
    SIGNER = auto()
    """Nobody whom this PC trusts has signed it."""


def flaw_of(error: ssl.SSLCertVerificationError) -> Flaw:
    """Return what was wrong with a certificate."""
    if error.verify_code in (_EXPIRED, _NOT_YET):
        return Flaw.DATE
    if error.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        return Flaw.NAME
    return Flaw.SIGNER


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return what certificates are checked with; raises `OSError` if the firm's cannot be read."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def certificates_fault(path: str, table: str) -> Text:
    """Say that the firm's own certificates cannot be read."""
    return say(
        "The certificates in “{file}” cannot be read. Correct [{table}] ca_file.",
        file=path,
        table=table,
    )
