"""The settings as tables: whole, comparable, and checked key by key."""

import pytest

from core.store.settings import Settings, parse_settings
from core.store.settings_file import default_settings_text
from core.store.settings_tables import as_tables, faults_of, value_of, with_changes
from core.texts import tell

TABLES = as_tables(parse_settings(default_settings_text("Rossi").encode()))


def test_tables_of_settings_are_settings_again() -> None:
    assert Settings.model_validate(TABLES) == parse_settings(
        default_settings_text("Rossi").encode()
    )


def test_a_plugins_own_table_stands_beside_the_key_that_is_ours() -> None:
    settings = parse_settings(b'company.name = "R"\n[plugins]\noff = ["x"]\n[plugins.fax]\na = 1\n')
    assert as_tables(settings)["plugins"] == {"off": ["x"], "fax": {"a": 1}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("company.name", "Rossi"),
        ("automatic.minimum_amount", "0.00"),
        ("automatic.paused_until", ""),
        ("email.text.it", ""),
        ("email.text.de", ""),
        ("nothing.at.all", ""),
    ],
)
def test_a_setting_is_found_by_its_dotted_name(name: str, value: object) -> None:
    assert value_of(TABLES, name) == value


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"company.name": "Bianchi"}, {}),
        ({"email.text.it": "{outstanding}"}, {}),
        ({"company.name": ""}, {"company.name": "It cannot be empty."}),
        (
            {"smtp.port": 0, "smtp.security": "ssl"},
            {
                "smtp.port": "The least is 1.",
                "smtp.security": "One of these is allowed: starttls, tls, none.",
            },
        ),
        (
            {"company.iban": "IT00"},
            {"company.iban": "The IBAN is not valid; copy it from the bank’s papers."},
        ),
        ({"smtp.hots": "x"}, {"smtp.hots": "This setting is not known."}),
    ],
)
def test_every_fault_is_told_at_its_own_setting(
    changes: dict[str, object], faults: dict[str, str]
) -> None:
    found = faults_of(with_changes(TABLES, changes))
    assert {name: tell(sentence, "en") for name, sentence in found.items()} == faults
    assert faults_of(TABLES) == {}


def test_a_road_that_nobody_knows_is_the_fault_of_via() -> None:
    assert list(faults_of(with_changes(TABLES, {"email.via": "pigeon"}))) == ["email.via"]


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("designs/logo.png", True),
        ("logo.png", True),
        ("", True),
        ("../logo.png", False),
        ("designs/../../logo.png", False),
        ("/etc/passwd", False),
        ("C:\\logo.png", False),
        ("\\\\server\\share\\logo.png", False),
        ("designs\\..\\..\\logo.png", False),
    ],
)
def test_a_logo_lies_in_the_data_folder(path: str, *, inside: bool) -> None:
    found = faults_of(with_changes(TABLES, {"company.logo": path}))
    assert ("company.logo" not in found) is inside
