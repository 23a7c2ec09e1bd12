"""A signature is on exactly what was signed, in whatever form providers write it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.domain.dispatches import Signature
from plugins.channels.pec.receipts import read_receipt
from plugins.channels.pec.signature import check_signature
from tests.conftest import need
from tests.pec_receipts import SIGNER, Certified, sealed, signed

OURS = "<sollecito.0123456789abcdef@rossi.test>"
CONTENT = b"Content-Type: text/plain\r\n\r\nConsegnato.\r\n"
INTACT, BROKEN, UNREADABLE = Signature.INTACT, Signature.BROKEN, Signature.UNREADABLE


def test_signature_on_the_content_is_intact_and_says_whose_it_is() -> None:
    assert check_signature(CONTENT, signed(CONTENT)) == (INTACT, SIGNER)


@pytest.mark.parametrize(
    "other", [CONTENT + b" ", CONTENT[:-1], CONTENT.replace(b"C", b"c", 1), b""]
)
def test_one_byte_more_less_or_changed_does_not_match(other: bytes) -> None:
    assert check_signature(other, signed(CONTENT)) == (BROKEN, SIGNER)


def test_digest_that_somebody_made_to_fit_does_not_match_the_signature() -> None:
    original, false = signed(CONTENT), signed(CONTENT + b"false")
    # The attributes with the false digest, under the signature that was made for the original.
    ours, theirs = _digest(original), _digest(false)
    assert original.count(ours) == 1
    forged = original.replace(ours, theirs)
    assert check_signature(CONTENT + b"false", forged) == (BROKEN, SIGNER)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"0\x00",
        b"0\x80",
        b"0\x80" * 50_000,
        b"\xff" * 40,
        b"0" * 200_001,
        signed(CONTENT)[:-60],
        b"not a signature",
    ],
)
def test_what_is_no_signature_cannot_be_checked(junk: bytes) -> None:
    assert check_signature(CONTENT, junk).signature is UNREADABLE


@pytest.mark.only_on("unix", "openssl makes the signatures")
@pytest.mark.parametrize(
    ("words", "signature"),
    [
        (("smime", "-sign"), INTACT),
        (("cms", "-sign"), INTACT),
        # Written as a stream: of indefinite length, as Java's libraries do.
        (("cms", "-sign", "-stream"), INTACT),
        (("cms", "-sign", "-keyid"), INTACT),
        (("cms", "-sign", "-md", "sha512"), INTACT),
        (("cms", "-sign", "-noattr"), INTACT),
        (("cms", "-sign", "-keyopt", "rsa_padding_mode:pss"), INTACT),
        # Nobody stands for these any more, or nobody is named.
        (("cms", "-sign", "-md", "sha1"), UNREADABLE),
        (("cms", "-sign", "-md", "md5"), UNREADABLE),
        (("cms", "-sign", "-nocerts"), UNREADABLE),
    ],
)
def test_signature_that_openssl_made_is_understood(
    words: tuple[str, ...], signature: Signature
) -> None:
    need(present=shutil.which("openssl") is not None, what="openssl")
    made = _openssl_signature(words)
    assert check_signature(CONTENT, made).signature is signature
    changed = check_signature(CONTENT + b".", made).signature
    assert changed is (BROKEN if signature is INTACT else signature)


@pytest.mark.parametrize("kind", ["accettazione", "avvenuta-consegna"])
def test_receipt_knows_whether_it_is_what_was_signed(kind: str) -> None:
    original = Certified("accettazione", OURS).written() if kind == "avvenuta-consegna" else b""
    content = Certified(kind, OURS, original=original).written()
    receipt = read_receipt(content)
    assert receipt is not None
    assert receipt.signed == (INTACT, SIGNER)
    touched = read_receipt(content.replace(b"charset=utf-8", b"charset=UTF-8", 1))
    assert touched is not None
    assert touched.signed == (BROKEN, SIGNER)


@pytest.mark.parametrize("other", [b"0\x00", signed(CONTENT)])
def test_receipt_beside_another_signature_is_found_out(other: bytes) -> None:
    content = Certified("accettazione", OURS).written(lambda part: sealed(part, other))
    receipt = read_receipt(content)
    assert receipt is not None
    assert receipt.signed.signature in (BROKEN, UNREADABLE)


def test_what_is_read_is_what_was_signed() -> None:
    """A second part that only the parser of the whole message would see is not looked at."""
    content = Certified("accettazione", OURS).written()
    inner = content.partition(b'boundary="outer')[2].partition(b'"')[0]
    false = Certified("avvenuta-consegna", OURS, header_kind="accettazione").written()
    part = false.partition(b"--outer")[2].partition(b"\r\n")[2].partition(b"\r\n--outer")[0]
    before = b"\r\n--outer" + inner + b" \t\r\n"
    assert read_receipt(content.replace(b"\r\n--outer", before + part + b"\r\n--outer", 1)) is None


def _digest(signature: bytes) -> bytes:
    """Return the digest among the attributes: an octet string of 32 bytes."""
    place = signature.index(b"\x04\x20")
    return signature[place + 2 : place + 34]


@cache
def _openssl_signature(words: tuple[str, ...]) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        certificate, key, content = (folder / one for one in ("cert", "key", "content"))
        content.write_bytes(CONTENT)
        _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={SIGNER}",
                 "-keyout", key, "-out", certificate, "-utf8")  # fmt: skip
        _openssl(*words[:2], "-signer", certificate, "-inkey", key, *words[2:],
                 "-in", content, "-binary", "-outform", "DER", "-out", folder / "p7s")  # fmt: skip
        return (folder / "p7s").read_bytes()


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
