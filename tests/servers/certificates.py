"""Certificates of a test's own authority, made by openssl."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

READY = "SOLLECITO_TEST_AUTHORITY"
"""Names the folder of an authority that was made elsewhere: on Windows there is no openssl."""
CERTIFICATES = (("localhost", 30), ("localhost", -1), ("posta.rossi.example", 30))
"""What the tests ask of such an authority: names, and for how many days."""


@dataclass(frozen=True)
class Authority:
    """Signs certificates that only who has its `ca` trusts."""

    folder: Path

    @property
    def ca(self) -> Path:
        """Return the file that clients must trust."""
        return self.folder / "ca.pem"

    def certificate(self, name: str = "localhost", *, days: int = 30) -> tuple[Path, Path]:
        """Return certificate and key for a host; negative days: it has expired."""
        stem = self.folder / f"{name}{days}"
        cert, key, request, extra = (stem.with_suffix(f".{s}") for s in ("pem", "key", "csr", "x"))
        if cert.exists():
            return cert, key
        address = ",IP:127.0.0.1" if name == "localhost" else ""
        extra.write_text(f"subjectAltName=DNS:{name}{address}\nbasicConstraints=CA:FALSE\n")
        _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key,
                 "-out", request)  # fmt: skip
        _openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key",
                 "-CAcreateserial", "-days", days, "-out", cert, "-extfile", extra)  # fmt: skip
        return cert, key


def can_make() -> bool:
    """Whether there can be an authority here."""
    return bool(os.environ.get(READY)) or shutil.which("openssl") is not None


def new_authority(folder: Path) -> Authority:
    """Make an authority in a folder, or return the one that was made elsewhere."""
    if os.environ.get(READY):
        return Authority(Path(os.environ[READY]))
    authority = Authority(folder)
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30, "-subj",
             "/CN=Sollecito test authority", "-keyout", folder / "ca.key", "-out", authority.ca,
             "-addext", "basicConstraints=critical,CA:TRUE",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    return authority


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
