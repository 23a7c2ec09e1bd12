"""A private Postfix and Dovecot on loopback, as a firm's provider runs them."""

import imaplib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

from tests.servers.certificates import Authority, new_authority
from tests.servers.greylist import greylist
from tests.servers.token_endpoint import Endpoint, token_endpoint

DOMAIN = "sollecito.test"
USERS = ("azienda", "segreteria", "cliente", "certificata", "paziente", "piena")
PASSWORD = "segreta"
SENT = "Posta inviata &AOg- &- l&AOA-"
"""The folder of what was sent, as IMAP writes its name."""
UNKNOWN = f"sconosciuto@{DOMAIN}"
"""Refused for good when it is named as recipient."""
GREYLISTED = f"lento@{DOMAIN}"
"""Refused for now."""
PATIENT = f"paziente@{DOMAIN}"
"""Has a mailbox; what comes from a stranger must wait once."""
SIZE_LIMIT = 5_000_000
_CONFIGURATION = Path(__file__).parent / "mail_conf"
_WAIT = 20.0


@dataclass(frozen=True)
class MailServers:
    """Where the two listen."""

    folder: Path
    authority: Authority
    starttls: int
    tls: int
    imap: int
    tokens: Endpoint
    """Whom Dovecot asks whose an access token is."""
    policy: int
    """The port at which Postfix asks who must wait."""

    def wait_for(self, user: str, message_id: str) -> EmailMessage:
        """Return the message from the user's mailbox as soon as it has arrived."""
        deadline = time.monotonic() + _WAIT
        while time.monotonic() < deadline:
            for message in self.mailbox(user):
                if message["Message-ID"] == message_id:
                    return message
            time.sleep(0.1)
        raise AssertionError(f"{message_id} did not arrive")

    def wait_for_log(self, words: str) -> str:
        """Return the line of Postfix's log with these words as soon as it is there."""
        deadline = time.monotonic() + _WAIT
        while time.monotonic() < deadline:
            for line in (self.folder / "log" / "postfix.log").read_text("utf-8").splitlines():
                if words in line:
                    return line
            time.sleep(0.1)
        raise AssertionError(f"{words} is not in the log")

    def mailbox(
        self, user: str, folder: str = "INBOX", *, which: str = "ALL"
    ) -> list[EmailMessage]:
        """Return what lies in a folder of a user's mailbox; a name is written as IMAP has it."""
        context = ssl.create_default_context(cafile=str(self.authority.ca))
        with imaplib.IMAP4_SSL("localhost", self.imap, ssl_context=context) as imap:
            imap.login(f"{user}@{DOMAIN}", PASSWORD)
            imap.select(f'"{folder}"', readonly=True)
            numbers = imap.search(None, which)[1][0].split()
            return [_message(imap, number.decode()) for number in numbers]

    def put(self, user: str, message: EmailMessage, folder: str = "INBOX") -> None:
        """Let a message lie in a user's mailbox, unread, as if it had just come."""
        context = ssl.create_default_context(cafile=str(self.authority.ca))
        with imaplib.IMAP4_SSL("localhost", self.imap, ssl_context=context) as imap:
            imap.login(f"{user}@{DOMAIN}", PASSWORD)
            imap.append(f'"{folder}"', None, None, message.as_bytes(policy=SMTP))

    def unread(self, user: str) -> int:
        """Return how many messages in a user's mailbox nobody has read."""
        context = ssl.create_default_context(cafile=str(self.authority.ca))
        with imaplib.IMAP4_SSL("localhost", self.imap, ssl_context=context) as imap:
            imap.login(f"{user}@{DOMAIN}", PASSWORD)
            imap.select("INBOX", readonly=True)
            return len(imap.search(None, "UNSEEN")[1][0].split())


