"""Help: the manual's own files, in the language of the windows, and nothing else."""

import re
from html import unescape

import pytest

from core.tables.vocabulary import VOCABULARY, TableKind
from tests.conftest import ROOT
from tests.fake_office import FakeOffice
from tests.tray.pages.conftest import Reader, open_pages
from tray.pages.manual import PAGES, _page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_page_of_help_is_there(reader: Reader, name: str, language: str) -> None:
    reader.office.change(language=language)
    assert _page(name, language).title in unescape(reader.see("/help"))
    assert "<article" in reader.see(f"/help/{name}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/plan",
        "/plan/ahead",
        "/plan/skipped",
        "/customers",
        "/customers/C0005",
        "/customers/C0005/send?channel=smtp",
        "/history",
        "/problems",
        "/plugins",
        "/settings",
        "/settings/email",
        "/settings/this-pc",
    ],
)
def test_help_is_at_hand(reader: Reader, path: str) -> None:
    (page,) = set(re.findall(r'class="help" href="/help/([\w-]+)"', reader.see(path)))
    assert page in PAGES


def test_links_between_pages_lead_to_pages_of_help(reader: Reader) -> None:
    for name in PAGES:
        assert ".md" not in "".join(
            part.split('"')[0] for part in _page(name, "en").html.split('href="')[1:]
        )
    assert 'src="/help/images/page-overview.png"' in reader.see("/help/office-page")
    assert reader.client.get("/help/images/page-overview.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["nothing", "..%2f..%2fREADME", "images/..%2fx.png", "images/x.png"]
)
def test_nothing_but_the_manual_is_shown(reader: Reader, path: str) -> None:
    assert reader.client.get(f"/help/{path}").status_code == 404


@pytest.mark.parametrize("kind", TableKind)
def test_the_italian_page_names_every_italian_heading(kind: TableKind) -> None:
    page = (ROOT / "docs" / "it" / PAGES["data-formats"]).read_text("utf-8")
    for names in VOCABULARY[kind].values():
        assert f"| {', '.join(names.get('it', ()))} |" in page


def test_page_that_is_there_in_english_only_says_so_to_who_hears_it() -> None:
    italian = open_pages(FakeOffice(language="it"))
    italian.client.get("/open", params={"token": italian.keys.new_token("/")})
    assert '<article class="manual" lang="en">' in italian.see("/help/write-a-plugin")
    assert '<article class="manual">' in italian.see("/help/office-page")
    contents = italian.see("/help")
    assert '<a href="/help/write-a-plugin" lang="en">' in contents
    assert '<a href="/help/office-page">' in contents
