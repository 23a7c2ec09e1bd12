import codecs
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.readers.csv_tables import ledger_readers
from sollecito import FileUnreadable, ReadFile, Severity

HEADINGS = "Codice cliente;Ragione sociale;Numero;Data;Scadenza;Importo"
ROW = "C1;Caffè Nicolò;1;01/02/2026;01/03/2026;1.234,50"
TEXT = f"{HEADINGS}\r\n{ROW}\r\n"


def read(folder: Path, content: bytes, name: str = "items.csv") -> ReadFile:
    path = folder / name
    path.write_bytes(content)
    [reader] = ledger_readers()
    return reader.read(path, f"ledger/{name}")


def refusal(folder: Path, content: bytes, name: str = "items.csv") -> str:
    with pytest.raises(FileUnreadable) as error:
        read(folder, content, name)
    assert error.value.hint is not None
    return str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("cp1252"),
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_every_encoding_in_use_is_read(tmp_path: Path, content: bytes) -> None:
    [item] = read(tmp_path, content).part.items
    assert item.customer_name == "Caffè Nicolò"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_delimiter_and_line_end_is_read(tmp_path: Path, delimiter: str, end: str) -> None:
    content = TEXT.replace(";", delimiter).replace("\r\n", end).encode()
    [item] = read(tmp_path, content).part.items
    assert item.amount == Decimal("1234.50")


def test_commas_may_separate_where_amounts_have_points(tmp_path: Path) -> None:
    content = (
        b'Customer code,Name,Number,Date,Due date,Amount\nC1,"Rossi, Bar",1,2026-02-01,,12.50\n'
    )
    [item] = read(tmp_path, content).part.items
    assert (item.customer_name, item.amount) == ("Rossi, Bar", Decimal("12.50"))


def test_commas_in_amounts_do_not_separate(tmp_path: Path) -> None:
    content = "Codice cliente;Numero;Scadenza;Importo;Pagato;Residuo\n" + "".join(
        f"C1;{n};01/02/2026;12,00;2,00;10,00\n" for n in range(5)
    )
    assert len(read(tmp_path, content.encode()).part.items) == 5


def test_a_cell_may_hold_the_separator_quotes_and_a_line_break(tmp_path: Path) -> None:
    row = 'C1;"Bar ""Roma""; in\r\nliquidazione";1;01/02/2026;;1,00'
    found = read(tmp_path, f"{HEADINGS}\r\n{row}\r\nC2;;2;x;;1,00\r\n".encode())
    assert found.part.items[0].customer_name == 'Bar "Roma"; in\r\nliquidazione'
    assert [problem.line for problem in found.problems if problem.customer == "C2"] == [4]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_only_the_line_with_an_open_quotation_mark_is_left_out(
    tmp_path: Path, position: int
) -> None:
    rows = [f"C{n};Rossi;{n};01/02/2026;01/03/2026;1,00" for n in range(3)]
    rows[position] = rows[position].replace("Rossi", '"Rossi')
    found = read(tmp_path, "\r\n".join([HEADINGS, *rows, ""]).encode())
    assert len(found.part.items) == 2
    [problem] = found.problems
    assert problem.line == position + 2
    assert str(problem.what) == "The line opens a quotation mark and does not close it."


def test_a_payment_that_is_left_out_for_a_quotation_mark_is_known_to_be_lost(
    tmp_path: Path,
) -> None:
    headings = "Id incasso;Codice cliente;Data incasso;Importo;Numero documento"
    rows = ['P1;C1;01/02/2026;1,00;"7', "P2;C2;01/02/2026;1,00;8"]
    part = read(tmp_path, "\n".join([headings, *rows, ""]).encode()).part
    assert "C1" in part.payments_lost
    assert "7" in part.documents_lost
    assert not {"C2", "8"} & (part.payments_lost | part.documents_lost)


