"""A password is asked for, or handed over, and lies in the system's own store."""

import io
import sys
from collections.abc import Iterator

import pytest

from core.store.secrets import LONGEST, secret, store_secret
from tests.commands import Command
from tests.drawer import Drawer, drawer_in_use


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    with drawer_in_use() as drawer:
        yield drawer


def hand_over(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "cp1252"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "", "\nmore\n"])
def test_a_password_that_is_handed_over_is_not_asked_for(
    sollecito: Command, drawer: Drawer, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    hand_over(monkeypatch, f" s3cret Łódź {end}".encode())
    assert sollecito("password").err == "The password is in the system’s store.\n"
    assert drawer.kept == {("sollecito", "smtp"): " s3cret Łódź "}


def test_a_password_in_another_encoding_is_refused_not_changed(
    sollecito: Command, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(monkeypatch, "s3cret è".encode("cp1252"))
    answer = sollecito("password")
    assert (answer.code, drawer.kept) == (2, {})
    assert "not in UTF-8" in answer.err


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 5000])
def test_what_is_longer_than_an_entry_of_windows_takes_several(drawer: Drawer, length: int) -> None:
    long = ("0123456789" * 500)[:length]
    store_secret("oauth", long)
    assert secret("oauth") == long
    assert all(len(part) <= LONGEST for part in drawer.kept.values())
    store_secret("oauth", "short")
    assert drawer.kept == {("sollecito", "oauth"): "short"}
    store_secret("oauth", "")
    assert drawer.kept == {}


@pytest.mark.only_on("windows", "the Credential Manager")
def test_the_password_lies_in_the_credential_manager(
    sollecito: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    import win32cred  # noqa: PLC0415 - only on Windows

    hand_over(monkeypatch, "s3cret è Łódź\n".encode())
    sollecito("password", "prova")
    try:
        assert secret("prova") == "s3cret è Łódź"
        kept = win32cred.CredRead("sollecito", win32cred.CRED_TYPE_GENERIC)
        assert kept["UserName"] == "prova"
        assert kept["CredentialBlob"].decode("utf-16-le") == "s3cret è Łódź"
    finally:
        store_secret("prova", "")
    assert secret("prova") is None
