"""A person lets the program in on the provider's page; nobody else can say so in its place."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from core.mail.consent import Consent, ask_for_consent
from core.mail.token import TokenRefused
from tests.servers.token_endpoint import Endpoint, token_endpoint

PAGE = "https://login.provider.example/authorize"


@pytest.fixture
def provider() -> Iterator[Endpoint]:
    with token_endpoint() as endpoint:
        endpoint.answer = json.dumps({"access_token": "a", "refresh_token": "lasting"}).encode()
        yield endpoint


def visit(address: str) -> int:
    # The name that providers want leads to this PC; not every test machine resolves it alike.
    return httpx.get(address.replace("localhost", "127.0.0.1"), timeout=30).status_code


class Person:
    """Goes where the program leads it, and answers as the test says."""

    def __init__(self, say: Callable[[dict[str, str]], dict[str, str]]) -> None:
        self.asked: dict[str, str] = {}
        self.answers: list[int] = []
        self._say = say

    def __call__(self, address: str) -> None:
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        query = urlencode(self._say(self.asked))
        self.answers.append(visit(f"{self.asked['redirect_uri']}?{query}"))


def says_yes(asked: dict[str, str]) -> dict[str, str]:
    return {"code": "yes", "state": asked["state"]}


def test_yes_is_exchanged_for_a_lasting_access(provider: Endpoint) -> None:
    person = Person(says_yes)
    consent = Consent(PAGE, provider.source, "io@rossi.example")
    assert ask_for_consent(consent, person, 30) == "lasting"
    assert person.asked["login_hint"] == "io@rossi.example"
    assert person.asked["client_id"] == "program"
    (exchange,) = provider.asked
    assert exchange["code"] == ["yes"]
    assert exchange["redirect_uri"] == [person.asked["redirect_uri"]]
    proof = urlsafe_b64encode(sha256(exchange["code_verifier"][0].encode()).digest())
    assert person.asked["code_challenge"] == proof.rstrip(b"=").decode()


def test_answer_of_a_stranger_is_not_heard(provider: Endpoint) -> None:
    def stranger_first(asked: dict[str, str]) -> dict[str, str]:
        assert visit(f"{asked['redirect_uri']}?code=evil&state=guessed") == 404
        assert visit(asked["redirect_uri"]) == 404
        return says_yes(asked)

    assert ask_for_consent(Consent(PAGE, provider.source), Person(stranger_first), 30) == "lasting"
    assert [one["code"] for one in provider.asked] == [["yes"]]


def test_no_is_said_in_the_providers_words(provider: Endpoint) -> None:
    def says_no(asked: dict[str, str]) -> dict[str, str]:
        return {"error": "access_denied", "state": asked["state"]}

    with pytest.raises(TokenRefused, match="access_denied"):
        ask_for_consent(Consent(PAGE, provider.source), Person(says_no), 30)
    assert provider.asked == []


def test_nobody_is_waited_for_for_ever(provider: Endpoint) -> None:
    with pytest.raises(TokenRefused, match="Nobody has said yes"):
        ask_for_consent(Consent(PAGE, provider.source), lambda _: None, 0.1)


def test_access_that_would_not_last_is_refused(provider: Endpoint) -> None:
    provider.answer = b'{"access_token": "a"}'
    with pytest.raises(TokenRefused, match="no lasting access"):
        ask_for_consent(Consent(PAGE, provider.source), Person(says_yes), 30)


def test_person_is_led_to_no_page_that_is_not_encrypted(provider: Endpoint) -> None:
    with pytest.raises(TokenRefused, match="auth_url must begin"):
        ask_for_consent(Consent("http://evil.example/", provider.source), Person(says_yes), 1)
