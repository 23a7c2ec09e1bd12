import ssl
from pathlib import Path

import pytest

from core.mail.certificates import Flaw, flaw_of, tls_context


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        (9, Flaw.DATE),
        (10, Flaw.DATE),
        (62, Flaw.NAME),
        (64, Flaw.NAME),
        (18, Flaw.SIGNER),
        (20, Flaw.SIGNER),
    ],
)
def test_openssl_s_number_says_what_is_wrong_with_a_certificate(number: int, flaw: Flaw) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = number
    assert flaw_of(error) is flaw


def test_certificates_of_the_firm_that_cannot_be_read_are_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        tls_context(str(tmp_path / "gone.pem"))
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        tls_context(str(tmp_path / "no.pem"))
