"""What providers publish fills the settings in, and stands in the manual as it is in the data."""

import re

import pytest

from core.mail.providers import (
    MailProvider,
    mail_providers,
    provider_at,
    provider_named,
    provider_of,
)
from core.store.settings import Settings
from core.store.settings_tables import as_tables, faults_of, with_changes
from core.texts import tell
from tests.conftest import ROOT

ALL = mail_providers()
HOST = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")


@pytest.mark.parametrize("provider", ALL, ids=lambda one: one.key)
def test_values_of_a_provider_are_settings_that_stand(provider: MailProvider) -> None:
    tables = as_tables(Settings.model_validate({"company": {"name": "Rossi"}}))
    changed = with_changes(tables, provider.settings("Rossi <info@rossi.example>"))
    assert faults_of(changed) == {}
    assert (provider.port, provider.security) in ((465, "tls"), (587, "starttls"))
    assert (provider.imap_port, provider.imap_security) in ((993, "tls"), (143, "starttls"))
    assert HOST.fullmatch(provider.host)
    assert HOST.fullmatch(provider.imap_host)
    assert all(HOST.fullmatch(domain) for domain in provider.domains)
    assert provider.login in ("password", "app", "oauth2")
    assert provider.user in ("address", "local")
    assert bool(provider.auth_url and provider.token_url and provider.scope) is (
        provider.login == "oauth2"
    )


def test_an_address_has_one_provider_at_most() -> None:
    domains = [domain for provider in ALL for domain in provider.domains]
    assert len(domains) == len(set(domains))
    assert len({provider.name for provider in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("info@libero.it", "libero"),
        ("Rossi <Info@Gmail.COM>", "gmail"),
        ("info@rossi.example", None),
        ("info@notlibero.it", None),
        ("libero.it", None),
        ("", None),
    ],
)
def test_provider_is_known_by_what_stands_behind_the_at(address: str, key: str | None) -> None:
    found = provider_of(address)
    assert (found.key if found else None) == key


def test_provider_is_found_by_key_and_by_server() -> None:
    assert provider_named("aruba") == provider_at("smtps.aruba.it")
    assert provider_named("nobody") is None
    assert provider_at("127.0.0.1") is None


@pytest.mark.parametrize(
    ("key", "sender", "user"),
    [
        ("libero", "Rossi <info@libero.it>", "info@libero.it"),
        ("free", "info@free.fr", "info"),
        ("aruba", "", None),
    ],
)
def test_user_follows_from_the_sender_as_the_provider_wants_it(
    key: str, sender: str, user: str | None
) -> None:
    provider = provider_named(key)
    assert provider is not None
    assert provider.settings(sender).get("smtp.user") == user


def test_provider_that_keeps_copies_needs_none_of_ours() -> None:
    gmail, aruba = provider_named("gmail"), provider_named("aruba")
    assert gmail is not None
    assert aruba is not None
    assert gmail.settings()["imap.sent_copy"] is False
    assert "imap.sent_copy" not in aruba.settings()


def row(provider: MailProvider, language: str) -> str:
    """Return a provider's line of the manual's table."""
    words = {"tls": "TLS", "starttls": "STARTTLS"}
    sends = f"`{provider.host}`, {provider.port}, {words[provider.security]}"
    reads = f"`{provider.imap_host}`, {provider.imap_port}, {words[provider.imap_security]}"
    a_minute, a_day = {
        "en": ("e-mails a minute", "recipients a day"),
        "it": ("e-mail al minuto", "destinatari al giorno"),
    }[language]
    known = [
        *(["\\@" + ", \\@".join(provider.domains)] if provider.domains else []),
        *([f"{provider.per_minute} {a_minute}"] if provider.per_minute else []),
        *([f"{provider.per_day} {a_day}"] if provider.per_day else []),
        *(_in_a_list(tell(note, language)) for note in provider.notes()),
    ]
    return f"| {provider.name} | {sends} | {reads} | {'; '.join(known)} |"


def _in_a_list(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")


@pytest.mark.parametrize(
    ("page", "language"), [("docs/how-to/email.md", "en"), ("docs/it/how-to/email.md", "it")]
)
def test_manual_has_the_table_of_the_data(page: str, language: str) -> None:
    lines = (ROOT / page).read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| A1 |"))
    assert lines[start : start + len(ALL)] == [row(provider, language) for provider in ALL]
