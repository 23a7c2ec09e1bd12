"""A click asks the provider in the browser; what comes of it is shown, and kept in the store."""

import json
import time
import webbrowser
from collections.abc import Iterator

import pytest

from core.domain.commands import SetPassword
from core.store.settings_tables import with_changes
from tests.core.mail.test_consent import PAGE, Person, says_yes
from tests.servers.token_endpoint import Endpoint, token_endpoint
from tests.tray.pages.conftest import Reader

SMTP, ACCESS = "/settings/smtp", "/settings/smtp/access"
USER = "io@rossi.example"


@pytest.fixture
def provider() -> Iterator[Endpoint]:
    with token_endpoint() as endpoint:
        endpoint.answer = json.dumps({"refresh_token": "lasting-secret"}).encode()
        yield endpoint


@pytest.fixture
def oauth(reader: Reader, provider: Endpoint) -> Reader:
    changes = {
        "smtp.login": "oauth2",
        "smtp.user": USER,
        "smtp.auth_url": PAGE,
        "smtp.token_url": provider.url,
        "smtp.client_id": "program",
    }
    reader.office.settings_tables = with_changes(reader.office.settings_tables, changes)
    return reader


def wait_for(reader: Reader, words: str) -> str:
    deadline = time.monotonic() + 60
    while words not in (page := reader.see(ACCESS)):
        assert time.monotonic() < deadline, page
        time.sleep(0.05)
    return page


@pytest.mark.parametrize("group", ["smtp", "imap"])
def test_yes_in_the_browser_is_shown_and_its_key_goes_into_the_store(
    oauth: Reader, provider: Endpoint, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    person = Person(says_yes)
    monkeypatch.setattr(webbrowser, "open", person)
    page = oauth.press(f"/settings/{group}", f"/settings/{group}/access").text
    assert USER in page
    page = wait_for(oauth, "is let into the mailbox")
    assert person.asked["login_hint"] == USER
    assert [one["code"] for one in provider.asked] == [["yes"]]
    assert oauth.office.passwords == {"smtp-oauth": "lasting-secret"}
    assert oauth.office.posted == [SetPassword("smtp-oauth", "lasting-secret")]
    assert "lasting-secret" not in page
    assert "refresh" not in oauth.client.get(ACCESS).headers


def test_page_that_does_not_open_by_itself_is_opened_by_its_link(
    oauth: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    oauth.press(SMTP, ACCESS)
    page = wait_for(oauth, f'href="{PAGE}?response_type=code&amp;')
    assert 'rel="noopener noreferrer"' in page
    assert oauth.client.get(ACCESS).headers["refresh"]
    # A second press asks no second time.
    oauth.press(SMTP, ACCESS)
    link = page.partition(f'href="{PAGE}')[2].partition('"')[0]
    assert link in oauth.see(ACCESS)
    Person(says_yes)(f"{PAGE}{link.replace('&amp;', '&')}")
    wait_for(oauth, "is let into the mailbox")


def test_no_is_shown_in_the_providers_words_and_can_be_asked_again(
    oauth: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(lambda asked: {"error": "access_denied", "state": asked["state"]})
    monkeypatch.setattr(webbrowser, "open", person)
    oauth.press(SMTP, ACCESS)
    assert "Ask again" in wait_for(oauth, "access_denied")
    assert oauth.office.passwords == {}
    monkeypatch.setattr(webbrowser, "open", Person(says_yes))
    oauth.press(ACCESS, ACCESS)
    wait_for(oauth, "is let into the mailbox")


def test_what_the_settings_lack_is_said_and_nothing_is_opened(
    oauth: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    changes = {"smtp.client_id": ""}
    oauth.office.settings_tables = with_changes(oauth.office.settings_tables, changes)
    answer = oauth.press(SMTP, ACCESS)
    assert answer.status_code == 409
    assert "For OAuth2, enter login" in answer.text
    assert opened == []


def test_only_our_own_form_may_ask(oauth: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    for form in ({"errand": "x"}, {"errand": "x", "csrf": "guessed"}):
        assert oauth.client.post(ACCESS, data=form).status_code == 403
    assert oauth.client.get(ACCESS, follow_redirects=False).status_code == 303
    assert opened == []


def test_without_oauth_there_is_no_button(reader: Reader) -> None:
    assert "Ask the provider" not in reader.see(SMTP)
    reader.see("/settings/company/access", 404)
