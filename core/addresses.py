"""E-mail addresses: what can be written to (RFC 5321), without asking the network."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email


@lru_cache(maxsize=100_000)
def is_address(text: str) -> bool:
    """Whether mail can be addressed so; names used inside firms (`.local`, `.test`) may."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return _is_inside(text)
    return True


def _is_inside(text: str) -> bool:
    """Whether it is an address of a network of its own, like `ufficio@server.local`."""
    name, _, domain = text.rpartition("@")
    stem, _, ending = domain.rpartition(".")
    if ending not in ("local", "lan", "internal", "home", "corp") or not stem:
        return False
    return is_address(f"{name}@{stem}.example")


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of a field that may hold several, separated by `,` or `;`."""
    return tuple(part.strip() for part in re.split("[,;]", text) if part.strip())
