import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.mail.token import TokenRefused, TokenSource, fetch_token
from tests.servers.token_endpoint import Endpoint, token_endpoint


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with token_endpoint() as endpoint:
        yield endpoint


def test_a_refresh_token_is_exchanged_for_an_access_token(endpoint: Endpoint) -> None:
    source = replace(endpoint.source, client_secret="s", scope="SMTP.Send offline_access")
    assert fetch_token(source) == "fresh"
    assert endpoint.asked == [
        {
            "grant_type": ["refresh_token"],
            "client_id": ["program"],
            "refresh_token": ["secret-refresh"],
            "client_secret": ["s"],
            "scope": ["SMTP.Send offline_access"],
        }
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("newer", ["newer"]), ("secret-refresh", []), ("", []), (None, []), (7, [])],
)
def test_a_refresh_token_that_replaces_the_one_used_is_kept(
    endpoint: Endpoint, given: object, kept: list[str]
) -> None:
    found: list[str] = []
    answer = {"access_token": "fresh", "refresh_token": given}
    endpoint.answer = json.dumps(answer).encode()
    assert fetch_token(replace(endpoint.source, keep=found.append)) == "fresh"
    assert found == kept


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (400, json.dumps({"error": "invalid_grant"}).encode(), "invalid_grant"),
        (500, b"<html>", "500"),
        (302, b"", "302"),
        (400, json.dumps({"error": "bad secret-refresh"}).encode(), "400"),
        (400, json.dumps({"error": "SECRETS.and-more"}).encode(), "400"),
        (200, b"{}", "gave no access"),
        (200, b"<html>", "gives no answer"),
        (200, b"[]", "gave no access"),
    ],
)
def test_a_refusal_is_said_without_the_token(
    endpoint: Endpoint, status: int, answer: bytes, said: str
) -> None:
    endpoint.status, endpoint.answer = status, answer
    with pytest.raises(TokenRefused) as refused:
        fetch_token(endpoint.source)
    assert said in str(refused.value)
    assert "secret-refresh" not in str(refused.value)


def test_a_token_in_the_place_of_the_reason_is_not_repeated(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.answer = 400, json.dumps({"error": "token_of_letters"}).encode()
    with pytest.raises(TokenRefused) as refused:
        fetch_token(replace(endpoint.source, refresh_token="of_letters"))
    assert "(400)" in str(refused.value)


def test_a_server_that_is_away_is_named() -> None:
    with pytest.raises(TokenRefused, match=r"127\.0\.0\.1"):
        fetch_token(TokenSource("http://127.0.0.1:9/token", "program", "secret-refresh"))


@pytest.mark.parametrize("url", ["http://login.example/token", "ftp://127.0.0.1/", ""])
def test_the_refresh_token_goes_nowhere_unencrypted(url: str) -> None:
    with pytest.raises(TokenRefused, match="https://"):
        fetch_token(TokenSource(url, "program", "secret-refresh"))


def test_the_secrets_are_not_shown_with_the_source() -> None:
    shown = repr(TokenSource("https://x.example", "program", "secret-refresh", "secret-client"))
    assert "secret" not in shown
