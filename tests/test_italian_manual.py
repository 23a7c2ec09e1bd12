"""Whatever the office reads is there in Italian too, whole, and its links lead somewhere."""

import re
from itertools import groupby
from urllib.parse import unquote

import pytest

from tests.conftest import ROOT
from tray.pages.manual import PAGES, _page

DOCS = ROOT / "docs"
FOR_DEVELOPERS = {"write-a-plugin"}
"""These are there in English only."""
FOR_THE_OFFICE = sorted(PAGES.keys() - FOR_DEVELOPERS)


def headings(prose: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]


def shape(text: str) -> dict[str, object]:
    """Return what a page is made of, whatever its language."""
    code = re.findall(r"^ *```.*?^ *```$", text, re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    tables = groupby(prose.splitlines(), key=lambda line: line.lstrip().startswith("|"))
    return {
        "headings": headings(prose),
        "code": len(code),
        "commands": len(re.findall(r"^    sollecito ", prose, re.MULTILINE)),
        "rows of each table": [len(list(rows)) for is_table, rows in tables if is_table],
        "pictures": len(re.findall(r"!\[", prose)),
        "links": len(re.findall(r"(?<!!)\[[^\]]+\]\([^)]+\)", prose)),
    }


@pytest.mark.parametrize("name", FOR_THE_OFFICE)
def test_the_italian_page_has_all_that_the_english_one_has(name: str) -> None:
    english, italian = (folder / PAGES[name] for folder in (DOCS, DOCS / "it"))
    assert shape(italian.read_text("utf-8")) == shape(english.read_text("utf-8"))
    assert _page(name, "it").language == "it"


@pytest.mark.parametrize("name", FOR_THE_OFFICE)
def test_the_italian_page_leads_to_italian_pages(name: str) -> None:
    text = (DOCS / "it" / PAGES[name]).read_text("utf-8")
    for target in re.findall(r"\]\((?![a-z]+:|#)([^)#]+)", text):
        path = ((DOCS / "it" / PAGES[name]).parent / target).resolve()
        twin = DOCS / "it" / path.relative_to(DOCS)
        assert DOCS / "it" in path.parents or not twin.is_file(), target


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("name", PAGES)
def test_a_link_with_a_heading_finds_it(name: str, language: str) -> None:
    for page, anchor in re.findall(
        r'href="(?:/help/([\w-]+))?#([^"]*)"', _page(name, language).html
    ):
        assert f'id="{unquote(anchor)}"' in _page(page or name, language).html, (page, anchor)
