"""Passwords: from the environment, else from the operating system's credential store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from types import ModuleType

from core.domain.wording import say
from core.errors import SecretNotKept

SERVICE = "sollecito"
LONGEST = 1200
"""Characters of one entry: Windows takes 1280. What lets into a mailbox may be longer."""


def secret(name: str) -> str | None:
    """Return a password by name; None if there is none, or no place where it could be."""
    found = os.environ.get(variable(name))
    if found:
        return found
    keyring = _keyring()
    try:
        return "".join(_parts(keyring, name)) or None
    except keyring.errors.KeyringError:
        return None


def store_secret(name: str, value: str) -> None:
    """Keep a password in the system's credential store; an empty one is forgotten."""
    keyring = _keyring()
    parts = [value[start : start + LONGEST] for start in range(0, len(value), LONGEST)]
    try:
        # Those of before that would be one too many go first: never two passwords in one.
        for number in reversed(range(len(parts), len(list(_parts(keyring, name))))):
            keyring.delete_password(SERVICE, _part(name, number))
        for number, part in enumerate(parts):
            keyring.set_password(SERVICE, _part(name, number), part)
    except keyring.errors.KeyringError as error:
        raise SecretNotKept(
            say("This PC has no place to keep passwords."),
            say("Set the environment variable {variable} instead.", variable=variable(name)),
        ) from error


def variable(name: str) -> str:
    """Return the environment variable that overrides a password."""
    return f"SOLLECITO_{name.upper().replace('-', '_')}_PASSWORD"


def _parts(keyring: ModuleType, name: str) -> Iterator[str]:
    """Yield what is kept under a name, entry by entry."""
    for number in count():
        found = keyring.get_password(SERVICE, _part(name, number))
        if not found:
            return
        yield found
        if len(found) < LONGEST:
            return


def _part(name: str, number: int) -> str:
    return f"{name} ({number + 1})" if number else name


def _keyring() -> ModuleType:
    # Only when a password is needed: it searches the system for its store.
    import keyring  # noqa: PLC0415
    import keyring.errors  # noqa: PLC0415

    return keyring
