"""Plays a PEC provider on the mail servers: takes messages up, and puts receipts into a mailbox."""

import imaplib
import ssl
import subprocess
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from tests.pec_receipts import Certified
from tests.servers.mail import DOMAIN, PASSWORD, MailServers

FIRM = f"certificata@{DOMAIN}"
CLIENT = f"cliente@{DOMAIN}"


@dataclass(frozen=True)
class PecProvider:
    """Signs as a provider does, and delivers only what a provider may deliver."""

    mail: MailServers

    def give(self, receipt: Certified) -> bytes:
        """Put a signed receipt into the firm's mailbox; return it as it lies there."""
        content = receipt.written(self._signed)
        self.put(content)
        return content

    def put(self, content: bytes) -> None:
        """Put any message into the firm's mailbox."""
        context = ssl.create_default_context(cafile=str(self.mail.authority.ca))
        with imaplib.IMAP4_SSL("localhost", self.mail.imap, ssl_context=context) as imap:
            imap.login(FIRM, PASSWORD)
            assert imap.append("INBOX", "", "", content)[0] == "OK"

    def receipt(self, kind: str, message_id: str, **changes: object) -> Certified:
        """Return a receipt on a message that the provider has really got."""
        message = self.mail.wait_for("cliente", message_id)
        at = _sent_at(message) + timedelta(seconds=30)
        certified = Certified(kind, message_id, FIRM, str(message["To"]), at=at)
        if kind == "avvenuta-consegna":
            certified = replace(certified, original=message.as_bytes().replace(b"\n", b"\r\n"))
        return replace(certified, **changes)  # type: ignore[arg-type] # each test's own

    def verified(self, content: bytes) -> bool:
        """Whether the signature of a kept receipt still fits, as a court's expert would look."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            done = subprocess.run(
                ["openssl", "smime", "-verify", "-in", file.name, "-purpose", "any",
                 "-CAfile", str(self.mail.authority.ca)],
                capture_output=True, check=False,
            )  # fmt: skip
        return done.returncode == 0

    def _signed(self, content: bytes) -> bytes:
        certificate, key = self.mail.authority.certificate("gestore", days=20)
        return subprocess.run(
            ["openssl", "smime", "-sign", "-signer", str(certificate), "-inkey", str(key)],
            input=content, capture_output=True, check=True,
        ).stdout.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # fmt: skip


def _sent_at(message: EmailMessage) -> datetime:
    return parsedate_to_datetime(str(message["Date"]))
