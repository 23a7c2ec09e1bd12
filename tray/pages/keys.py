"""The secrets of one run of the program, and who has already used them."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_WAITING_TOKENS = 32


class Keys:
    """The secrets of one run of the program: launch tokens, the cookie, the forms' token."""

    def __init__(self, opened: Callable[[], None] = lambda: None) -> None:
        """Make new secrets; `opened` hears, on the server's thread, that a token was used."""
        self.session = secrets.token_urlsafe(32)
        self.csrf = secrets.token_urlsafe(32)
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._opened = opened

    def new_token(self, path: str) -> str:
        """Return a token that opens a path once; the oldest of many unused ones expire."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[token] = path
            while len(self._tokens) > _WAITING_TOKENS:
                self._tokens.popitem(last=False)
        return token

    def redeem(self, token: str) -> str | None:
        """Return the path that a token opens, and forget the token."""
        with self._lock:
            path = self._tokens.pop(token, None)
        if path is not None:
            self._opened()
        return path
