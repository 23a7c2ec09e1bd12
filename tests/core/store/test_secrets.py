"""Passwords come from the environment or the system's store, and never crash the program."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from core.errors import SecretNotKept
from core.store.secrets import secret, store_secret


class Drawer(KeyringBackend):
    """A store of passwords that keeps them in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring has no types
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def drawer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawer]:
    monkeypatch.delenv("SOLLECITO_SMTP_PASSWORD", raising=False)
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


def test_a_stored_password_is_found_again(drawer: Drawer) -> None:
    store_secret("smtp", "s3cret")
    assert secret("smtp") == "s3cret"
    assert drawer.kept == {("sollecito", "smtp"): "s3cret"}


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    store_secret("smtp", "stored")
    monkeypatch.setenv("SOLLECITO_SMTP_PASSWORD", "set")
    assert secret("smtp") == "set"


def test_a_password_nobody_stored_is_none() -> None:
    assert secret("smtp") is None


def test_an_empty_password_is_forgotten(drawer: Drawer) -> None:
    store_secret("smtp", "s3cret")
    store_secret("smtp", "")
    store_secret("smtp", "")
    assert drawer.kept == {}


def test_a_pc_without_a_store_has_no_password_and_says_so_when_asked_to_keep_one() -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call] # keyring has no types
    assert secret("smtp") is None
    with pytest.raises(SecretNotKept) as error:
        store_secret("smtp", "s3cret")
    assert "SOLLECITO_SMTP_PASSWORD" in str(error.value.hint)
