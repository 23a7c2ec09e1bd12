"""A big import is shown while it is read, and can be stopped."""

from core.domain.commands import StopReading
from core.domain.events import LedgerReading
from core.engine.status import LedgerInfo
from tests.tray.pages.conftest import Reader

READING = LedgerReading("ledger/partite.csv", 2, 3, 120_000, 400_000)
NOTHING_YET = LedgerInfo(0, 0, (), None, whole=False)


def test_every_page_says_which_file_and_how_many_rows(reader: Reader) -> None:
    reader.office.change(reading=READING)
    for path in ("/customers", "/problems"):
        page = reader.see(path)
        assert "ledger/partite.csv is read, file 2 of 3. Rows: 120000 of 400000." in page
        assert '<progress max="400000" value="120000"' in page


def test_a_file_of_unknown_length_has_no_figures(reader: Reader) -> None:
    reader.office.change(reading=LedgerReading("ledger/items.xlsx", 1, 1))
    page = reader.see("/")
    assert "ledger/items.xlsx is read, file 1 of 1." in page
    assert "Rows:" not in page


def test_overview_does_not_ask_for_tables_that_are_just_read(reader: Reader) -> None:
    reader.office.change(ledger=NOTHING_YET)
    assert "No ledger yet." in reader.see("/")
    reader.office.change(reading=READING)
    page = reader.see("/")
    assert "No ledger yet." not in page
    assert "<h1>The files of the ledger are being read.</h1>" in page


def test_reading_is_stopped_from_any_page(reader: Reader) -> None:
    reader.office.change(reading=READING)
    reader.press("/customers", "/ledger/stop", back="/customers")
    assert reader.office.posted == [StopReading()]
