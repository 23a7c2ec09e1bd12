"""The pages of designs say of every key what it does and its default, in each language."""

import json
import re
import tomllib

import pytest

from core.domain.design import TEXTS
from core.store.design_file import DesignFile
from core.store.designs import CLASSIC
from tests.conftest import ROOT

DOCS = ROOT / "docs"
both = pytest.mark.parametrize(
    "page",
    [(folder / "reference" / "designs.md").read_text("utf-8") for folder in (DOCS, DOCS / "it")],
    ids=["en", "it"],
)
SHIPPED = tomllib.loads(
    (ROOT / "templates" / "statements" / CLASSIC / "design.toml").read_text("utf-8")
)


def rows(page: str, heading: str) -> list[tuple[str, str]]:
    """Return key and second column of the table below a heading."""
    section = page.split(f"## `[{heading}]`\n")[1].split("\n## ", maxsplit=1)[0]
    return re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)


@both
def test_every_key_is_there_with_its_default_in_the_order_of_the_file(page: str) -> None:
    for name, table in DesignFile():
        if name == "texts":
            continue
        assert [key for key, _ in rows(page, name)] == list(type(table).model_fields)
        for key, default in rows(page, name):
            assert json.loads(default.strip("`")) == SHIPPED[name][key], f"{name}.{key}"


@both
def test_every_text_is_there_with_what_is_filled_in(page: str) -> None:
    filled = {
        key: tuple(re.findall(r"\{(\w+)\}", names)) for key, names in rows(page, "texts.<language>")
    }
    assert filled == dict(TEXTS)


@both
def test_examples_of_the_page_are_valid(page: str) -> None:
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 2
    DesignFile.model_validate(tomllib.loads(examples[1]))
