"""Welcome: from a new folder to the first statement, step by step."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from core.domain.commands import ReloadLedger, SwitchPlugin
from core.engine.engine import Engine
from core.store.data_folder import make_data_folder
from core.store.settings import read_settings
from tests.fake_office import FakeOffice
from tests.firms import HandClock, customers_table, items_table, make_parts
from tests.tray.pages.conftest import Reader, open_pages
from tray.pages.welcome import STEPS, is_first_start

FIRM = {
    "name": "Officina Bianchi",
    "address": "Via Verdi 3\n\n  24121 Bergamo BG ",
    "vat_number": "IT01234560157",
    "iban": "IT60 X054 2811 1010 0000 0123 456",
    "email": "info@bianchi.example",
    "phone": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "firm"
    make_data_folder(folder, "New firm", "PC1", "en")
    return folder


@pytest.fixture
def person(folder: Path) -> Iterator[Reader]:
    engine = Engine(make_parts(folder, HandClock()))
    engine.post(ReloadLedger()).result()
    reader = open_pages(cast("FakeOffice", engine))
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        yield reader


def upload(person: Reader, *files: tuple[str, bytes]) -> str:
    page = person.see("/welcome/tables")
    key = page.partition('name="errand" value="')[2].partition('"')[0]
    answer = person.client.post(
        "/welcome/upload",
        data={"csrf": person.keys.csrf, "errand": key},
        files=[("file", file) for file in files],
    )
    return answer.text


def test_a_new_folder_begins_with_the_firm(person: Reader) -> None:
    assert "Who writes?" in person.see("/welcome")


def test_the_firm_is_saved_line_by_line(person: Reader, folder: Path) -> None:
    answer = person.press("/welcome/firm", "/welcome/firm", **FIRM)
    assert "What do customers owe?" in answer.text
    company = read_settings(folder / "sollecito.toml").company
    assert company.address == ("Via Verdi 3", "24121 Bergamo BG")
    assert company.iban == "IT60X0542811101000000123456"


def test_a_wrong_iban_is_told_and_the_rest_stays_written(person: Reader, folder: Path) -> None:
    answer = person.press("/welcome/firm", "/welcome/firm", **FIRM | {"iban": "IT00"})
    assert answer.status_code == 422
    assert 'value="Officina Bianchi"' in answer.text
    assert 'value="IT00"' in answer.text
    assert 'id="fault-iban">' in answer.text
    assert "company.iban" not in answer.text
    assert "Line " not in answer.text
    assert read_settings(folder / "sollecito.toml").company.name == "New firm"


def test_dropped_tables_are_read_and_counted(person: Reader, folder: Path) -> None:
    today = HandClock().today()
    page = upload(
        person,
        ("clienti.csv", customers_table(["ROSSI", "VERDI"]).encode()),
        ("partite.csv", items_table(["ROSSI", "VERDI"], today).encode()),
    )
    assert "2 customers, 2 open items" in page
    assert "EUR\u00a0200.00" in page
    assert not is_first_start(folder)


def test_a_name_that_leaves_the_folder_stays_inside(person: Reader, folder: Path) -> None:
    upload(person, ("../../designs/x.csv", b"a;b\n1;2\n"))
    assert [file.name for file in (folder / "ledger").iterdir()] == ["x.csv"]
    assert list((folder / "designs").iterdir()) == []


def test_what_is_no_table_is_refused(person: Reader, folder: Path) -> None:
    assert "is no table that the program reads" in upload(person, ("virus.exe", b"MZ"))
    assert is_first_start(folder)


def test_an_unknown_table_leads_to_its_columns(person: Reader) -> None:
    page = upload(person, ("export.csv", b"Chi;Quanto\nROSSI;10,00\n"))
    assert "/mapping?file=ledger/export.csv" in page


def test_the_example_is_taken_only_into_an_empty_folder(person: Reader, folder: Path) -> None:
    page = person.press("/welcome/tables", "/welcome/example").text
    assert "12 customers" in page
    assert person.press("/welcome/tables", "/welcome/example").status_code == 409
    assert "statement-1.png" in person.see("/welcome/look")


def test_the_outbox_and_a_sender_lead_to_the_first_statement(person: Reader, folder: Path) -> None:
    person.press("/welcome/tables", "/welcome/example")
    sender = "Bianchi <info@bianchi.example>"
    page = person.press("/welcome/sending", "/welcome/sending", via="outbox", sender=sender).text
    assert read_settings(folder / "sollecito.toml").email.via == "outbox"
    assert "/send?channel=outbox" in page


def test_a_road_that_was_switched_off_is_named_so_and_not_sent_by(person: Reader) -> None:
    person.press("/welcome/tables", "/welcome/example")
    sender = "Bianchi <info@bianchi.example>"
    person.press("/welcome/sending", "/welcome/sending", via="outbox", sender=sender)
    person.office.post(SwitchPlugin("outbox", enabled=False)).result()
    page = person.see("/welcome/sending")
    assert 'value="outbox" selected>E-mail as files (switched off)<' in page
    assert 'is switched off in <a href="/plugins">' in page
    assert "/send?channel=outbox" not in page


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_opened_before_its_turn(person: Reader, step: str) -> None:
    assert 'aria-current="step"' in person.see(f"/welcome/{step}")


def test_a_step_that_is_none_is_not_found(person: Reader) -> None:
    person.see("/welcome/nothing", 404)
