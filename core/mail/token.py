"""Gets an access token for a mailbox that takes no password (OAuth 2, RFC 6749)."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.domain.wording import say
from core.errors import SollecitoError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MOST = 100_000
_CODE = re.compile(r"[a-z]{1,20}(?:_[a-z]{1,20}){0,4}")
"""Like `invalid_grant`; whatever else a server says may repeat what it was asked with."""
_SECRET = ("refresh_token", "client_secret", "code", "code_verifier")


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Where access tokens come from, and by what right."""

    url: str
    client_id: str
    refresh_token: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    timeout: float = 15.0
    keep: Callable[[str], None] = field(default=lambda _: None, repr=False, compare=False)
    """Keep a refresh token that is given in the place of the one used, which may end sooner."""


class TokenRefused(SollecitoError):
    """No access token was to be had."""


def fetch_token(source: TokenSource) -> str:
    """Return a fresh access token."""
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": source.refresh_token,
        "scope": source.scope,
    }
    found = ask_for_tokens(source, asked)
    token = found.get("access_token")
    if not isinstance(token, str) or not token:
        host = urllib.parse.urlsplit(source.url).hostname or ""
        raise TokenRefused(say("{host} gave no access to the mailbox.", host=host))
    newer = found.get("refresh_token")
    if isinstance(newer, str) and newer not in ("", source.refresh_token):
        source.keep(newer)
    return token


def ask_for_tokens(source: TokenSource, asked: Mapping[str, str]) -> Mapping[str, object]:
    """Ask the provider for tokens, as this program; return its answer."""
    form = {"client_id": source.client_id, "client_secret": source.client_secret, **asked}
    body = urllib.parse.urlencode({key: value for key, value in form.items() if value}).encode()
    # Never to where it is not encrypted: the refresh token opens the mailbox.
    url = checked_url(source.url, "token_url")
    request = urllib.request.Request(url, body)  # noqa: S310 - checked
    host = urllib.parse.urlsplit(source.url).hostname or ""
    try:
        with _OPENER.open(request, timeout=source.timeout) as answer:
            found = json.loads(answer.read(_MOST))
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(host, error, form) from None
    except (OSError, ValueError) as error:
        raise TokenRefused(
            say("{host}, which lets this program into the mailbox, gives no answer.", host=host),
            say("Check [smtp] token_url and the network connection."),
        ) from error
    return found if isinstance(found, dict) else {}


def checked_url(url: str, key: str) -> str:
    """Return an address that is encrypted, or on this PC; refuse any other."""
    parts = urllib.parse.urlsplit(url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure:
        raise TokenRefused(say("[smtp] {key} must begin with https://.", key=key))
    return url


def xoauth2(user: str, token: str) -> str:
    """Return what shows an access token to a mail server, over SMTP as over IMAP."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was meant for one address goes to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def _refused(host: str, error: urllib.error.HTTPError, form: Mapping[str, str]) -> TokenRefused:
    try:
        why = str(json.loads(error.read(_MOST))["error"])
    except (OSError, ValueError, KeyError, TypeError):
        why = ""
    repeated = any(form.get(key) and form[key] in why for key in _SECRET)
    if repeated or not _CODE.fullmatch(why):
        why = str(error.code)
    return TokenRefused(
        say(
            "{host} no longer lets this program into the mailbox ({reason}). Give it access anew.",
            host=host,
            reason=why,
        )
    )
