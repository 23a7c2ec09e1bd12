from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState
from core.errors import FileUnwritable
from plugins.channels.archive import ArchiveChannel, archive_statement
from tests.deliveries import PDF, Intent, a_delivery, a_site

USUAL = "archive/C0001/2026-11-24 estratto-conto-C0001-2026-11-24.pdf"


def test_statement_is_kept_byte_for_byte(tmp_path: Path) -> None:
    intent = Intent()
    receipt = ArchiveChannel().deliver(a_site(tmp_path), a_delivery(), intent)
    assert (receipt.state, receipt.text) == (DispatchState.SENT, USUAL)
    assert sha256((tmp_path / USUAL).read_bytes()).digest() == sha256(PDF).digest()
    assert intent.times == 1


def test_every_dispatch_lies_where_the_archive_channel_would_keep_it(tmp_path: Path) -> None:
    path = archive_statement(a_site(tmp_path), a_delivery().dispatch, PDF)
    assert path == tmp_path / USUAL
    ArchiveChannel().deliver(a_site(tmp_path), a_delivery(), Intent())
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_changed_statement_of_the_same_day_is_kept_too(tmp_path: Path) -> None:
    dispatch = a_delivery().dispatch
    archive_statement(a_site(tmp_path), dispatch, PDF)
    second = archive_statement(a_site(tmp_path), dispatch, b"%PDF-1.7 other")
    assert second is not None
    assert second.name == "2026-11-24 estratto-conto-C0001-2026-11-24 (2).pdf"
    assert (tmp_path / USUAL).read_bytes() == PDF


@pytest.mark.parametrize(
    ("one", "other"),
    [("A/B", "A:B"), ("AUX", "aux"), ("X.", "X"), ("abc", "ABC"), ("L" * 300, "L" * 301)],
)
def test_customers_never_share_a_folder(tmp_path: Path, one: str, other: str) -> None:
    site = a_site(tmp_path)
    paths = [
        archive_statement(site, replace(a_delivery().dispatch, customer=code), PDF)
        for code in (one, other)
    ]
    names = {path.parent.name for path in paths if path}
    assert len(names) == 2
    assert {path.parent.parent for path in paths if path} == {tmp_path / "archive"}


def test_data_folder_that_is_away_is_named(tmp_path: Path) -> None:
    away = a_site(tmp_path / "away")
    with pytest.raises(FileUnwritable, match="is not there"):
        archive_statement(away, a_delivery().dispatch, PDF)
    receipt = ArchiveChannel().deliver(away, a_delivery(), Intent())
    assert receipt.state is DispatchState.FAILED
    assert "is not there" in str(receipt.fault)
