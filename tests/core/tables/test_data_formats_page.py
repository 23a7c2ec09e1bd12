"""The page docs/reference/data-formats.md names every heading that the program knows."""

import re
from collections.abc import Iterator, Mapping

import pytest

from core.domain.problems import Severity
from core.tables.vocabulary import VOCABULARY, Names, TableKind
from plugins.readers import csv_tables, spreadsheets
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reference" / "data-formats.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n### {title}\n")[1].split("\n##")[0]


def table(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| column"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def as_row(names: Names) -> list[str]:
    others = [name for language in names.keys() - {"it", "en"} for name in names[language]]
    return [", ".join(names.get("it", ())), ", ".join(names.get("en", ())), ", ".join(others)]


def documented(kind: TableKind) -> Mapping[str, list[str]]:
    rows = table(section(kind.value.capitalize()))
    return {
        column: [italian, english, ", ".join(sorted(others.split(", ")))]
        for column, italian, english, others in rows
    }


@pytest.mark.parametrize("kind", list(TableKind))
def test_the_page_has_every_column_with_every_heading_and_no_other(kind: TableKind) -> None:
    known = {column.value: as_row(names) for column, names in VOCABULARY[kind].items()}
    for row in known.values():
        row[2] = ", ".join(sorted(row[2].split(", ")))
    assert documented(kind) == known


@pytest.mark.parametrize("plugin", [csv_tables, spreadsheets])
def test_the_page_names_every_ending_that_is_read(plugin: object) -> None:
    [reader] = plugin.ledger_readers()  # type: ignore[attr-defined]  # a module is a plugin
    for pattern in reader.patterns:
        assert f"`{pattern.removeprefix('*')}`" in PAGE


def test_the_page_explains_every_severity() -> None:
    explained = re.findall(r"^\| (\w+) \|", PAGE.split("| severity |")[1], re.MULTILINE)
    assert explained == [severity.value for severity in Severity]
