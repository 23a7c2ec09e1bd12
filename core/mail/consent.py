"""Asks a person in the browser to let this program into the mailbox (OAuth 2: RFC 8252, 7636)."""

from __future__ import annotations

import hmac
import threading
import urllib.parse
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import token_urlsafe

from core.domain.wording import say
from core.errors import SollecitoError
from core.mail.settings import token_source
from core.mail.token import TokenRefused, TokenSource, ask_for_tokens, checked_url

PATIENCE = 300.0
"""Seconds a person has for the provider's pages."""
_NEEDED = ("auth_url", "token_url", "client_id", "user")
_DONE = b"<!doctype html><title>Sollecito</title><p>Sollecito: OK. / \xe2\x9c\x93"


@dataclass(frozen=True, slots=True)
class Consent:
    """Where a person is asked, and for what."""

    auth_url: str
    source: TokenSource
    user: str = ""


def consent_of(
    table: Mapping[str, str],
    secret: Callable[[str], str | None],
    keep_secret: Callable[[str, str], None],
) -> Consent:
    """Return what the table `[smtp]` says of it, or refuse with what it lacks."""
    source = token_source(table, secret, keep_secret)
    if source is None or not all(table.get(key) for key in _NEEDED):
        raise SollecitoError(
            say("For OAuth2, enter login, user, auth_url, token_url and client_id under [smtp]."),
            say("The providers’ presets in the settings fill in the addresses."),
        )
    return Consent(table["auth_url"], source, table["user"])


def ask_for_consent(
    consent: Consent, open_page: Callable[[str], None], patience: float = PATIENCE
) -> str:
    """Open the provider's page and wait for the person's yes; return the refresh token.

    The answer comes to a port of this PC that is open meanwhile; nobody else can use what it
    carries, since only this process knows what it was asked with.
    """
    checked_url(consent.auth_url, "auth_url")
    answer = _Answer(token_urlsafe(32))
    verifier = token_urlsafe(64)
    with HTTPServer(("127.0.0.1", 0), answer.handler()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            # Providers let a port be chosen for this name, be it registered without one.
            back = f"http://localhost:{server.server_address[1]}/"
            open_page(_address(consent, back, answer.state, verifier))
            if not answer.there.wait(patience):
                raise TokenRefused(say("Nobody has said yes in the browser; nothing was changed."))
        finally:
            server.shutdown()
            thread.join()
    return _exchanged(consent.source, answer.query, back, verifier)


@dataclass
class _Answer:
    """What the browser brings back; strangers who knock at the port are not heard."""

    state: str
    query: Mapping[str, str] = field(default_factory=dict)
    there: threading.Event = field(default_factory=threading.Event)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        hear = self.hear

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = hear(urllib.parse.urlsplit(self.path).query)
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_DONE if known else b"")

            def log_message(self, *_: object) -> None:
                """Write no code into a log."""

        return Handler

    def hear(self, query: str) -> bool:
        """Take an answer that was asked for."""
        found = dict(urllib.parse.parse_qsl(query))
        if not hmac.compare_digest(found.get("state", "").encode(), self.state.encode()):
            return False
        self.query = found
        self.there.set()
        return True


def _address(consent: Consent, back: str, state: str, verifier: str) -> str:
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": consent.source.client_id,
        "redirect_uri": back,
        "scope": consent.source.scope,
        "state": state,
        "code_challenge": digest,
        "code_challenge_method": "S256",
        "login_hint": consent.user,
        # Google gives a refresh token only if it is asked so, and anew each time.
        "access_type": "offline",
        "prompt": "consent",
    }
    given = {name: value for name, value in asked.items() if value}
    return f"{consent.auth_url}?{urllib.parse.urlencode(given)}"


def _exchanged(source: TokenSource, query: Mapping[str, str], back: str, verifier: str) -> str:
    host = urllib.parse.urlsplit(source.url).hostname or ""
    code = query.get("code")
    if not code:
        raise TokenRefused(
            say(
                "The provider did not let this program into the mailbox: {reason}",
                reason=" ".join((query.get("error_description") or query.get("error", "")).split())[
                    :200
                ],
            )
        )
    found = ask_for_tokens(
        source,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        },
    )
    token = found.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise TokenRefused(
            say("{host} gave no lasting access to the mailbox.", host=host),
            say("For Microsoft 365 the scope must have offline_access in it."),
        )
    return token
