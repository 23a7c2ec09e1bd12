import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import is_address
from core.tables.contacts import is_email, is_iban, is_italian_vat, split_emails


@pytest.mark.parametrize(
    "address",
    [
        "info@rossi.it",
        "m.rossi+fatture@pec.rossi-figli.example",
        "ufficio@server.local",
        "prova@posta.test",
        "INFO@ROSSI.IT",
    ],
)
def test_mail_can_be_addressed_so(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address", ["rossi", "rossi@", "@rossi.it", "a b@rossi.it", "a..b@rossi.it", "a@rossi..it"]
)
def test_no_mail_can_be_addressed_so(address: str) -> None:
    assert not is_email(address)


@given(
    st.from_regex(r"[a-z0-9.+_-]{1,12}@[a-z0-9.-]{1,12}\.(it|com|example)", fullmatch=True),
)
def test_the_quick_look_says_what_the_exact_check_says(address: str) -> None:
    assert is_email(address) == is_address(address)


@pytest.mark.parametrize(
    ("field", "valid", "invalid"),
    [
        ("", (), ()),
        ("a@x.example;b@x.example", ("a@x.example", "b@x.example"), ()),
        ("a@x.example, a@x.example", ("a@x.example",), ()),
        ("Mario Rossi <a@x.example>", ("a@x.example",), ()),
        ("mailto:a@x.example", ("a@x.example",), ()),
        ("a@x.example; boh", ("a@x.example",), ("boh",)),
    ],
)
def test_a_field_may_hold_several_addresses(
    field: str, valid: tuple[str, ...], invalid: tuple[str, ...]
) -> None:
    assert split_emails(field) == (valid, invalid)


def test_check_digits_are_looked_at() -> None:
    assert is_italian_vat("01234560157")
    assert not is_italian_vat("01234560158")
    assert is_iban("IT60X0542811101000000123456")
    assert not is_iban("IT61X0542811101000000123456")
