"""Preferences on a customer's page: what is set, what goes back to the table."""

from dataclasses import fields

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.commands import SetPreferences
from core.domain.ledger import LedgerPart
from core.domain.parties import NO_PREFERENCES, Customer, SendingPreferences
from core.domain.wording import say
from core.errors import SollecitoError
from tests.tray.pages.conftest import Reader

PAGE = "/customers/C0005"
FORM = PAGE + "/preferences"
NAMES = tuple(field.name for field in fields(SendingPreferences))


def but(*names: str) -> tuple[str, ...]:
    return tuple(name for name in NAMES if name not in names)


@pytest.mark.parametrize(
    ("form", "wanted", "cleared"),
    [
        (
            {"automatic": "no", "period": "30"},
            SendingPreferences(False, 30),
            but("automatic", "period_days"),
        ),
        ({"automatic": "yes"}, SendingPreferences(True), but("automatic")),
        ({"period": "1"}, SendingPreferences(None, 1), but("period_days")),
        (
            {"language": "it", "channel": "printer", "until": "2026-12-31"},
            SendingPreferences(language="it", channel="printer", excluded_until="2026-12-31"),
            but("language", "channel", "excluded_until"),
        ),
        (
            {"addresses": "a@b.example; c@d.example"},
            SendingPreferences(addresses=("a@b.example", "c@d.example")),
            but("addresses"),
        ),
        (
            {"pec": "mueller@pec.example"},
            SendingPreferences(pec="mueller@pec.example"),
            but("pec"),
        ),
        ({}, NO_PREFERENCES, NAMES),
        ({"reset": "yes", "period": "30"}, NO_PREFERENCES, NAMES),
    ],
)
def test_what_is_empty_goes_back_to_the_table(
    reader: Reader,
    form: dict[str, str],
    wanted: SendingPreferences,
    cleared: tuple[str, ...],
) -> None:
    reader.press(PAGE, FORM, **form)
    assert reader.office.posted == [SetPreferences("C0005", wanted, cleared)]


def test_what_the_table_says_already_is_not_set_again(reader: Reader) -> None:
    own = SendingPreferences(automatic=False, period_days=30)
    customer = Customer("C0005", "Müller", preferences=own)
    reader.office.ledger, _ = build_ledger([LedgerPart((customer,))])
    reader.press(PAGE, FORM, automatic="no", period="15")
    wanted = SendingPreferences(period_days=15)
    assert reader.office.posted == [SetPreferences("C0005", wanted, but("period_days"))]


def test_the_way_back_to_the_table_is_shown_only_from_elsewhere(reader: Reader) -> None:
    assert "Back to what the table says" not in reader.see(PAGE)
    reader.office.preferences_set["C0005"] = SendingPreferences(language="it")
    page = reader.see(PAGE)
    assert "Back to what the table says" in page
    assert '<option value="it" selected>Italian</option>' in page


@pytest.mark.parametrize("period", ["0", "-1", "3651", "ten", "1.5", "٣", "99999999999999999999"])
def test_a_period_is_a_whole_number_of_days(reader: Reader, period: str) -> None:
    answer = reader.press(PAGE, FORM, period=period, addresses="x@y.example")
    assert answer.status_code == 400
    assert "Write a whole number from 1 to 3650." in answer.text
    assert f'value="{period}"' in answer.text
    assert 'value="x@y.example"' in answer.text
    assert reader.office.posted == []


def test_a_day_that_does_not_exist_is_refused(reader: Reader) -> None:
    assert reader.press(PAGE, FORM, until="2026-02-30").status_code == 400
    assert reader.office.posted == []


@pytest.mark.parametrize("name", ["addresses", "pec"])
def test_an_address_that_no_mail_reaches_is_told_beside_its_field(
    reader: Reader, name: str
) -> None:
    answer = reader.press(PAGE, FORM, **{name: "nobody"})
    assert answer.status_code == 400
    assert f'id="fault-{name}">No mail can reach “nobody”.' in answer.text
    assert reader.office.posted == []


def test_what_the_engine_refuses_is_told_beside_the_form_that_stays_written(
    reader: Reader,
) -> None:
    reader.office.answers[SetPreferences] = SollecitoError(say("There is no road “pigeon”."))
    answer = reader.press(PAGE, FORM, channel="pigeon", period="7")
    assert answer.status_code == 409
    assert "There is no road “pigeon”." in answer.text
    assert 'value="pigeon"' in answer.text
    assert 'value="7"' in answer.text
