from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.disk import DiskChannel
from tests.deliveries import PDF, Intent, a_delivery, a_site

NAME = "estratto-conto-C0001-2026-11-24.pdf"


def save(folder: str, pdf: bytes = PDF) -> Receipt:
    return DiskChannel().deliver(a_site(), a_delivery(recipients=(folder,), pdf=pdf), Intent())


def test_statement_is_saved_into_the_folder(tmp_path: Path) -> None:
    receipt = save(str(tmp_path))
    assert receipt == Receipt(DispatchState.SENT, str(tmp_path / NAME))
    assert (tmp_path / NAME).read_bytes() == PDF


def test_file_of_that_name_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    assert save(str(tmp_path)).text == str(tmp_path / "estratto-conto-C0001-2026-11-24 (2).pdf")
    assert (tmp_path / NAME).read_bytes() == b"mine"


def test_same_statement_is_saved_once(tmp_path: Path) -> None:
    assert save(str(tmp_path)) == save(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("{tmp}/none", "is not there"),
        ("{tmp}/file", "is not there"),
        (str(Path("/proc")), f"“{Path('/proc')}"),
        ("", "Choose a folder"),
    ],
)
def test_folder_that_cannot_be_used_is_named(tmp_path: Path, folder: str, sentence: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    receipt = save(folder.format(tmp=tmp_path))
    assert receipt.state is DispatchState.FAILED
    assert sentence in str(receipt.fault)


def test_no_customer_has_a_folder() -> None:
    assert DiskChannel().address(a_delivery().customer) == ()
