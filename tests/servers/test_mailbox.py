"""A mailbox is opened as its provider wants it, and says why it cannot be."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.channels import Site
from core.domain.dispatches import DispatchState
from core.errors import MailboxUnusable
from core.mail.mailbox import MailboxServer, open_mailbox
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.servers.mail import DOMAIN, PASSWORD, MailServers
from tests.servers.token_endpoint import Endpoint, token_endpoint

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]

USER = f"azienda@{DOMAIN}"


@pytest.fixture
def provider() -> Iterator[Endpoint]:
    """Return who gives access tokens out."""
    with token_endpoint() as endpoint:
        yield endpoint


def mailbox_of(mail: MailServers) -> MailboxServer:
    return MailboxServer(
        "localhost", mail.imap, user=USER, password=PASSWORD, ca_file=str(mail.authority.ca)
    )


def fault_of(server: MailboxServer) -> str:
    with pytest.raises(MailboxUnusable) as unusable, open_mailbox(server):
        pass
    return str(unusable.value.title)


def test_password_opens_the_mailbox(mail: MailServers) -> None:
    with open_mailbox(mailbox_of(mail)) as mailbox:
        assert mailbox.validity


def test_token_opens_the_mailbox_that_takes_no_password(
    mail: MailServers, provider: Endpoint
) -> None:
    mail.tokens.answer = json.dumps({"active": True, "username": USER}).encode()
    server = replace(mailbox_of(mail), password="", tokens=provider.source)
    with open_mailbox(server) as mailbox:
        assert mailbox.validity
    assert mail.tokens.asked[-1]["token"] == ["fresh"]


def test_token_that_the_server_does_not_take_is_said_without_it(
    mail: MailServers, provider: Endpoint
) -> None:
    mail.tokens.answer = json.dumps({"active": False}).encode()
    said = fault_of(replace(mailbox_of(mail), password="", tokens=provider.source))
    assert f"does not let {USER} into the mailbox" in said
    assert "fresh" not in said


def test_token_that_is_not_to_be_had_is_said(mail: MailServers, provider: Endpoint) -> None:
    provider.status, provider.answer = 400, b'{"error": "invalid_grant"}'
    said = fault_of(replace(mailbox_of(mail), password="", tokens=provider.source))
    assert "no longer lets this program into the mailbox (invalid_grant)" in said


def test_same_token_sends_through_a_real_server(mail: MailServers, provider: Endpoint) -> None:
    mail.tokens.answer = json.dumps({"active": True, "username": USER}).encode()
    table = {
        "host": "localhost",
        "port": mail.starttls,
        "user": USER,
        "ca_file": str(mail.authority.ca),
        "login": "oauth2",
        "token_url": provider.url,
        "client_id": "program",
    }
    site: Site = replace(a_site(settings=table), secret={"smtp-oauth": "secret-refresh"}.get)
    receipt = SmtpChannel().deliver(site, a_delivery(message_id="<by.token@x>"), Intent())
    assert receipt.state is DispatchState.SENT
    mail.wait_for("cliente", "<by.token@x>")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "sbagliata"}, f"does not let {USER} into the mailbox"),
        ({"ca_file": ""}, "signed by nobody this PC trusts"),
        ({"ca_file": "/nowhere/ca.pem"}, "“/nowhere/ca.pem” cannot be read"),
        ({"host": "127.0.0.2"}, "cannot be reached"),
        ({"port": 1}, "cannot be reached"),
        ({"host": "posta.invalid"}, "cannot be reached"),
        ({"folder": "Posta assente"}, "Check the folder’s name"),
    ],
)
def test_mailbox_that_cannot_be_opened_says_what_to_do(
    mail: MailServers, changes: dict[str, str], said: str
) -> None:
    assert said in fault_of(replace(mailbox_of(mail), **changes))  # type: ignore[arg-type] # one test, several kinds of values


def test_port_without_tls_is_named(mail: MailServers) -> None:
    server = replace(mailbox_of(mail), port=mail.starttls)
    assert f"speaks no TLS on port {mail.starttls}" in fault_of(server)
