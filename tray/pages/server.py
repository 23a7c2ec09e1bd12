"""The server of the local pages: a daemon thread on a loopback socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from threading import Thread

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.domain.wording import say
from core.engine.office import Office
from core.errors import SollecitoError
from tray.autostart import Autostart
from tray.pages.app import build_app
from tray.pages.desk import Desk
from tray.pages.guard import OPEN
from tray.pages.keys import Keys

_LOOPBACK = "127.0.0.1"
_PATIENCE = 5.0
"""Seconds that open pages have to end when the program stops."""


class Door:
    """A port of this machine, the keys to it, and the pages that stand behind it."""

    def __init__(self, port: int = 0) -> None:
        """Bind the port, so that the address is known and nobody else gets it; 0: any."""
        self._socket = _bound(port)
        self._port: int = self._socket.getsockname()[1]
        self.opened: Callable[[], None] = lambda: None
        """Hears whenever a launch address was used; it opens no second time."""
        self.keys = Keys(self._used)
        self.authorities = (f"{_LOOPBACK}:{self._port}", f"localhost:{self._port}")
        self.app: ASGIApp = PlainTextResponse(status_code=503)
        """What is shown; it may change while the door is open."""
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._show,
                interface="asgi3",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=int(_PATIENCE) - 2,
            )
        )
        self._thread = Thread(target=self._serve, name="pages", daemon=True)

    @property
    def address(self) -> str:
        """Return the address of the first page; only a browser with a cookie sees it."""
        return f"http://{_LOOPBACK}:{self._port}/"

    def launch_url(self, path: str = "/") -> str:
        """Return an address that opens a path once, in the browser that asks first."""
        return f"{self.address.rstrip('/')}{OPEN}?token={self.keys.new_token(path)}"

    def start(self) -> None:
        """Serve from now on."""
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self) -> None:
        """Serve no longer, and give the port back."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        self._socket.close()

    def _used(self) -> None:
        self.opened()

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


class Pages:
    """The pages of one office, for the browsers of this machine only."""

    def __init__(
        self,
        office: Office,
        port: int = 0,
        opened: Callable[[], None] = lambda: None,
        *,
        autostart: Autostart | None = None,
        door: Door | None = None,
    ) -> None:
        """Put the pages behind a door that is open already, or a new one at the port.

        `opened` hears whenever a launch address was used; it opens no second time.
        """
        self._door = door or Door(port)
        self._door.opened = opened
        keys = self._door.keys
        self._desk = Desk(office, keys.csrf, autostart)
        self._door.app = build_app(self._desk, keys, self._door.authorities)

    @property
    def address(self) -> str:
        """Return the address of the overview; only a browser with a cookie sees it."""
        return self._door.address

    def launch_url(self, path: str = "/") -> str:
        """Return an address that opens a path once, in the browser that asks first."""
        return self._door.launch_url(path)

    def start(self) -> None:
        """Serve from now on."""
        self._door.start()
        # Meanwhile, so that nobody waits for it at the first look at a page.
        Thread(target=self._desk.learn_templates, name="templates", daemon=True).start()

    def stop(self) -> None:
        """End the open pages' streams, then the server."""
        self._desk.bell.close()
        self._door.stop()


def _bound(port: int) -> socket.socket:
    # With its protocol named, asyncio sends without delay: 5 ms a page instead of 45.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        # On Windows this option would let another program take the port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOOPBACK, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise SollecitoError(
            say("Port {port} of this PC is taken.", port=port),
            say("Choose another one, or end the program that uses it."),
        ) from error
    return listening
