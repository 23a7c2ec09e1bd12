"""The command that lets the program into a mailbox which takes no password."""

import json
import webbrowser
from pathlib import Path

import pytest

from core.store.settings_file import change_settings
from tests.commands import Command
from tests.core.mail.test_consent import PAGE, Person, says_yes
from tests.drawer import drawer_in_use
from tests.servers.token_endpoint import token_endpoint


def test_access_is_kept_in_the_store_and_nowhere_else(
    sollecito: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(says_yes)
    monkeypatch.setattr(webbrowser, "open", person)
    with token_endpoint() as provider, drawer_in_use() as drawer:
        provider.answer = json.dumps({"refresh_token": "lasting-secret"}).encode()
        change_settings(
            folder / "sollecito.toml",
            {
                "smtp.login": "oauth2",
                "smtp.user": "io@rossi.example",
                "smtp.auth_url": PAGE,
                "smtp.token_url": provider.url,
                "smtp.client_id": "program",
                "smtp.scope": "mail offline_access",
            },
        )
        answer = sollecito("access", "--data", folder)
    assert (answer.code, answer.out) == (0, "")
    assert drawer.kept == {("sollecito", "smtp-oauth"): "lasting-secret"}
    assert "lasting-secret" not in answer.err
    assert not any(
        "lasting-secret" in path.read_text("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    )
    assert person.asked["scope"] == "mail offline_access"


def test_what_is_missing_in_the_settings_is_named(sollecito: Command, folder: Path) -> None:
    answer = sollecito("access", "--data", folder)
    assert answer.code == 2
    assert "auth_url, token_url and client_id under [smtp]" in answer.err
