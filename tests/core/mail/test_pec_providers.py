"""What PEC providers publish fills `[pec]` in, by the same way as that of other mailboxes."""

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

ALL = mail_providers("pec")


@pytest.mark.parametrize("provider", ALL, ids=lambda one: one.key)
def test_values_of_a_provider_are_settings_that_stand(provider: MailProvider) -> None:
    tables = as_tables(Settings.model_validate({"company": {"name": "Rossi"}}))
    settings = provider.settings("Rossi <rossi@pec.rossi.example>")
    assert {name.partition(".")[0] for name in settings} == {"pec"}
    assert settings["pec.user"] == "rossi@pec.rossi.example"
    assert faults_of(with_changes(tables, settings)) == {}
    assert (provider.port, provider.security, provider.imap_port) == (465, "tls", 993)


def test_certified_mail_is_never_proposed_for_ordinary_mail_nor_the_other_way_round() -> None:
    assert not set(ALL) & set(mail_providers())
    assert provider_of("rossi@pec.it") is None
    assert provider_of("rossi@pec.it", "pec") == provider_named("pec_aruba")
    assert provider_of("rossi@libero.it", "pec") is None
    assert provider_at("smtps.pec.aruba.it") is None
    assert provider_at("smtps.pec.aruba.it", "pec") == provider_named("pec_aruba")


def test_no_key_name_or_domain_is_there_twice() -> None:
    everybody = (*mail_providers(), *ALL)
    domains = [domain for provider in everybody for domain in provider.domains]
    assert len(domains) == len(set(domains))
    assert len({provider.name for provider in everybody}) == len(everybody)


def row(provider: MailProvider, language: str) -> str:
    """Return a provider's line of the manual's table."""
    known = [
        *(["\\@" + ", \\@".join(provider.domains)] if provider.domains else []),
        *(tell(note, language).rstrip(".") for note in provider.notes()),
    ]
    return (
        f"   | {provider.name} | `{provider.host}` | `{provider.imap_host}` | {'; '.join(known)} |"
    )


@pytest.mark.parametrize(
    ("page", "language"), [("docs/how-to/pec.md", "en"), ("docs/it/how-to/pec.md", "it")]
)
def test_manual_has_the_table_of_the_data(page: str, language: str) -> None:
    lines = (ROOT / page).read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"   | {ALL[0].name} |"))
    assert lines[start : start + len(ALL)] == [row(provider, language) for provider in ALL]