def missing() -> str:
    """Return what is missing on this machine to run the servers, or nothing."""
    programs = ("postfix", "dovecot", "openssl")
    absent = [name for name in programs if not shutil.which(name, path=_path())]
    if not absent and (not hasattr(os, "geteuid") or os.geteuid() != 0):
        absent = ["root"]
    return ", ".join(absent)


@contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Start both servers in a folder of their own, and end them by their process ids."""
    # Paths of sockets may have about a hundred characters: not below pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="sm-", dir="/tmp"))
    folder.chmod(0o755)
    started: list[subprocess.Popen[bytes]] = []
    try:
        (folder / "tls").mkdir()
        authority = new_authority(folder / "tls")
        with token_endpoint() as tokens, greylist(PATIENT) as policy:
            starttls, tls, imap = _free_ports(3)
            servers = MailServers(folder, authority, starttls, tls, imap, tokens, policy)
            _configure(servers)
            started.append(_start("dovecot", "-F", "-c", folder / "dovecot.conf"))
            started.append(_start("postfix", "-c", folder / "postfix", "start-fg"))
            for port in (servers.starttls, servers.tls, servers.imap):
                _wait_until_open(port)
            yield servers
    finally:
        _end_postfix(folder / "queue" / "pid" / "master.pid")
        for process in reversed(started):
            process.terminate()
            process.wait(_WAIT)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(servers: MailServers) -> None:
    # Windows has neither, and must be able to import this file to skip its tests.
    import grp  # noqa: PLC0415
    import pwd  # noqa: PLC0415

    folder = servers.folder
    nobody = pwd.getpwnam("nobody")
    certificate, key = servers.authority.certificate()
    values = {
        "{folder}": folder,
        "{certificate}": certificate,
        "{key}": key,
        "{uid}": nobody.pw_uid,
        "{gid}": nobody.pw_gid,
        "{starttls}": servers.starttls,
        "{tls}": servers.tls,
        "{imap}": servers.imap,
        "{size}": SIZE_LIMIT,
        "{tokens}": servers.tokens.url,
        "{policy}": servers.policy,
    }
    for part in ("postfix", "queue", "state", "mail", "run", "log"):
        (folder / part).mkdir()
    shutil.chown(folder / "state", "postfix")
    shutil.chown(folder / "mail", "nobody")
    for name in ("dovecot.conf", "oauth2.conf", "postfix/main.cf", "postfix/master.cf"):
        text = (_CONFIGURATION / Path(name).name).read_text("utf-8")
        for key_, value in values.items():
            text = text.replace(key_, str(value))
        (folder / name).write_text(text, "utf-8")
    addresses = [(user, f"{user}@{DOMAIN}") for user in USERS]
    (folder / "mailboxes").write_text("".join(f"{a} {DOMAIN}/{u}/\n" for u, a in addresses))
    home = f"{nobody.pw_uid}:{nobody.pw_gid}::{folder}/mail/{DOMAIN}"
    full = {"piena": "::userdb_quota_rule=*:bytes=1"}
    users = "".join(f"{a}:{{PLAIN}}{PASSWORD}:{home}/{u}{full.get(u, '')}\n" for u, a in addresses)
    (folder / "users").write_text(users)
    os.chown(folder / "users", 0, grp.getgrnam("dovecot").gr_gid)
    (folder / "users").chmod(0o640)


def _start(*command: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PATH": _path()},
        start_new_session=True,
    )


def _end_postfix(pid_file: Path) -> None:
    # Its master runs in a session of its own, not as the process that was started.
    if pid_file.is_file():
        os.kill(int(pid_file.read_text()), signal.SIGTERM)


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_until_open(port: int) -> None:
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing listens on port {port}")


def _message(imap: imaplib.IMAP4_SSL, number: str) -> EmailMessage:
    answer = imap.fetch(number, "(BODY.PEEK[])")[1][0]
    assert isinstance(answer, tuple)
    message = message_from_bytes(answer[1], policy=default)
    assert isinstance(message, EmailMessage)
    return message
