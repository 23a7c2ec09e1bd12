"""Columns of a table: said by a person, seen at once, remembered."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from core.domain.commands import ReloadLedger
from core.domain.problems import Problem, Severity
from core.domain.wording import say
from core.tables.vocabulary import Field
from tests.fake_office import FakeOffice
from tests.fakes import fake_problem
from tests.firms import Firm, make_firm_of
from tests.tray.pages.conftest import Reader, errand_key, open_pages
from tray.pages.mapping import FIELDS

FILE = "ledger/export.csv"
TABLE = "Export\nChi;Foglio;Entro;Quanto\nROSSI;F/9;31/10/2026;1.250,50\n<b>;F/8;soon;1,00\n"
COLUMNS = {
    "column-0": "customer code",
    "column-1": "document number",
    "column-2": "due date",
    "column-3": "amount",
}


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.write("export.csv", TABLE)
    firm.engine.post(ReloadLedger()).result()
    return firm


@pytest.fixture
def person(firm: Firm) -> Iterator[Reader]:
    reader = open_pages(cast("FakeOffice", firm.engine))
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        yield reader


def change(person: Reader, action: str, /, **fields: str) -> str:
    form = {
        "csrf": person.keys.csrf,
        "errand": errand_key(person.see(f"/mapping?file={FILE}")),
        "action": action,
        "file": FILE,
        "kind": "items",
        "line": "2",
        "shown_kind": "items",
        "shown_line": "2",
        **fields,
    }
    return person.client.post("/mapping", data=form).text


def test_every_field_has_a_name_for_people() -> None:
    assert set(FIELDS) == set(Field)


def test_the_problem_leads_to_the_columns(person: Reader) -> None:
    assert f'href="/mapping?file={FILE}"' in person.see("/problems")


def test_the_headings_are_found_below_a_title(person: Reader) -> None:
    page = person.see(f"/mapping?file={FILE}")
    assert all(f"<span>{name}</span>" in page for name in ("Chi", "Foglio", "Entro", "Quanto"))


def test_each_cell_is_shown_as_it_is_understood(person: Reader) -> None:
    page = change(person, "look", **COLUMNS)
    assert "1,250.50" in page
    assert "“soon” is not a date." in page
    assert "<b>" not in page


def test_what_is_missing_is_said_until_it_is_there(person: Reader) -> None:
    page = change(person, "save", **COLUMNS | {"column-3": ""})
    assert "Say which column holds the amount." in page
    assert "The table can be read so." in change(person, "look", **COLUMNS)


def test_another_kind_is_suggested_anew(person: Reader) -> None:
    page = change(person, "look", **COLUMNS | {"kind": "payments"})
    assert "Payment date" in page
    assert " selected>Document number" not in page


def test_what_was_said_is_remembered_and_read(person: Reader, firm: Firm) -> None:
    change(person, "save", **COLUMNS)
    assert "F/9" in {item.number for item in firm.engine.firm.ledger.account("ROSSI").items}
    page = person.see(f"/mapping?file={FILE}")
    assert "Chi, Foglio, Entro, Quanto" in page
    form = {"csrf": person.keys.csrf, "errand": errand_key(page)}
    headings = ["Chi", "Foglio", "Entro", "Quanto"]
    person.client.post("/mapping/forget", data={**form, "heading": headings})
    assert FILE in person.see("/mapping")


@pytest.mark.parametrize(
    "wrong", [{"line": "0"}, {"line": "99"}, {"line": "x"}, {"line": "5"}, {"kind": "x"}]
)
def test_a_wrong_form_is_refused(person: Reader, wrong: dict[str, str]) -> None:
    page = change(person, "look", **wrong)
    assert 'name="column-0"' not in page


def test_the_decimal_mark_and_the_form_of_dates_are_said(person: Reader, firm: Firm) -> None:
    assert "a comma before the decimals" in change(person, "look", **COLUMNS)
    assert "the day first" in change(person, "look", **COLUMNS)
    firm.write("export.csv", "Export\nWho;Doc;Until;Owed\nROSSI;F/9;31/10/2026;1,250.50\n")
    firm.engine.post(ReloadLedger()).result()
    assert "a point before the decimals" in change(person, "look", **COLUMNS)


def test_a_text_file_with_unknown_headings_is_offered_too(person: Reader, firm: Firm) -> None:
    firm.write("export.txt", TABLE)
    firm.engine.post(ReloadLedger()).result()
    assert 'href="/mapping?file=ledger/export.txt"' in person.see("/problems")


def test_who_comes_from_the_first_steps_goes_back_there(person: Reader) -> None:
    assert "/mapping?file=ledger/export.csv&amp;from=welcome" in person.see("/welcome/understood")
    assert "This was understood" in change(person, "save", **COLUMNS, **{"from": "welcome"})


@pytest.mark.parametrize("strange", ["//evil.example", "x"])
def test_nobody_is_sent_elsewhere(person: Reader, strange: str) -> None:
    assert "Problems: " in change(person, "save", **COLUMNS, **{"from": strange})


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.FILE, "the figures stay as they were before it"),
        (Severity.ROW, "A row that cannot be read is left out"),
        (Severity.NOTE, "Every figure stands"),
    ],
)
def test_what_the_problems_hold_back_is_told_as_it_is(
    reader: Reader, severity: Severity, told: str
) -> None:
    reader.office.change(problems=(Problem("a.csv", say("No."), severity=severity),))
    page = reader.see("/problems")
    sentences = ("the figures stay as they were", "A row that cannot", "Every figure stands")
    assert [told in page] == [True]
    assert sum(sentence in page for sentence in sentences) == 1


def test_problems_are_grouped_by_file_the_gravest_first(reader: Reader) -> None:
    broken = Problem("ledger/b.xlsx", say("The file is larger than 10 MB."), severity=Severity.FILE)
    reader.office.change(problems=(fake_problem(9), fake_problem(7), broken))
    page = reader.see("/problems")
    assert page.index("ledger/b.xlsx") < page.index("ledger/partite.csv")
    assert page.index("line 7") < page.index("line 9")
    assert page.count("<h2>ledger/partite.csv</h2>") == 1


@pytest.mark.parametrize(("severity", "files"), [("file", 1), ("row", 0), ("note", 0), ("x", 1)])
def test_problems_can_be_filtered_by_severity(reader: Reader, severity: str, files: int) -> None:
    broken = Problem("ledger/b.xlsx", say("The file is larger than 10 MB."), severity=Severity.FILE)
    reader.office.change(problems=(fake_problem(), broken))
    page = reader.see(f"/problems?severity={severity}")
    assert page.count("<h2>ledger/b.xlsx</h2>") == files
