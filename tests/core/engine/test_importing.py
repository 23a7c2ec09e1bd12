"""Tables that nobody knows are read once a person has said what their columns mean."""

from pathlib import Path

import pytest

from core.domain.commands import ForgetMapping, PutTable, ReloadLedger, RememberMapping
from core.domain.problems import Severity
from core.errors import SollecitoError
from core.store.mappings import MAPPINGS_FILE
from tests.firms import Firm, make_firm_of

HEADINGS = ("Chi", "Foglio", "Giorno", "Entro", "Quanto")
TABLE = "Chi;Foglio;Giorno;Entro;Quanto\nROSSI;F/9;01/10/2026;31/10/2026;1.250,50\n"
COLUMNS = ("customer code", "document number", "document date", "due date", "amount")
REMEMBER = RememberMapping("items", HEADINGS, COLUMNS)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.write("export.csv", TABLE)
    firm.engine.post(ReloadLedger()).result()
    return firm


def numbers(firm: Firm) -> set[str]:
    return {item.number for item in firm.engine.firm.ledger.account("ROSSI").items}


def test_a_table_with_unknown_headings_is_kept_to_be_looked_at(firm: Firm) -> None:
    rows = firm.engine.unknown_tables()["ledger/export.csv"]
    assert tuple(rows[0]) == HEADINGS
    assert [p.severity for p in firm.engine.firm.problems] == [Severity.FILE]


def test_a_mapping_is_remembered_for_every_table_with_these_headings(firm: Firm) -> None:
    firm.engine.post(REMEMBER).result()
    assert "F/9" in numbers(firm)
    assert firm.engine.firm.problems == ()
    firm.write("export.csv", TABLE.replace("F/9", "F/10"))
    firm.write("other.csv", "A title\n;;;;\n" + TABLE.replace("F/9", "F/11"))
    firm.restart()
    firm.engine.post(ReloadLedger()).result()
    assert {"F/10", "F/11"} <= numbers(firm)


def test_other_headings_are_not_read_by_it(firm: Firm) -> None:
    firm.engine.post(REMEMBER).result()
    firm.write("export.csv", TABLE.replace("Quanto", "Costo"))
    firm.engine.post(ReloadLedger()).result()
    assert list(firm.engine.unknown_tables()) == ["ledger/export.csv"]


def test_a_mapping_can_be_forgotten(firm: Firm) -> None:
    firm.engine.post(REMEMBER).result()
    firm.engine.post(ForgetMapping(HEADINGS)).result()
    assert list(firm.engine.unknown_tables()) == ["ledger/export.csv"]


def test_a_wrong_row_of_a_mapped_table_is_a_problem_with_its_line(firm: Firm) -> None:
    firm.write("export.csv", TABLE + "ROSSI;F/10;01/10/2026;soon;1,00\n")
    firm.engine.post(REMEMBER).result()
    problem = firm.engine.firm.problems[0]
    assert (problem.line, problem.column, problem.customer) == (3, "Entro", "ROSSI")


def test_a_mapped_file_that_is_still_written_is_waited_for(firm: Firm) -> None:
    firm.engine.post(REMEMBER).result()
    firm.write("export.csv", TABLE + "ROSSI;F/10;01/10")
    firm.engine.post(ReloadLedger()).result()
    assert [p.severity for p in firm.engine.firm.problems] == [Severity.FILE]
    assert "F/9" in numbers(firm)


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("items", ("", "document number", "", "due date", "amount")),
        ("items", ("customer code", "document number", "", "due date", "")),
        ("items", ("customer code", "", "document date", "", "amount")),
        ("items", ("customer code", "document number", "amount", "", "amount")),
        ("payments", ("customer code", "", "", "", "amount")),
        ("payments", ("customer code", "", "payment date", "", "")),
        ("customers", ("", "e-mail", "", "", "")),
    ],
)
def test_a_mapping_that_lacks_something_is_refused(
    firm: Firm, kind: str, columns: tuple[str, ...]
) -> None:
    with pytest.raises(SollecitoError):
        firm.engine.post(RememberMapping(kind, HEADINGS, columns)).result()
    assert not (firm.folder / MAPPINGS_FILE).exists()


@pytest.mark.parametrize(
    "text",
    [
        "no toml",
        "[[table]]\nkind = 'items'",
        "[[table]]\nkind = 'x'\nheadings = []\ncolumns = []",
        "table = 3",
        "[[table]]\nkind = 'items'\nheadings = ['a']\ncolumns = ['amount', 'paid']",
    ],
)
def test_a_wrong_file_of_mappings_is_a_problem_and_nothing_more(firm: Firm, text: str) -> None:
    (firm.folder / MAPPINGS_FILE).write_text(text, "utf-8")
    firm.engine.post(ReloadLedger()).result()
    assert MAPPINGS_FILE in {problem.file for problem in firm.engine.firm.problems}
    assert numbers(firm)


def test_a_dropped_table_is_put_into_the_ledger_folder_and_read(firm: Firm) -> None:
    firm.engine.post(REMEMBER).result()
    table = TABLE.replace("F/9", "F/12").encode()
    name = firm.engine.post(PutTable("C:\\Users\\anna\\new.csv", table)).result()
    assert (name, "F/12" in numbers(firm)) == ("new.csv", True)


def test_a_dropped_table_replaces_none_unless_a_person_says_so(firm: Firm) -> None:
    known = firm.folder / "ledger" / "clienti.csv"
    before = known.read_bytes()
    firm.engine.post(PutTable("clienti.csv", before)).result()
    with pytest.raises(SollecitoError, match="already"):
        firm.engine.post(PutTable("clienti.csv", b"a;b")).result()
    assert known.read_bytes() == before
    firm.engine.post(PutTable("clienti.csv", b"a;b", replace=True)).result()
    assert known.read_bytes() == b"a;b"
    (kept,) = (firm.folder / "replaced").iterdir()
    assert (kept.read_bytes(), kept.name) == (before, "2026-11-24 080000 clienti.csv")


@pytest.mark.parametrize(
    "name", ["../../x.exe", "x", "", ".csv", "..", "x.csv.exe", "sollecito.toml"]
)
def test_what_is_no_table_is_not_put_there(firm: Firm, name: str) -> None:
    before = sorted(firm.folder.rglob("*"))
    with pytest.raises(SollecitoError):
        firm.engine.post(PutTable(name, b"x")).result()
    assert sorted(firm.folder.rglob("*")) == before
