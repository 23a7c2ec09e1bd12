from dataclasses import replace
from pathlib import Path

import pytest

from core.channels import Delivery
from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.letters import FOLDER, LettersChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf

SENT, FAILED, RETRY = DispatchState.SENT, DispatchState.FAILED, DispatchState.RETRY
CHANNEL = LettersChannel()
NAME = "2026-11-24 estratto-conto-C0001-2026-11-24.pdf"


def written(folder: Path, delivery: Delivery | None = None) -> Receipt:
    return CHANNEL.deliver(a_site(folder), delivery or a_delivery(pdf=a_pdf()), Intent())


def test_a_letter_lies_in_the_folder_with_its_day(tmp_path: Path) -> None:
    receipt = written(tmp_path)
    assert (receipt.state, receipt.text) == (SENT, f"{FOLDER}/{NAME}")
    assert str(receipt.note) == "To be printed and posted"
    assert (tmp_path / FOLDER / NAME).read_bytes() == a_pdf()


def test_the_letters_of_a_run_are_one_file_named_by_their_number(tmp_path: Path) -> None:
    run = replace(a_delivery(pdf=a_pdf(3)), joined=3, file_name="2026-11-24-3.pdf")
    assert CHANNEL.joins(a_site(tmp_path))
    assert written(tmp_path, run).text == f"{FOLDER}/2026-11-24-3.pdf"


def test_another_letter_of_that_name_stays(tmp_path: Path) -> None:
    written(tmp_path)
    assert written(tmp_path).text == f"{FOLDER}/{NAME}", "the same letter is written once"
    second = written(tmp_path, a_delivery(pdf=a_pdf(2)))
    assert second.text == f"{FOLDER}/{NAME.removesuffix('.pdf')} (2).pdf"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_bytes(b"")
    receipt = written(tmp_path)
    assert receipt.state is RETRY
    assert str(tmp_path) in str(receipt.fault)


def test_a_data_folder_that_is_away_leaves_the_letter_for_later(tmp_path: Path) -> None:
    receipt = written(tmp_path / "away")
    assert receipt.state is RETRY
    assert "is not there" in str(receipt.fault)


@pytest.mark.parametrize("pdf", [b"Gentile cliente,\n", b"%PDF-1.7\nbroken", b""])
def test_what_is_no_pdf_is_not_written(tmp_path: Path, pdf: bytes) -> None:
    intent = Intent()
    receipt = CHANNEL.deliver(a_site(tmp_path), a_delivery(pdf=pdf), intent)
    assert (receipt.state, intent.times) == (FAILED, 0)
    assert not (tmp_path / FOLDER).exists()
