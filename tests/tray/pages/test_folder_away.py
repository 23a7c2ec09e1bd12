"""A data folder that cannot be reached is told in one sentence, on every page."""

from pathlib import Path

import pytest

from core.domain.wording import say
from core.errors import FolderMissing, HistoryUnwritable, SettingsInvalid, SollecitoError
from tests.tray.pages.conftest import Reader

WHY = "The data folder cannot be reached."
PATHS = ("/", "/plan", "/customers", "/problems", "/plugins")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_so_beside_what_is_known(reader: Reader, path: str) -> None:
    reader.office.change(folder_present=False)
    assert WHY in reader.see(path)


def test_page_without_the_folder_says_nothing_of_what_is_missing_in_it(
    reader: Reader, tmp_path: Path
) -> None:
    # Its settings are not there: outside this case a person would be told how to make a folder.
    reader.office.change(folder_present=False, folder=str(tmp_path))
    page = reader.see("/welcome/firm", 503)
    assert WHY in page
    assert "sollecito init" not in page


@pytest.mark.parametrize("kind", [FolderMissing, HistoryUnwritable, SettingsInvalid])
def test_it_is_said_instead_of_what_failed(reader: Reader, kind: type[SollecitoError]) -> None:
    def away(*_: object) -> None:
        raise kind(say("2026/pc is gone"))

    reader.office.change(folder_present=False)
    reader.office.history = away  # type: ignore[assignment, method-assign] # a share that went away
    page = reader.see("/customers/C0005", 503)
    assert WHY in page
    assert "is gone" not in page


def test_nothing_is_said_to_be_whole_meanwhile(reader: Reader) -> None:
    reader.office.change(problems=(), folder_present=False)
    assert "Every row of the ledger could be read." not in reader.see("/problems")
    reader.office.change(folder_present=True)
    page = reader.see("/problems")
    assert "Every row of the ledger could be read." in page
    assert WHY not in page
