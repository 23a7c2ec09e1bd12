import pytest

from core.domain.wording import say
from tests.tray.pages.conftest import Reader
from tray.pages.nav import NavEntry


@pytest.mark.parametrize(
    ("entry", "path", "current"),
    [
        ("/", "/", True),
        ("/", "/history", False),
        ("/history", "/history", True),
        ("/history", "/history/2026", True),
        ("/history", "/historian", False),
    ],
)
def test_entry_is_current_on_its_page_and_below(entry: str, path: str, current: bool) -> None:
    assert NavEntry(say("History"), entry, 1).is_current(path) is current


def test_navigation_leads_to_every_page_that_names_an_entry(reader: Reader) -> None:
    page = reader.see("/")
    assert '<a href="/" aria-current="page">Overview</a>' in page
    assert '<a href="/history">History</a>' in page
