"""In doubt nothing leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.wording import say
from tests.core.plugin_things import STATEMENT, PluginsFolder, info


@pytest.fixture
def folder(tmp_path: Path) -> PluginsFolder:
    return PluginsFolder(tmp_path)


VETO_THAT_RAISES = """
    import sollecito as s

    @s.hookimpl
    def veto_dispatch(statement): raise KeyError("disputes.csv")
"""


def test_veto_that_fails_withholds_even_when_switched_off_for_it(folder: PluginsFolder) -> None:
    file = folder.drop("disputes", VETO_THAT_RAISES)
    plugins = folder.plugins(max_failures=2)
    for _ in range(4):
        assert "disputes" in str(plugins.veto(STATEMENT, automatic=True))
    assert info(plugins, "disputes").state == "off"
    file.unlink()
    plugins.sync_folder()
    assert plugins.veto(STATEMENT, automatic=True) is None


def test_veto_that_cannot_be_loaded_withholds_until_a_person_decides(folder: PluginsFolder) -> None:
    folder.drop("disputes", VETO_THAT_RAISES + "\ndef half(")
    plugins = folder.plugins()
    assert "“disputes” may withhold" in str(plugins.veto(STATEMENT, automatic=True))
    plugins.set_off(("disputes",))
    assert plugins.veto(STATEMENT, automatic=True) is None


def test_veto_with_an_answer_of_the_wrong_kind_withholds(folder: PluginsFolder) -> None:
    folder.drop("disputes", VETO_THAT_RAISES.replace('raise KeyError("disputes.csv")', "return 1"))
    assert "int" in str(folder.plugins().veto(STATEMENT, automatic=False))


def test_veto_knows_whether_a_person_asked(folder: PluginsFolder) -> None:
    folder.drop(
        "by_hand_only",
        """
        import sollecito as s

        @s.hookimpl
        def veto_dispatch(automatic): return s.say("By hand only.") if automatic else None
        """,
    )
    plugins = folder.plugins()
    assert plugins.veto(STATEMENT, automatic=True) == say("By hand only.")
    assert plugins.veto(STATEMENT, automatic=False) is None
