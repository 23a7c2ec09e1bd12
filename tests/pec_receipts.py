"""Receipts as PEC providers make them (DM 2/11/2005; RFC 6109 describes their form)."""

from base64 import encodebytes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

MOMENT = datetime.fromisoformat("2026-11-24T08:00:30+01:00")
SENDER = "rossi@pec.sollecito.test"
SIGNER = "Gestore di prova S.p.A."
CLIENT = "cliente@pec.cliente.test"
_SUBJECTS = {
    "accettazione": "ACCETTAZIONE",
    "non-accettazione": "AVVISO DI NON ACCETTAZIONE",
    "avvenuta-consegna": "CONSEGNA",
    "errore-consegna": "AVVISO DI MANCATA CONSEGNA",
    "preavviso-errore-consegna": "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO",
    "rilevazione-virus": "PROBLEMA DI SICUREZZA",
}
Sign = Callable[[bytes], bytes]
"""Makes a part to a `multipart/signed`, its own header first."""


@dataclass(frozen=True)
class Certified:
    """What a provider says of one message; every part can be made another one's."""

    kind: str
    message_id: str
    sender: str = SENDER
    recipient: str = CLIENT
    recipient_kind: str = "certificato"
    at: datetime = MOMENT
    error: str = "nessuno"
    words: str = ""
    header_kind: str = ""
    """Instead of the kind, in the header."""
    header_id: str = ""
    """Instead of the Message-ID, in the header."""
    issuer: str = "posta-certificata@pec.gestore.test"
    original: bytes = b""
    """For a receipt of delivery: the message, which it gives back."""
    more_headers: Sequence[str] = ()
    prolog: str = ""
    """Before the data's root element."""
    data: Sequence[bytes] = field(default=())
    """Instead of the data."""

    def written(self, sign: Sign | None = None) -> bytes:
        """Return the receipt as it lies in a mailbox."""
        head = [
            f"X-Ricevuta: {self.header_kind or self.kind}",
            f"Date: {format_datetime(self.at)}",
            f"Subject: {_SUBJECTS.get(self.kind, self.kind)}: Estratto conto",
            f"From: {self.issuer}",
            f"To: {self.sender}",
            f"Message-ID: <{self.kind}.{self.at:%H%M%S}@pec.gestore.test>",
            f"X-Riferimento-Message-ID: {self.header_id or self.message_id}",
            *self.more_headers,
        ]
        return "\r\n".join(head).encode() + b"\r\n" + (sign or sealed)(self._content())

    def xml(self) -> bytes:
        """Return `daticert.xml`."""
        delivery = f"<consegna>{escape(self.recipient)}</consegna>"
        words = f"<errore-esteso>{escape(self.words)}</errore-esteso>" if self.words else ""
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{self.prolog}'
            f"<postacert tipo={quoteattr(self.kind)} errore={quoteattr(self.error)}>"
            f"<intestazione><mittente>{escape(self.sender)}</mittente>"
            f'<destinatari tipo="{self.recipient_kind}">{escape(self.recipient)}</destinatari>'
            f"<risposte>{escape(self.sender)}</risposte><oggetto>Estratto conto</oggetto>"
            "</intestazione><dati><gestore-emittente>Gestore di prova S.p.A.</gestore-emittente>"
            f'<data zona="{self.at:%z}"><giorno>{self.at:%d/%m/%Y}</giorno>'
            f"<ora>{self.at:%H:%M:%S}</ora></data>"
            f"<identificativo>opec.1@pec.gestore.test</identificativo>"
            f"<msgid>{escape(self.message_id)}</msgid>"
            f"{delivery if 'consegna' in self.kind else ''}{words}</dati></postacert>\n"
        ).encode()

    def _content(self) -> bytes:
        text = f"-- {self.kind} --\n\nL’allegato daticert.xml contiene i dati.\n".encode()
        parts = [_part("text/plain; charset=utf-8", text)]
        kind = 'application/xml; name="daticert.xml"'
        parts.extend(_part(kind, data, "daticert.xml") for data in self.data or (self.xml(),))
        if self.original:
            returned = b'Content-Type: message/rfc822; name="postacert.eml"\r\n\r\n'
            parts.append(returned + self.original)
        between = b"--inner%d" % len(self.original)
        lines = b"".join(between + b"\r\n" + part + b"\r\n" for part in parts)
        head = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % between[2:]
        return head + lines + between + b"--\r\n"


def sealed(content: bytes, signature: bytes | None = None) -> bytes:
    """Put a part beside the provider's signature on it, or beside another one."""
    # A receipt that is given back in another one has a boundary of its own.
    between = b"--outer%d" % len(content)
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg="sha-256";'
        b' protocol="application/x-pkcs7-signature"; boundary="%s"\r\n\r\n' % between[2:]
        + between + b"\r\n" + content + b"\r\n" + between + b"\r\n"
        + b'Content-Type: application/x-pkcs7-signature; name="smime.p7s"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(signature or signed(content)).replace(b"\n", b"\r\n") + between + b"--\r\n"
    )  # fmt: skip


def signed(content: bytes) -> bytes:
    """Return the provider's signature on a part, apart from it."""
    certificate, key = _provider()
    detached = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, detached)


@cache
def _provider() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SIGNER)])
    days = timedelta(days=30)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(MOMENT - days)
        .not_valid_after(MOMENT + days)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _part(kind: str, content: bytes, name: str = "") -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n"
    return head.encode() + encodebytes(content).replace(b"\n", b"\r\n")
