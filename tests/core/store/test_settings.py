"""The firm's settings: what they mean, and the sentence for each wrong one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.parties import Company
from core.domain.policy import Scope, SendingPolicy
from core.errors import SettingsInvalid
from core.store.settings import parse_settings, read_settings
from core.store.settings_file import default_settings_text

# Written as the contract has it, section 3.
CONTRACT = """
[company]
name = "Ferramenta Rossi S.r.l."
address = ["Via Roma 1", "20121 Milano MI"]
vat_number = "IT01234560157"
iban = "IT60X0542811101000000123456"
bic = ""
email = "amministrazione@rossi.example"
phone = ""
logo = "designs/logo.png"

[automatic]
enabled = false
scope = "overdue"
period_days = 10
minimum_amount = "0.00"
max_ledger_age_days = 31

[email]
via = "smtp"
sender = "Ferramenta Rossi <amministrazione@rossi.example>"
reply_to = ""
bcc = ""
[email.text]
it = "Gentile {customer}"
en = "Dear {customer}"

[smtp]
host = "127.0.0.1"
port = 587
security = "starttls"
user = ""

[statement]
design = "classic"
language = "it"
"""


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(SettingsInvalid) as error:
        parse_settings(text.encode())
    return str(error.value.title), str(error.value.hint)


def test_the_file_of_the_contract_is_understood() -> None:
    settings = parse_settings(CONTRACT.encode())
    assert settings.company.to_domain() == Company(
        name="Ferramenta Rossi S.r.l.",
        address=("Via Roma 1", "20121 Milano MI"),
        vat_number="IT01234560157",
        iban="IT60X0542811101000000123456",
        email="amministrazione@rossi.example",
        logo="designs/logo.png",
    )
    assert settings.policy == SendingPolicy()
    assert settings.email.text_in("it") == "Gentile {customer}"
    assert settings.table_of("smtp")["port"] == 587


def test_a_name_is_enough_and_nothing_is_sent_by_itself() -> None:
    settings = parse_settings(b'[company]\nname = "Rossi"')
    assert not settings.policy.enabled
    assert settings.email.text_in("it") is None
    assert settings.automatic.paused_until is None


def test_the_rule_for_sending_is_taken_over() -> None:
    text = CONTRACT.replace("enabled = false", 'enabled = true\npaused_until = "2026-12-31"')
    text = text.replace('"overdue"', '"open"').replace('"0.00"', '"12.50"')
    settings = parse_settings(text.encode())
    assert settings.policy == SendingPolicy(
        enabled=True, scope=Scope.OPEN, minimum_amount=Decimal("12.50")
    )
    assert settings.automatic.paused_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("right", "wrong", "key", "hint"),
    [
        ("enabled = false", "enabld = true", "automatic.enabld", "Did you mean “enabled”?"),
        ("[smtp]", "[smpt]", "smpt", "Did you mean “smtp”?"),
        ("port = 587", "colour = 1", "smtp.colour", "Possible here: host, port"),
        ("enabled = false", "enabled = 1", "automatic.enabled", "true or false"),
        ("period_days = 10", 'period_days = "10"', "automatic.period_days", "whole number"),
        ("period_days = 10", "period_days = 0", "automatic.period_days", "The least is 1."),
        ("port = 587", "port = 65536", "smtp.port", "The most is 65535."),
        ('scope = "overdue"', 'scope = "all"', "automatic.scope", "overdue, open"),
        ('security = "starttls"', 'security = "ssl"', "smtp.security", "starttls, tls, none"),
        ('via = "smtp"', 'via = "pigeon"', "email.via", "smtp, outlook, mapi, outbox"),
        ('language = "it"', 'language = "fr"', "statement.language", "it, en"),
        ('"0.00"', "0.5", "automatic.minimum_amount", "in quotes, like “25.00”"),
        ('"0.00"', '"1.234,56"', "automatic.minimum_amount", "in quotes, like “25.00”"),
        ('"0.00"', '"-1"', "automatic.minimum_amount", "below zero"),
        ('"0.00"', '"NaN"', "automatic.minimum_amount", "below zero"),
        ('123456"', '123457"', "company.iban", "IBAN is not valid"),
        ('bic = ""', 'bic = "X"', "company.bic", "8 or 11"),
        ('email = "amm', 'email = "@amm', "company.email", "No mail can reach"),
        ('bcc = ""', 'bcc = "a@b.example, zz"', "email.bcc", "No mail can reach “zz”."),
        ('reply_to = ""', 'reply_to = "Anna"', "email.reply_to", "Name <name@firm.example>"),
        ('"Dear {customer}"', '"Dear {nome}"', "email.text", "Nothing fills “{nome}”"),
        ('en = "', 'de = "', "email.text", "it, en"),
        (
            'address = ["Via Roma 1", "20121 Milano MI"]',
            'address = "Via"',
            "company.address",
            "list",
        ),
        ('name = "Ferramenta Rossi S.r.l."', 'name = ""', "company.name", "cannot be empty"),
        ("max_ledger", 'paused_until = "soon"\nmax_ledger', "automatic.paused_until", "2026-12-31"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line_and_what_is_allowed(
    right: str, wrong: str, key: str, hint: str
) -> None:
    assert right in CONTRACT
    text = CONTRACT.replace(right, wrong, 1)
    title, said = refused(text)
    name = key.rpartition(".")[2]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if name in line]
    assert title.startswith(f"Line {lines[0]} of the settings: ")
    assert f"“{key}”" in title
    assert hint in said


@pytest.mark.parametrize("text", ["", "[company]\n"])
def test_the_firm_must_have_a_name(text: str) -> None:
    assert refused(text)[0].startswith("The settings lack “company")


def test_a_table_written_as_a_value_is_refused() -> None:
    assert refused('automatic = 3\n[company]\nname = "R"')[0].startswith("Line 1 ")


def test_the_plugins_table_written_as_a_value_is_refused() -> None:
    assert refused('plugins = 3\n[company]\nname = "R"')[0].startswith("Line 1 ")


def test_a_table_that_comes_twice_is_refused() -> None:
    title, _ = refused('[company]\nname = "R"\n[[automatic]]\nenabled = true')
    assert title == "Line 3 of the settings: “automatic” is wrong."


@pytest.mark.parametrize(
    ("text", "line"),
    [('[company]\nname = "R', 2), ("[company]\n\nname = \n", 3), ("[company", 1)],
)
def test_what_is_no_toml_is_refused_with_its_line(text: str, line: int) -> None:
    assert refused(text)[0] == f"Line {line} of the settings cannot be understood."


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(SettingsInvalid, match=r"Line 2 of the settings is not UTF-8\."):
        parse_settings('[company]\nname = "Caffè"'.encode("cp1252"))


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n"])
def test_the_ways_of_windows_are_understood(start: bytes) -> None:
    text = start + CONTRACT.replace("\n", "\r\n").encode()
    assert parse_settings(text).company.name == "Ferramenta Rossi S.r.l."


def test_a_file_that_is_away_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"sollecito\.toml cannot be read"):
        read_settings(tmp_path / "sollecito.toml")


@pytest.mark.parametrize(
    "address", ["info@rossi.example", "ufficio@server.local", "Anna <anna@rossi.example>", ""]
)
def test_addresses_inside_the_firm_can_write(address: str) -> None:
    text = f'[company]\nname = "R"\n[email]\nsender = "{address}"'
    assert parse_settings(text.encode()).email.sender == address


def test_a_plugin_is_switched_off_by_name_and_has_a_table_of_its_own() -> None:
    text = CONTRACT + '[plugins]\noff = ["fax"]\n[plugins.copy_shop]\nfolder = "/srv"\n'
    settings = parse_settings(text.encode())
    assert settings.plugins.off == ("fax",)
    assert settings.table_of("copy_shop") == {"folder": "/srv"}
    assert settings.table_of("another") == {}


def test_e_mail_can_go_by_a_plugin_that_has_a_table() -> None:
    text = CONTRACT.replace('via = "smtp"', 'via = "pigeon"') + "[plugins.pigeon]\n"
    assert parse_settings(text.encode()).email.via == "pigeon"


@pytest.mark.parametrize("language", ["it", "en", "fr"])
@pytest.mark.parametrize("company", ["Rossi S.r.l.", 'Il "Bar" di \\Anna', "Müller & C."])
def test_a_new_file_is_right_and_off(language: str, company: str) -> None:
    settings = parse_settings(default_settings_text(company, language).encode())
    assert settings.company.name == company
    assert not settings.automatic.enabled
    # The contract's default: the customers are Italian whatever this PC speaks.
    assert settings.statement.language == "it"
