"""Passwords: from the environment, else from the operating system's credential store."""

from __future__ import annotations

import os
from types import ModuleType

from core.domain.wording import say
from core.errors import SecretNotKept

SERVICE = "sollecito"


def secret(name: str) -> str | None:
    """Return a password by name; None if there is none, or no place where it could be."""
    found = os.environ.get(variable(name))
    if found:
        return found
    keyring = _keyring()
    try:
        return keyring.get_password(SERVICE, name) or None
    except keyring.errors.KeyringError:
        return None


def store_secret(name: str, value: str) -> None:
    """Keep a password in the system's credential store; an empty one is forgotten."""
    keyring = _keyring()
    try:
        if value:
            keyring.set_password(SERVICE, name, value)
        elif keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise SecretNotKept(
            say("This PC has no place to keep passwords."),
            say("Set the environment variable {variable} instead.", variable=variable(name)),
        ) from error


def variable(name: str) -> str:
    """Return the environment variable that overrides a password."""
    return f"SOLLECITO_{name.upper().replace('-', '_')}_PASSWORD"


def _keyring() -> ModuleType:
    # Only when a password is needed: it searches the system for its store.
    import keyring  # noqa: PLC0415
    import keyring.errors  # noqa: PLC0415

    return keyring
