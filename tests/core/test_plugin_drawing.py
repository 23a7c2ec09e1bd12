from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SollecitoError
from tests.core.plugin_things import (
    DISPATCH,
    DRAWING,
    DRAWS,
    RAISES_IN_EVERY_HOOK,
    PluginsFolder,
    info,
    site,
)


@pytest.fixture
def folder(tmp_path: Path) -> PluginsFolder:
    return PluginsFolder(tmp_path)


def test_strangers_renderer_is_asked_before_the_built_in_one(folder: PluginsFolder) -> None:
    folder.drop("draws", DRAWS)
    plugins = folder.plugins("plugins.renderers.borb_pdf")
    assert plugins.render(DRAWING).pdf == b"%PDF-1.7 by a stranger"


def test_nobody_to_draw_or_to_keep_is_said_in_a_sentence(folder: PluginsFolder) -> None:
    folder.drop("raises", RAISES_IN_EVERY_HOOK)
    plugins = folder.plugins()
    with pytest.raises(SollecitoError, match="No plugin could draw") as drawing:
        plugins.render(DRAWING)
    assert "“raises” failed: RuntimeError: render" in str(drawing.value.hint)
    with pytest.raises(SollecitoError, match="No plugin could archive"):
        plugins.archive(site(folder.path), DISPATCH, b"%PDF-")


def test_fault_in_the_users_own_files_is_not_the_renderers(folder: PluginsFolder) -> None:
    folder.drop(
        "draws",
        """
        import sollecito as s

        @s.hookimpl
        def render_statement(drawing): raise s.SollecitoError(s.say("The logo is no picture."))
        """,
    )
    plugins = folder.plugins()
    with pytest.raises(SollecitoError, match="The logo is no picture"):
        plugins.render(DRAWING)
    assert info(plugins, "draws").failures == ()


def test_full_disk_is_said_as_it_is(folder: PluginsFolder) -> None:
    folder.drop(
        "keeps",
        """
        import sollecito as s

        @s.hookimpl
        def archive_statement(site): raise OSError(28, "No space left on device")
        """,
    )
    plugins = folder.plugins()
    with pytest.raises(OSError, match="No space left"):
        plugins.archive(site(folder.path), DISPATCH, b"%PDF-")
    assert info(plugins, "keeps").failures == ()
