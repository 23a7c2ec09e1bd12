"""The provider is proposed from the sender's address, or chosen, and fills the settings in."""

import pytest

from core.domain.commands import ChangeSettings
from tests.tray.pages.conftest import Reader


def with_settings(reader: Reader, sender: str = "", host: str = "127.0.0.1") -> Reader:
    reader.office.settings_tables |= {
        "email": {"sender": sender},
        "smtp": {"host": host},
    }
    return reader


def test_provider_is_proposed_from_the_senders_address(reader: Reader) -> None:
    page = with_settings(reader, "Rossi <rossi@libero.it>").see("/settings/smtp")
    assert '<option value="libero" selected>' in page
    assert "Proposed because of the sender’s address." in page
    assert "smtp.libero.it, port 465" in page


def test_provider_in_use_is_shown_before_one_that_is_proposed(reader: Reader) -> None:
    page = with_settings(reader, "rossi@libero.it", "smtps.aruba.it").see("/settings/smtp")
    assert '<option value="aruba" selected>' in page
    assert "Proposed" not in page


@pytest.mark.parametrize("sender", ["", "info@rossi.example"])
def test_nothing_is_proposed_for_a_domain_of_ones_own(reader: Reader, sender: str) -> None:
    page = with_settings(reader, sender).see("/settings/smtp")
    assert "Use the values of" not in page


def test_provider_that_is_chosen_says_what_it_wants(reader: Reader) -> None:
    page = with_settings(reader).see("/settings/smtp?provider=gmail")
    assert "It takes 500 recipients a day." in page
    assert "make one for programs" in page
    assert "keeps a copy of what is sent by itself" in page


def test_values_of_a_provider_go_into_the_settings(reader: Reader) -> None:
    with_settings(reader, "Rossi <info@rossi.example>")
    page = "/settings/smtp?provider=aruba"
    reader.press(page, "/settings/mail-provider", provider="aruba", back="smtp")
    (command,) = reader.office.posted
    assert isinstance(command, ChangeSettings)
    assert command.changes["smtp.host"] == "smtps.aruba.it"
    assert command.changes["smtp.user"] == "info@rossi.example"
    assert command.changes["imap.host"] == "imaps.aruba.it"


@pytest.mark.parametrize(
    "fields", [{"provider": "nobody", "back": "smtp"}, {"provider": "aruba", "back": "//evil"}]
)
def test_what_no_form_offers_is_refused(reader: Reader, fields: dict[str, str]) -> None:
    answer = reader.press("/settings/smtp", "/settings/mail-provider", **fields)
    assert answer.status_code == 404
    assert reader.office.posted == []
