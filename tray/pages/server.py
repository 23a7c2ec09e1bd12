"""The server of the local pages: a daemon thread on a loopback socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from threading import Thread

import uvicorn

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


class Pages:
    """The pages of one office, for the browsers of this machine only."""

    def __init__(
        self,
        office: Office,
        port: int = 0,
        opened: Callable[[], None] = lambda: None,
        *,
        autostart: Autostart | None = None,
    ) -> None:
        """Bind the port, so that the address is known and nobody else gets it; 0: any.

        `opened` hears whenever a launch address was used; it opens no second time.
        """
        self._socket = _bound(port)
        self._port: int = self._socket.getsockname()[1]
        self._keys = Keys(opened)
        authorities = (f"{_LOOPBACK}:{self._port}", f"localhost:{self._port}")
        self._desk = Desk(office, self._keys.csrf, autostart)
        app = build_app(self._desk, self._keys, authorities)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
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
        """Return the address of the overview; only a browser with a cookie sees it."""
        return f"http://{_LOOPBACK}:{self._port}/"

    def launch_url(self, path: str = "/") -> str:
        """Return an address that opens a path once, in the browser that asks first."""
        return f"{self.address.rstrip('/')}{OPEN}?token={self._keys.new_token(path)}"

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()
        # Meanwhile, so that nobody waits for it at the first look at a page.
        Thread(target=self._desk.learn_templates, name="templates", daemon=True).start()

    def stop(self) -> None:
        """End the open pages' streams, then the server."""
        self._desk.bell.close()
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


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
