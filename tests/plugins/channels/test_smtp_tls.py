import ssl
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.smtp import SmtpChannel
from tests.conftest import need
from tests.deliveries import Intent, a_delivery, a_site
from tests.servers.certificates import Authority, can_make, new_authority
from tests.servers.scripted_smtp import ScriptedSmtp


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    need(present=can_make(), what="openssl")
    return new_authority(tmp_path_factory.mktemp("tls"))


def send(certificate: tuple[Path, Path], *, security: str, ca_file: str) -> Receipt:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    extensions = ("STARTTLS",) if security == "starttls" else ()
    with ScriptedSmtp(tls=context, extensions=extensions) as server:
        settings = {
            "host": "localhost",
            "port": server.port,
            "security": security,
            "ca_file": ca_file,
            "timeout": 5,
        }
        receipt = SmtpChannel().deliver(a_site(settings=settings), a_delivery(), Intent())
    assert bool(server.received) is (receipt.state is DispatchState.SENT)
    return receipt


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_of_the_firms_own_authority_is_trusted(authority: Authority, security: str) -> None:
    receipt = send(authority.certificate(), security=security, ca_file=str(authority.ca))
    assert receipt.state is DispatchState.SENT


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "days", "sentence"),
    [("localhost", -1, "has expired"), ("posta.rossi.example", 30, "is for another name")],
)
def test_certificate_that_does_not_hold_is_told_apart(
    authority: Authority, security: str, name: str, days: int, sentence: str
) -> None:
    certificate = authority.certificate(name, days=days)
    receipt = send(certificate, security=security, ca_file=str(authority.ca))
    assert receipt.state is DispatchState.RETRY
    assert sentence in str(receipt.fault)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_of_a_stranger_is_not_trusted(authority: Authority, security: str) -> None:
    receipt = send(authority.certificate(), security=security, ca_file="")
    assert receipt.state is DispatchState.RETRY
    assert "signed by nobody this PC trusts" in str(receipt.fault)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_authority_that_cannot_be_read_is_named(
    authority: Authority, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    receipt = send(authority.certificate(), security="tls", ca_file=str(path))
    assert receipt.state is DispatchState.RETRY
    assert f"“{path}” cannot be read" in str(receipt.fault)