def test_a_quotation_mark_left_open_swallows_nothing_even_in_a_large_file(tmp_path: Path) -> None:
    rows = [f"C{n};Rossi;{n};01/02/2026;01/03/2026;1,00\r\n" for n in range(5000)]
    rows[2] = rows[2].replace("Rossi", '"Rossi')
    found = read(tmp_path, "".join([HEADINGS, "\r\n", *rows]).encode())
    assert len(found.part.items) == 4999


@given(st.binary(max_size=300) | st.text("\"';,|\t\r\n\0ab1€/-.", max_size=300).map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for start in (b"", TEXT.encode()):
        try:
            found = read(folder, start + content)
        except FileUnreadable:
            continue
        assert isinstance(found, ReadFile)


def test_excels_line_that_names_the_separator_is_a_preamble(tmp_path: Path) -> None:
    assert len(read(tmp_path, f"sep=;\r\n{TEXT}".encode()).part.items) == 1


def test_a_last_line_may_lack_its_end(tmp_path: Path) -> None:
    assert len(read(tmp_path, TEXT.rstrip().encode()).part.items) == 1


@pytest.mark.parametrize("cut", [3, 12, 20])
@pytest.mark.parametrize("name", ["items.csv", "items.txt"])
def test_a_file_cut_within_its_last_line_is_still_being_written(
    tmp_path: Path, cut: int, name: str
) -> None:
    content = (TEXT + ROW[:cut]).encode()
    assert refusal(tmp_path, content, name) == (
        f"“ledger/{name}” ends in the middle of a line: it is still being written."
    )


@pytest.mark.parametrize("name", ["items.csv", "items.txt"])
@pytest.mark.parametrize("cut", range(1, 3))
def test_a_file_cut_within_its_last_amount_is_still_being_written(
    tmp_path: Path, cut: int, name: str
) -> None:
    content = TEXT.encode() + ROW[:-cut].encode()
    assert refusal(tmp_path, content, name) == (
        f"“ledger/{name}” ends in the middle of a line: it is still being written."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“ledger/items.csv” is empty."),
        (b"\r\n \r\n", "“ledger/items.csv” is empty."),
        (codecs.BOM_UTF8, "“ledger/items.csv” is empty."),
        (b"PK\x03\x04\x00\x00;;\n", "“ledger/items.csv” is no text file."),
        (b"solo una colonna\nuno\n", "“ledger/items.csv” has only one column."),
        (
            b"Articolo;Prezzo\nVite;1,00\n",
            "“ledger/items.csv” has no line of headings that the program knows.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert refusal(tmp_path, content) == sentence


def test_a_file_larger_than_any_ledger_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.readers.csv_tables.MAX_BYTES", 10)
    assert refusal(tmp_path, TEXT.encode()) == "“ledger/items.csv” is larger than 200 MB."


@pytest.mark.parametrize("content", [b"Da fare: chiamare Rossi.\n", b"a;b\n1;2\n"])
def test_a_text_that_is_no_ledger_is_only_noted(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content, "appunti.txt")
    assert [error.severity for error in found.refused] == [Severity.NOTE]
    assert found.part == ReadFile().part


def test_real_exports_of_banks_are_not_taken_for_a_ledger(shared: Path) -> None:
    [reader] = ledger_readers()
    files = sorted((shared / "corpus" / "bank-csv-xlsx").glob("*.csv"))
    assert files
    for path in files:
        with pytest.raises(FileUnreadable):
            reader.read(path, path.name)


def test_a_real_list_of_receivables_is_read(shared: Path) -> None:
    [path] = (shared / "corpus" / "accounting-csv-xlsx").glob("*Accounts-Receivable.csv")
    [reader] = ledger_readers()
    found = reader.read(path, path.name)
    assert len(found.part.items) + len(found.problems) == 2466
    first = found.part.items[0]
    assert (first.customer, first.number, first.amount) == (
        *("0379-NEVHP", "611365", Decimal("55.94")),
    )
