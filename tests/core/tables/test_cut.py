import pytest

from core.errors import FileUnreadable
from core.tables.cut import StillWritten
from core.tables.mapping import TableMapping
from core.tables.reading import HeadingsUnknown, read_mapped, read_table
from core.tables.vocabulary import Field, TableKind

AMOUNT_LAST = "Codice;Numero;Scadenza;Importo"
DATE_LAST = "Codice;Numero;Importo;Scadenza"


def rows_of(headings: str, cells: list[str]) -> list[list[str]]:
    if headings == AMOUNT_LAST:
        rows = [["C1", str(n), "01/03/2026", cell] for n, cell in enumerate(cells)]
    else:
        rows = [["C1", str(n), "10,00", cell] for n, cell in enumerate(cells)]
    return [headings.split(";"), *rows]


@pytest.mark.parametrize(
    ("headings", "cells", "cut"),
    [
        (AMOUNT_LAST, ["10,00", "1.234,50", "1.234,56"], False),
        (AMOUNT_LAST, ["10,00", "1.234,50", "1.234,5"], True),
        (AMOUNT_LAST, ["10,00", "1.234,50", "1.234,"], True),
        (AMOUNT_LAST, ["10,00", "1.234,50", "1.2"], True),
        (AMOUNT_LAST, ["10,00", "1.234,50", "1"], True),
        (AMOUNT_LAST, ["10,00", "1.234,5", "12,5"], False),
        (AMOUNT_LAST, ["10", "1234", "12"], False),
        (AMOUNT_LAST, ["10,0"], False),
        (AMOUNT_LAST, ["10,00", "", "20,00", ""], False),
        (AMOUNT_LAST, ["10,00", "20,00", ""], False),
        (AMOUNT_LAST, ["10,00", "20,00", "30,00", ""], True),
        (DATE_LAST, ["31/12/2026", "31/12/2026"], False),
        (DATE_LAST, ["31/12/2026", "31/12/20"], True),
        (DATE_LAST, ["31/12/2026", "31/1"], True),
        (DATE_LAST, ["31/12/2026", "1/1/2026"], False),
        (DATE_LAST, ["31/12/26", "31/12/26"], False),
        (DATE_LAST, ["2026-12-31", "2026-12-3"], True),
        (DATE_LAST, ["20261231", "2026123"], True),
    ],
)
def test_half_of_a_last_cell_is_told_by_the_others_of_its_column(
    headings: str, cells: list[str], cut: bool
) -> None:
    rows = rows_of(headings, cells)
    if cut:
        with pytest.raises(StillWritten):
            read_table(rows, "x.csv", ends_open=True)
    else:
        read_table(rows, "x.csv", ends_open=True)


def test_a_line_with_its_end_is_believed() -> None:
    found = read_table(rows_of(AMOUNT_LAST, ["10,00", "12,5"]), "x.csv")
    assert len(found.part.items) == 2


@pytest.mark.parametrize("last", ["FT 1", ""])
def test_a_text_cannot_be_told_to_be_half_of_one(last: str) -> None:
    rows = [["Codice", "Importo", "Scadenza", "Numero"]]
    rows += [["C1", "10,00", "31/12/2026", number] for number in ("FT 10", "FT 11", "FT 12", last)]
    assert len(read_table(rows, "x.csv", ends_open=True).part.items) == 4


def test_the_columns_that_a_person_explained_are_looked_at_too() -> None:
    rows = [["Chi", "Che cosa", "Quanto"], ["C1", "1", "10,00"], ["C1", "2", "10,0"]]
    fields = (Field.CUSTOMER, Field.NUMBER, Field.AMOUNT)
    with pytest.raises(HeadingsUnknown) as unknown:
        read_table(rows, "x.csv", ends_open=True)
    mapping = TableMapping(TableKind.ITEMS, ("Chi", "Che cosa", "Quanto"), fields)
    with pytest.raises(FileUnreadable, match="still being written"):
        read_mapped(unknown.value, [mapping])
