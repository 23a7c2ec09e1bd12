from base64 import b64encode
from dataclasses import replace

import pytest

from core.domain.dispatches import DispatchState
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.plugins.channels.by_smtp import send, send_in_one_run, settings_of, states
from tests.servers.scripted_smtp import CUT, GREETING, SILENT, ScriptedSmtp
from tests.servers.token_endpoint import token_endpoint

SENT, RETRY = DispatchState.SENT, DispatchState.RETRY


FAILED, UNKNOWN = DispatchState.FAILED, DispatchState.UNKNOWN


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ({GREETING: "554 go away"}, "takes no mail for now"),
        ({GREETING: CUT}, "hung up"),
        ({"AUTH": "535 5.7.8 wrong"}, "does not accept user azienda with this password"),
        ({"AUTH": "454 4.7.0 later"}, "log in for now"),
        ({"AUTH": CUT}, "hung up"),
    ],
)
def test_server_that_cannot_be_used_is_asked_once_a_run(
    script: dict[str, str], sentence: str
) -> None:
    with ScriptedSmtp(script, extensions=("AUTH PLAIN",)) as server:
        receipts = send_in_one_run(server, 5, user="azienda")
    assert states(receipts) == [RETRY] * 5
    assert {sentence in str(receipt.fault) for receipt in receipts} == {True}
    assert server.connections == 1
    assert not server.received


def test_silent_server_is_given_up() -> None:
    with ScriptedSmtp({GREETING: SILENT}) as server:
        receipt = send(server, timeout=2)
    assert receipt.state is RETRY
    assert "did not answer" in str(receipt.fault)


def test_port_where_nobody_listens_is_named() -> None:
    with ScriptedSmtp() as server:
        pass
    receipt = send(server)
    assert receipt.state is RETRY
    assert "takes no connection on port" in str(receipt.fault)


def test_unknown_host_is_named() -> None:
    site = a_site(settings={"host": "posta.invalid", "security": "none"})
    receipt = SmtpChannel().deliver(site, a_delivery(), Intent())
    assert receipt.state is RETRY
    assert "“posta.invalid” is not known" in str(receipt.fault)


def test_encryption_is_never_given_up() -> None:
    with ScriptedSmtp() as server:
        receipt = send(server, security="starttls")
    assert receipt.state is RETRY
    assert "offers no encryption" in str(receipt.fault)
    assert not server.received


def test_server_without_tls_on_its_port_is_named() -> None:
    with ScriptedSmtp() as server:
        receipt = send(server, security="tls")
    assert receipt.state is RETRY
    assert "speaks no TLS" in str(receipt.fault)


def test_server_that_asks_for_no_password_is_named() -> None:
    with ScriptedSmtp() as server:
        receipt = send(server, user="azienda")
    assert "asks for no password" in str(receipt.fault)


@pytest.mark.parametrize(("method", "answer"), [("PLAIN", "235 welcome"), ("LOGIN", "334 ")])
def test_password_may_have_accents(method: str, answer: str) -> None:
    password = b64encode("però".encode()).decode().upper()
    script = {"AUTH": answer, password: "235 welcome"}
    with ScriptedSmtp(script, extensions=(f"AUTH {method}",)) as server:
        site = a_site(settings=settings_of(server, user="azienda"), password="però")
        assert SmtpChannel().deliver(site, a_delivery(), Intent()).state is SENT


def test_password_is_proved_and_not_told_where_the_server_takes_nothing_else() -> None:
    # The example of RFC 2195.
    question = b64encode(b"<1896.697170952@postoffice.reston.mci.net>").decode()
    proof = b64encode(b"tim b913a602c7eda7a495b4e6e7334d3890").decode()
    script = {"AUTH": f"334 {question}", proof.upper(): "235 welcome"}
    with ScriptedSmtp(script, extensions=("AUTH CRAM-MD5",)) as server:
        site = a_site(settings=settings_of(server, user="tim"), password="tanstaaftanstaaf")
        assert SmtpChannel().deliver(site, a_delivery(), Intent()).state is SENT
    assert proof in server.lines


@pytest.mark.parametrize("methods", ["PLAIN LOGIN", "LOGIN PLAIN", "LOGIN"])
def test_wrong_password_is_tried_once(methods: str) -> None:
    with ScriptedSmtp({"AUTH": "535 wrong"}, extensions=(f"AUTH {methods}",)) as server:
        assert send(server, user="azienda").state is RETRY
    assert server.commands.count("AUTH") == 1


@pytest.mark.parametrize(
    ("script", "methods", "state"),
    [
        ({}, "PLAIN XOAUTH2", SENT),
        ({"AUTH": "334 eyJzdGF0dXMiOiI0MDAifQ==", "": "535 5.7.3 no"}, "XOAUTH2", RETRY),
        ({}, "PLAIN", RETRY),
    ],
)
def test_a_token_opens_what_takes_no_password(
    script: dict[str, str], methods: str, state: DispatchState
) -> None:
    with ScriptedSmtp(script, extensions=(f"AUTH {methods}",)) as server, token_endpoint() as by:
        login = {"login": "oauth2", "token_url": by.url, "client_id": "x", "user": "io@x.example"}
        site = a_site(settings=settings_of(server, **login))
        site = replace(site, secret={"smtp-oauth": "secret-refresh"}.get)
        assert SmtpChannel().validate_environment(site) is None
        receipt = SmtpChannel().deliver(site, a_delivery(), Intent())
    shown = b64encode(b"user=io@x.example\x01auth=Bearer fresh\x01\x01").decode()
    assert receipt.state is state
    assert (f"AUTH XOAUTH2 {shown}" in server.lines) is ("XOAUTH2" in methods)


def test_a_newer_refresh_token_is_kept_so_that_access_does_not_end() -> None:
    kept: dict[str, str] = {}
    with ScriptedSmtp(extensions=("AUTH XOAUTH2",)) as server, token_endpoint() as by:
        by.answer = b'{"access_token": "fresh", "refresh_token": "newer"}'
        login = {"login": "oauth2", "token_url": by.url, "client_id": "x", "user": "io@x.example"}
        site = a_site(settings=settings_of(server, **login))
        site = replace(
            site, secret={"smtp-oauth": "secret-refresh"}.get, keep_secret=kept.__setitem__
        )
        assert SmtpChannel().deliver(site, a_delivery(), Intent()).state is SENT
    assert kept == {"smtp-oauth": "newer"}


def test_a_token_that_is_refused_keeps_the_mail_for_later() -> None:
    with ScriptedSmtp(extensions=("AUTH XOAUTH2",)) as server, token_endpoint() as by:
        by.status, by.answer = 400, b'{"error": "invalid_grant"}'
        login = {"login": "oauth2", "token_url": by.url, "client_id": "x", "user": "io@x.example"}
        site = a_site(settings=settings_of(server, **login))
        site = replace(site, secret={"smtp-oauth": "secret-refresh"}.get)
        receipt = SmtpChannel().deliver(site, a_delivery(), Intent())
    assert receipt.state is RETRY
    assert "invalid_grant" in str(receipt.fault)
    assert "secret-refresh" not in str(receipt.fault)
