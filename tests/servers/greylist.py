"""A policy server for Postfix that lets strangers wait once, as greylisting does."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = "Greylisted, try again later"


@contextmanager
def greylist(recipient: str) -> Iterator[int]:
    """Serve on a port of loopback; the first e-mail of each sender to the recipient must wait."""
    seen: set[str] = set()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked: dict[str, str] = {}
            for line in self.rfile:
                name, _, value = line.decode("utf-8", "replace").strip().partition("=")
                if name:
                    asked[name] = value
                    continue
                self.wfile.write(f"action={self._action(asked)}\n\n".encode())
                asked = {}

        def _action(self, asked: dict[str, str]) -> str:
            # Postfix asks once for each recipient of a message, and tells all of it.
            if asked.get("recipient") != recipient or asked.get("sender") in seen:
                return "DUNNO"
            seen.add(asked.get("sender", ""))
            return f"DEFER_IF_PERMIT 4.2.0 {WAIT}"

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
