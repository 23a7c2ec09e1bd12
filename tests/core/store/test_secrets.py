"""Passwords come from the environment or the system's store, and never crash the program."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from core.errors import SecretNotKept
from core.store.secrets import secret, store_secret
from tests.drawer import Drawer, drawer_in_use


@pytest.fixture(autouse=True)
def drawer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawer]:
    monkeypatch.delenv("SOLLECITO_SMTP_PASSWORD", raising=False)
    with drawer_in_use() as drawer:
        yield drawer


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
