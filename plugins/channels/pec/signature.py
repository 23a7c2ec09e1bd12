"""Looks whether a provider's signature fits what it signed (S/MIME: RFC 8551, RFC 5652).

Whether the certificate itself can be trusted is not asked: the list of the providers' authorities
is kept elsewhere, and changes.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256, sha384, sha512
from typing import Any, NamedTuple

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sollecito import Signature

_LARGEST = 200_000
"""Bytes: a signature holds a few certificates, and nothing of what it signs."""
_DIGESTS = {"sha256": sha256, "sha384": sha384, "sha512": sha512}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_SET_OF = b"\x31"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST_NAME = 100


class Signed(NamedTuple):
    """What became of a signature, and whose it says it is."""

    signature: Signature
    signer: str = ""


def check_signature(content: bytes, signature: bytes) -> Signed:
    """Return whether the signature is on exactly this content; the one who signed is named."""
    if len(signature) > _LARGEST:
        return Signed(Signature.UNREADABLE)
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        found = [_checked(content, signer, signed) for signer in signed["signer_infos"]]
    except (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm):
        # What is no signature at all breaks wherever it is first looked into.
        return Signed(Signature.UNREADABLE)
    # Of several none may be wrong.
    worse = next((one for one in found if one.signature is not Signature.INTACT), None)
    return worse or (found[0] if found else Signed(Signature.UNREADABLE))


def _checked(content: bytes, signer: Any, signed: Any) -> Signed:
    certificate = _certificate(signer["sid"], signed)
    digest = str(signer["digest_algorithm"]["algorithm"].native)
    if certificate is None or digest not in _DIGESTS:
        return Signed(Signature.UNREADABLE)
    name = _name(certificate)
    attributes = signer["signed_attrs"]
    covered = content
    if attributes.native is not None:
        values = {one["type"].native: one["values"].native for one in attributes}
        ours = _DIGESTS[digest](content).digest()
        if not hmac.compare_digest(values["message_digest"][0], ours):
            return Signed(Signature.BROKEN, name)
        # It is signed as the set it is, not under the tag by which it stands here (RFC 5652, 5.4).
        covered = _SET_OF + attributes.dump()[1:]
    try:
        known = _verify(certificate, signer, covered, _HASHES[digest])
    except InvalidSignature:
        return Signed(Signature.BROKEN, name)
    return Signed(Signature.INTACT if known else Signature.UNREADABLE, name)


def _verify(
    certificate: x509.Certificate, signer: Any, covered: bytes, digest: hashes.HashAlgorithm
) -> bool:
    """Raise `InvalidSignature` if it does not fit; return whether its kind is known."""
    key, value = certificate.public_key(), signer["signature"].native
    kind = signer["signature_algorithm"].signature_algo
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
        key.verify(value, covered, padding.PKCS1v15(), digest)
    elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        key.verify(value, covered, padding.PSS(padding.MGF1(digest), padding.PSS.AUTO), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
        key.verify(value, covered, ec.ECDSA(digest))
    else:
        return False
    return True


def _certificate(sid: Any, signed: Any) -> x509.Certificate | None:
    """Return the certificate that the signer names, out of those that came with it."""
    for one in signed["certificates"]:
        certificate = one.chosen
        if sid.name == "issuer_and_serial_number":
            named = sid.chosen
            fits = (
                certificate.serial_number == named["serial_number"].native
                and certificate.issuer == named["issuer"]
            )
        else:
            fits = certificate.key_identifier == sid.chosen.native
        if fits:
            return x509.load_der_x509_certificate(certificate.dump())
    return None


def _name(certificate: x509.Certificate) -> str:
    for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        found = certificate.subject.get_attributes_for_oid(kind)
        if found:
            return " ".join(_CONTROL.sub(" ", str(found[0].value)).split())[:_LONGEST_NAME]
    return ""
