from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState
from core.plugin_manager import HOOKS
from tests.conftest import ROOT
from tests.core.plugin_things import STATEMENT, PluginsFolder, delivery, info, site

REFERENCE = (ROOT / "docs" / "reference" / "plugin-hooks.md").read_text("utf-8")
GUIDE = (ROOT / "docs" / "how-to" / "write-a-plugin.md").read_text("utf-8")
EXAMPLES = {
    name: source
    for source, name in re.findall(r'```python\n("""(\w+)\.py:.*?)```', GUIDE, re.DOTALL)
}
"""By file name, which each one's first line says."""


def hook_signatures() -> Iterator[str]:
    """Read the hooks as their source has them, with the names of the types as written."""
    tree = ast.parse((ROOT / "core" / "hookspecs.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"


@pytest.mark.parametrize("signature", tuple(hook_signatures()))
def test_hook_has_its_heading_with_its_exact_signature(signature: str) -> None:
    assert f"### `{signature}`" in REFERENCE.splitlines()


def test_reference_has_no_hook_that_is_not_there() -> None:
    assert sorted(re.findall(r"^### `(\w+)\(", REFERENCE, re.MULTILINE)) == sorted(HOOKS)


def test_every_python_example_of_the_guide_is_tried_here() -> None:
    assert GUIDE.count("```python") == len(EXAMPLES)
    assert set(EXAMPLES) == {"august", "document_store"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_of_the_guide_is_loaded_when_dropped_in(tmp_path: Path, name: str) -> None:
    folder = PluginsFolder(tmp_path)
    plugins = folder.plugins()
    folder.drop(name, EXAMPLES[name])
    plugins.sync_folder()
    assert info(plugins, name).state == "on"


@pytest.mark.parametrize(
    ("day", "automatic", "withheld"),
    [
        (date(2026, 7, 31), True, False),
        (date(2026, 8, 1), True, True),
        (date(2026, 8, 31), True, True),
        (date(2026, 8, 15), False, False),
        (date(2026, 9, 1), True, False),
    ],
)
def test_guides_veto_holds_automatic_sendings_of_august_back(
    tmp_path: Path, day: date, automatic: bool, withheld: bool
) -> None:
    folder = PluginsFolder(tmp_path)
    folder.drop("august", EXAMPLES["august"])
    reason = folder.plugins().veto(replace(STATEMENT, as_of=day), automatic=automatic)
    assert (reason is not None) == withheld


def test_guides_channel_delivers(tmp_path: Path) -> None:
    store = tmp_path / "in"
    store.mkdir()
    folder = PluginsFolder(tmp_path)
    folder.drop("document_store", EXAMPLES["document_store"])
    channel = folder.plugins().channels()["document_store"]
    handed: list[bool] = []
    with channel.connect(site(tmp_path, folder=str(store))) as deliver:
        receipt = deliver(delivery(), lambda: handed.append(True))
    assert receipt.state is DispatchState.SENT
    assert handed == [True]
    assert [file.read_bytes() for file in store.iterdir()] == [delivery().document.pdf]
