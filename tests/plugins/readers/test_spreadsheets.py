import io
import struct
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from xlwt.CompoundDoc import XlsDoc

from plugins.readers.spreadsheets import ledger_readers
from sollecito import FileUnreadable, ReadFile, Severity
from tests.plugins.readers.workbooks import WRITERS, Value, write_xlsx

ITEMS: list[list[Value]] = [
    ["Codice cliente", "Numero", "Data", "Scadenza", "Importo"],
    ["00184", 12.0, date(2026, 2, 1), date(2026, 3, 1), 1234.5],
    [13.0, "2/A", "01/02/2026", "", "1.234,50"],
]
CUSTOMERS: list[list[Value]] = [["Codice", "Ragione sociale", "CAP"], ["00184", "Rossi", 184.0]]


def read(path: Path) -> ReadFile:
    [reader] = ledger_readers()
    return reader.read(path, f"ledger/{path.name}")


def refusal(path: Path) -> str:
    with pytest.raises(FileUnreadable) as error:
        read(path)
    assert error.value.hint is not None
    return str(error.value)


@pytest.mark.parametrize("ending", list(WRITERS))
def test_every_kind_of_workbook_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"items.{ending}"
    WRITERS[ending](path, {"Scadenzario": ITEMS})
    first, second = read(path).part.items
    assert (first.customer, first.number) == ("00184", "12")
    assert (first.due_date, first.amount) == (date(2026, 3, 1), Decimal("1234.50"))
    assert (second.customer, second.document_date) == ("13", date(2026, 2, 1))
    assert (second.amount, second.line) == (Decimal("1234.50"), 3)


