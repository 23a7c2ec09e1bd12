"""The page of designs says of every key what it does, and what it is by default."""

import json
import re
import tomllib

from core.domain.design import TEXTS
from core.store.design_file import DesignFile
from core.store.designs import CLASSIC
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reference" / "designs.md").read_text("utf-8")
SHIPPED = tomllib.loads(
    (ROOT / "templates" / "statements" / CLASSIC / "design.toml").read_text("utf-8")
)


def rows(heading: str) -> list[tuple[str, str]]:
    """Return key and second column of the table below a heading."""
    section = PAGE.split(f"## `[{heading}]`\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)


def test_every_key_is_there_with_its_default_in_the_order_of_the_file() -> None:
    for name, table in DesignFile():
        if name == "texts":
            continue
        assert [key for key, _ in rows(name)] == list(type(table).model_fields)
        for key, default in rows(name):
            assert json.loads(default.strip("`")) == SHIPPED[name][key], f"{name}.{key}"


def test_every_text_is_there_with_what_is_filled_in() -> None:
    filled = {
        key: tuple(re.findall(r"\{(\w+)\}", names)) for key, names in rows("texts.<language>")
    }
    assert filled == dict(TEXTS)


def test_examples_of_the_page_are_valid() -> None:
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 2
    DesignFile.model_validate(tomllib.loads(examples[1]))
