"""A run by post is one document, in the order of the postcodes, with a dispatch for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.commands import SendStatement
from core.domain.dispatches import Dispatch
from core.ipp import JobState
from core.pdf_pages import texts_of
from tests.firms import TODAY, Firm, items_table, make_firm_of
from tests.plugins.channels.scripted_printer import Printer, scripted_printer
from tests.scripted_channel import PowerCut

CODES = ("ROSSI", "BIANCHI", "VERDI")
CUSTOMERS = """Codice cliente;Ragione sociale;Indirizzo;CAP;Città;Nazione
ROSSI;Rossi S.r.l.;Via Roma 1;50123;Firenze;IT
BIANCHI;Bianchi S.r.l.;Via Po 2;00184;Roma;Italia
VERDI;Verdi S.r.l.;Ringstr. 3;1010;Wien;AT
"""


@pytest.fixture
def printer() -> Iterator[Printer]:
    with scripted_printer() as printer:
        yield printer


def firm_by_post(folder: Path, printer: Printer, **changes: object) -> Firm:
    firm = make_firm_of(folder)
    firm.write("clienti.csv", CUSTOMERS)
    settings = {"post__printer": printer.url, "post__join": True, "email__via": "printer"}
    firm.set(plugins__printer__own=True, **{**settings, **changes})
    return firm


def names_on(pdf: bytes) -> list[str]:
    """Return whose letter each page is, in the order of the sheets."""
    streets = {"Via Roma 1": "Rossi", "Via Po 2": "Bianchi", "Ringstr. 3": "Verdi"}
    return [name for text in texts_of(pdf) for street, name in streets.items() if street in text]


def test_one_job_holds_the_letters_in_the_order_of_the_postcodes_abroad_last(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_by_post(tmp_path, printer)
    assert firm.run().sent == 3
    (document,) = printer.documents
    assert names_on(document) == ["Bianchi", "Rossi", "Verdi"]
    assert set(firm.states().values()) == {"sent"}
    assert {one.receipt for one in firm.dispatches} == {"Printed [job 7]"}
    assert len({one.sha256 for one in firm.dispatches}) == 3
    assert [one.address for one in firm.dispatches if one.customer == "VERDI"] == [
        "Verdi S.r.l., Ringstr. 3, 1010 Wien, AT"
    ]


def test_without_join_each_letter_is_a_job(tmp_path: Path, printer: Printer) -> None:
    firm = firm_by_post(tmp_path, printer, post__join=False)
    firm.run()
    assert [len(names_on(one)) for one in printer.documents] == [1, 1, 1]


def test_a_job_that_fails_fails_all_of_them(tmp_path: Path, printer: Printer) -> None:
    printer.states = [JobState.ABORTED]
    firm = firm_by_post(tmp_path, printer)
    assert firm.run().failed == 3


def test_letters_by_hand_are_one_job_too_and_told_in_the_order_asked(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_by_post(tmp_path, printer)
    firm.run()
    printer.documents.clear()
    command = SendStatement(CODES, "printer")
    dispatches: tuple[Dispatch, ...] = firm.engine.post(command).result()
    assert [one.customer for one in dispatches] == list(CODES)
    assert [names_on(one) for one in printer.documents] == [["Bianchi", "Rossi", "Verdi"]]


def test_a_power_cut_after_the_hand_over_leaves_all_of_them_unclear(
    tmp_path: Path, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = firm_by_post(tmp_path, printer)

    def die(operation: int, document: bytes) -> bytes:
        raise PowerCut

    monkeypatch.setattr("core.ipp_printer.decode", lambda _: die(0, b""))
    with pytest.raises(PowerCut):
        firm.run()
    assert set(firm.states().values()) == {"sending"}
    monkeypatch.undo()
    firm.restart()
    firm.run()
    assert set(firm.states().values()) == {"unknown"}
    assert len(printer.documents) == 1


def test_a_printer_that_is_off_leaves_all_of_them_for_later(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_by_post(tmp_path, printer, post__printer="ipp://127.0.0.1:9/printers/Office")
    assert firm.run().retry == 3
    firm.set(post__printer=printer.url)
    assert firm.run().sent == 3
    assert len(firm.dispatches) == 3


def test_letters_can_be_one_file_in_the_data_folder(tmp_path: Path, printer: Printer) -> None:
    firm = firm_by_post(tmp_path, printer, email__via="letters", plugins__letters__own=True)
    assert firm.run().sent == 3
    (path,) = (tmp_path / "letters").iterdir()
    assert path.name == "2026-11-24-3.pdf"
    assert names_on(path.read_bytes()) == ["Bianchi", "Rossi", "Verdi"]
    assert {one.receipt for one in firm.dispatches} == {
        "To be printed and posted [letters/2026-11-24-3.pdf]"
    }


def test_a_single_letter_has_its_customers_name(tmp_path: Path, printer: Printer) -> None:
    firm = firm_by_post(tmp_path, printer, email__via="letters", plugins__letters__own=True)
    firm.write("partite.csv", items_table(("ROSSI",), TODAY))
    firm.run()
    (path,) = (tmp_path / "letters").iterdir()
    assert path.name == "2026-11-24 estratto-conto-ROSSI-2026-11-24.pdf"
