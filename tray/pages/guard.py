"""Who may see the pages: the browser that the tray opened, and nobody else on this machine."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.domain.wording import Text, say
from core.texts import tell
from tray.pages.keys import Keys

LARGEST_FORM = 64 * 1024
LARGEST_UPLOAD = 32 * 1024 * 1024
UPLOAD = "/upload"
"""How the addresses end that take files."""
OPEN = "/open"
"""Where a launch token is exchanged for the cookie."""
_FORM = "application/x-www-form-urlencoded"
_FILES = "multipart/form-data"
_MOST_FILES = 50
_READS = ("GET", "HEAD")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Not "no-referrer": browsers then send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Refusal(NamedTuple):
    """Why a request goes no further."""

    status: int
    why: Text


class Guard:
    """Lets through what comes from our own pages in a browser that we opened."""

    def __init__(
        self, app: ASGIApp, keys: Keys, authorities: tuple[str, ...], language: Callable[[], str]
    ) -> None:
        self._app = app
        self._keys = keys
        self._authorities = authorities
        self._origins = tuple(f"http://{authority}" for authority in authorities)
        self._cookie = "sollecito-" + authorities[0].rpartition(":")[2]
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, exchange its token, or pass it on."""
        if scope["type"] != "http":
            return
        guarded = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = self._refuse_sender(scope, headers)
        if refusal is None and (scope["method"], scope["path"]) == ("GET", OPEN):
            await self._admit(scope, receive, guarded)
            return
        if refusal is None and not self._knows(scope):
            refusal = _STRANGER
        if refusal is None and scope["method"] not in _READS:
            takes_files = scope["path"].endswith(UPLOAD)
            body = await _read(receive, LARGEST_UPLOAD if takes_files else LARGEST_FORM)
            kind = _FILES if takes_files else _FORM
            refusal = await self._refuse_form(scope, headers, body, kind)
            receive = _replay(body or b"", receive)
        if refusal is None:
            await self._app(scope, receive, guarded)
        else:
            await self._answer(refusal, scope, receive, guarded)

    def _refuse_sender(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Look at where the request says that it comes from."""
        if headers.getlist("host") not in [[authority] for authority in self._authorities]:
            return Refusal(421, say("This address does not belong to Sollecito."))
        if scope["method"] not in (*_READS, "POST"):
            return Refusal(405, say("Sollecito’s pages do not know this method."))
        # Ports of one machine are the "same site": another local server is a stranger too.
        allowed = ("same-origin", "none") if scope["method"] in _READS else ("same-origin",)
        if headers.get("sec-fetch-site", allowed[0]) not in allowed:
            return _FOREIGN
        if headers.get("origin", self._origins[0]) not in self._origins:
            return _FOREIGN
        return None

    async def _refuse_form(
        self, scope: Scope, headers: Headers, body: bytes | None, kind: str
    ) -> Refusal | None:
        """Look at what a page of ours sends with each of its forms."""
        if body is None:
            return _TOO_LARGE if kind == _FILES else _TOO_LONG
        if headers.get("content-type", "").partition(";")[0].strip() != kind:
            return Refusal(415, say("Only Sollecito’s own forms are taken."))
        if not _same(await _token_in(scope, body, kind), self._keys.csrf):
            return Refusal(403, say("This form is of an earlier day. Open the page again."))
        return None

    def _knows(self, scope: Scope) -> bool:
        return _same(HTTPConnection(scope).cookies.get(self._cookie, ""), self._keys.session)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._keys.redeem(QueryParams(scope["query_string"]).get("token", ""))
        if path is None and self._knows(scope):
            path = "/"
        if path is None:
            await self._answer(_STRANGER, scope, receive, send)
            return
        response = RedirectResponse(path, 303)
        response.set_cookie(self._cookie, self._keys.session, httponly=True, samesite="strict")
        await response(scope, receive, send)

    async def _answer(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        sentence = tell(refusal.why, self._language())
        await PlainTextResponse(sentence, refusal.status)(scope, receive, send)


_STRANGER = Refusal(403, say("Please open Sollecito’s pages from its icon or with its command."))
_TOO_LONG = Refusal(413, say("That is more than a form of Sollecito sends."))
_TOO_LARGE = Refusal(413, say("The files are larger than 32 MB. Put them into the folder itself."))
_FOREIGN = Refusal(403, say("Another page asked for this. Only Sollecito’s own pages may."))


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Read the body, or give up as soon as it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _token_in(scope: Scope, body: bytes, kind: str) -> str:
    """Return the token that a form carries; empty if it carries none."""
    if kind == _FORM:
        return parse_qs(body.decode("latin-1")).get("csrf", [""])[0]
    try:
        form = await Request(scope, _replay(body, _nothing_more)).form(max_files=_MOST_FILES)
    except (MultiPartException, HTTPException):
        return ""
    token = form.get("csrf", "")
    await form.close()
    return token if isinstance(token, str) else ""


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
