"""A mail server that answers, waits or hangs up exactly where a test tells it to."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader
from types import TracebackType
from typing import Self

CUT = "cut"
"""Instead of an answer: hang up."""
SILENT = "silent"
"""Instead of an answer: say nothing more."""

GREETING = "greeting"
DOT = "."
FIRST_BYTES = "first bytes"
"""While the message is coming in."""

_USUAL = {
    GREETING: "220 scripted",
    "EHLO": "250 scripted",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go ahead",
    DOT: "250 2.0.0 queued as 4711",
    "RSET": "250 ok",
    "QUIT": "221 bye",
    "STARTTLS": "220 ready",
}


@dataclass
class Received:
    """One message as it came in."""

    sender: str
    recipients: list[str] = field(default_factory=list)
    content: bytes = b""


class ScriptedSmtp:
    """Answers each command as the script says, else politely.

    A key is a command (`MAIL`), or a command with an address (`RCPT a@b.example`); a tuple is
    worked off answer by answer, and the last one stays.
    """

    def __init__(
        self,
        script: Mapping[str, str | tuple[str, ...]] | None = None,
        *,
        extensions: tuple[str, ...] = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.script = {
            k: list(v) if isinstance(v, tuple) else [v] for k, v in (script or {}).items()
        }
        self.extensions = extensions
        self.received: list[Received] = []
        self.commands: list[str] = []
        self.lines: list[str] = []
        self.connections = 0
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Closing alone does not wake accept() on Linux; Windows does nothing but close it.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with _whatever_happens():
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            with _whatever_happens():
                self._converse(connection)
            connection.close()

    def _converse(self, connection: socket.socket) -> None:
        if self._tls and "STARTTLS" not in self.extensions:
            connection = self._encrypted(connection)
        lines = connection.makefile("rb")
        self._say(connection, GREETING)
        message = Received("")
        while line := lines.readline():
            self.lines.append(line.decode("utf-8", "replace").strip())
            command, _, rest = self.lines[-1].partition(" ")
            self.commands.append(command.upper())
            address = rest.partition("<")[2].partition(">")[0]
            answer = self._say(connection, command.upper(), address)
            if answer.startswith("220"):
                connection = self._encrypted(connection)
                lines = connection.makefile("rb")
            elif answer.startswith("354"):
                self._receive(lines, message)
                self._say(connection, DOT)
                message = Received("")
            elif answer.startswith("250"):
                message = _noted(message, command.upper(), address)

    def _encrypted(self, connection: socket.socket) -> ssl.SSLSocket:
        assert self._tls is not None
        encrypted = self._tls.wrap_socket(connection, server_side=True)
        self._open.append(encrypted)
        return encrypted

    def _receive(self, lines: BufferedReader, message: Received) -> None:
        if FIRST_BYTES in self.script:
            raise ConnectionAbortedError
        content = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                # The client died in the middle: such a message counts as never sent.
                raise ConnectionAbortedError
            content.append(line)
        message.content = b"".join(content)
        self.received.append(message)

    def _say(self, connection: socket.socket, command: str, address: str = "") -> str:
        answer = self._scripted(command, address)
        if answer == CUT:
            raise ConnectionAbortedError
        if answer == SILENT:
            connection.recv(1)
            raise ConnectionAbortedError
        lines = [answer]
        if command == "EHLO" and self.extensions:
            lines = ["250-scripted", *(f"250-{name}" for name in self.extensions)]
            lines[-1] = lines[-1].replace("-", " ", 1)
        connection.sendall("".join(f"{line}\r\n" for line in lines).encode())
        return answer

    def _scripted(self, command: str, address: str) -> str:
        for key in (f"{command} {address}", command):
            answers = self.script.get(key)
            if answers:
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return _USUAL.get(command, "502 what?")


def _noted(message: Received, command: str, address: str) -> Received:
    if command == "MAIL":
        # As real servers do: one message at a time.
        if message.sender:
            raise ConnectionAbortedError
        return Received(address)
    if command == "RCPT":
        message.recipients.append(address)
    return Received("") if command == "RSET" else message


@contextmanager
def _whatever_happens() -> Iterator[None]:
    """A client that hangs up, or a test that is over, ends a conversation quietly."""
    with suppress(OSError):
        yield