@pytest.mark.parametrize("ending", list(WRITERS))
def test_every_sheet_with_a_table_is_read_and_others_passed_over(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all.{ending}"
    notes: list[list[Value]] = [["Appunti", "di Maria"], ["chiamare", "Rossi"]]
    WRITERS[ending](path, {"Note": notes, "Clienti": CUSTOMERS, "Partite": ITEMS})
    part = read(path).part
    assert (len(part.customers), len(part.items)) == (1, 2)
    assert part.customers[0].postcode == "00184"


def test_problems_of_a_second_sheet_name_it(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    write_xlsx(path, {"Clienti": CUSTOMERS, "Partite": [*ITEMS, ["C1", 1.0, "boh", "", 1.0]]})
    problem = read(path).problems[0]
    assert (problem.file, problem.line, problem.column) == ("ledger/all.xlsx [Partite]", 4, "Data")


def test_lines_are_those_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line, row in enumerate(ITEMS, 5):
        for column, cell in enumerate(row, 3):
            sheet.cell(line, column, cell)
    workbook.save(tmp_path / "items.xlsx")
    assert [item.line for item in read(tmp_path / "items.xlsx").part.items] == [6, 7]


def write_hidden(path: Path, shown: dict[str, list[list[Value]]], hidden: str) -> None:
    """Write a workbook in which one sheet of items is hidden, the first one."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {hidden: ITEMS, **shown}.items():
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def test_a_hidden_table_is_not_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    write_hidden(path, {"Partite": ITEMS}, "Vecchie")
    found = read(path)
    assert {item.file for item in found.part.items} == {"ledger/items.xlsx"}
    [note] = [problem for problem in found.problems if "[Vecchie]" in problem.file]
    assert (note.file, note.severity) == ("ledger/items.xlsx [Vecchie]", Severity.NOTE)
    assert str(note.what) == "The sheet “Vecchie” is hidden and not read."


def test_a_workbook_whose_only_table_is_hidden_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    write_hidden(path, {"Copertina": [["Rossi"]]}, "Partite")
    found = read(path)
    assert (len(found.problems), len(found.refused), found.part.items) == (1, 1, ())


INCASSI: list[list[Value]] = [["Quando", "Da chi", "Quanto"], ["oggi", "Rossi", 10.0]]


@pytest.mark.parametrize("ending", list(WRITERS))
@pytest.mark.parametrize("order", [1, -1])
def test_a_sheet_of_data_that_nobody_knows_cannot_be_used_beside_others(
    tmp_path: Path, ending: str, order: int
) -> None:
    path = tmp_path / f"all.{ending}"
    WRITERS[ending](path, dict([("Incassi", INCASSI), ("Partite", ITEMS)][::order]))
    found = read(path)
    assert len(found.part.items) == 2
    [error] = found.refused
    assert str(error) == (
        f"“ledger/all.{ending} [Incassi]” has no line of headings that the program knows."
    )
    assert error.severity is Severity.FILE
    assert "hide the sheet" in str(error.hint)


@pytest.mark.parametrize(
    "rows",
    [
        [["Quando", "Da chi", "Quanto"]],
        [["Quando", "Da chi"], ["oggi", "Rossi"], ["ieri", "Bianchi"]],
        [["Totale", "", 10.0], ["", "", 3.0]],
        [],
    ],
)
def test_a_sheet_with_little_in_it_is_a_note_beside_the_table(
    tmp_path: Path, rows: list[list[Value]]
) -> None:
    path = tmp_path / "all.xlsx"
    write_xlsx(path, {"Altro": rows, "Partite": ITEMS})
    assert not read(path).refused


def test_a_payment_lost_on_a_second_sheet_is_known_to_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    payments: list[list[Value]] = [["Codice", "Data incasso", "Importo"], ["C1", "boh", 10.0]]
    write_xlsx(path, {"Partite": ITEMS, "Incassi": payments})
    assert read(path).part.payments_lost == {"C1"}


def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "items.xls"
    write_xlsx(path, {"Scadenzario": ITEMS})
    assert len(read(path).part.items) == 2


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "altro.xlsx"
    write_xlsx(path, {"Note": [["Articolo", "Prezzo"], ["Vite", 1.0]]})
    assert refusal(path) == "“ledger/altro.xlsx” has no line of headings that the program knows."


@pytest.mark.parametrize("ending", list(WRITERS))
@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    whole = tmp_path / f"whole.{ending}"
    WRITERS[ending](whole, {"Scadenzario": ITEMS * 50})
    path = tmp_path / f"items.{ending}"
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    assert refusal(path) == (
        f"“ledger/items.{ending}” is damaged, still being written, or no workbook."
    )


@pytest.mark.parametrize("ending", list(WRITERS))
@settings(max_examples=30)
@given(data=st.data())
def test_a_workbook_with_any_byte_damaged_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / f"items.{ending}"
    WRITERS[ending](path, {"Scadenzario": ITEMS})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        # The hour of writing stands in the file: its length is not always the same.
        place = data.draw(st.integers(0, 99_999)) % len(content)
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        found = read(path)
    except FileUnreadable:
        return
    assert isinstance(found, ReadFile)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("fattura.xml", "<x/>")
    path = tmp_path / "items.xlsx"
    path.write_bytes(content.getvalue())
    assert "damaged" in refusal(path)


def write_ole(path: Path, stream_name: str, stream: bytes) -> None:
    """Write an OLE file with one stream, as Office does for .xls and for encrypted .xlsx."""
    file = io.BytesIO()
    XlsDoc().save(file, stream)
    content = bytearray(file.getvalue())
    entry = content.index("Workbook".encode("utf-16-le"))
    name = stream_name.encode("utf-16-le")
    content[entry : entry + 66] = name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2)
    path.write_bytes(content)


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    write_ole(path, "EncryptedPackage", b"x" * 5000)
    assert refusal(path) == "“ledger/items.xlsx” is protected by a password."


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    workbook.add_sheet("Scadenzario")
    stream = workbook.get_biff_data()
    after_start = 4 + struct.unpack("<H", stream[2:4])[0]
    password = struct.pack("<HHHHH48x", 0x2F, 54, 1, 1, 1)
    path = tmp_path / "items.xls"
    write_ole(path, "Workbook", stream[:after_start] + password + stream[after_start:])
    assert refusal(path) == "“ledger/items.xls” is protected by a password."


def test_a_workbook_of_empty_sheets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    write_xlsx(path, {"Foglio1": []})
    assert "has no line of headings" in refusal(path)


def test_a_page_called_xls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.xls"
    path.write_text("<html><table><tr><td>Codice cliente</td></tr></table></html>", "utf-8")
    assert "no workbook" in refusal(path)


def test_a_file_larger_than_any_ledger_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "items.xlsx"
    write_xlsx(path, {"Scadenzario": ITEMS})
    monkeypatch.setattr("plugins.readers.spreadsheets.MAX_BYTES", 10)
    assert refusal(path) == "“ledger/items.xlsx” is larger than 200 MB."


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    assert path.stat().st_size < 100_000
    assert refusal(path) == "“ledger/items.xlsx” unpacks to far more than any ledger."


def test_the_column_that_keeps_a_sheet_from_being_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    sheet: list[list[Value]] = [[*ITEMS[0], "Anticipi versati"], [*ITEMS[1], 5.0]]
    write_xlsx(path, {"Partite": sheet})
    assert "Anticipi versati" in refusal(path)
    write_xlsx(path, {"Clienti": CUSTOMERS, "Partite": sheet})
    [refused] = read(path).refused
    assert "Anticipi versati" in str(refused.title)
