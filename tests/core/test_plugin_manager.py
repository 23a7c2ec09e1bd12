from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.domain.ledger import Ledger
from core.plugin_manager import Plugins
from tests.core.plugin_things import (
    DISPATCH,
    DRAWING,
    DRAWS,
    GOOD_CHANNEL,
    RAISES_IN_EVERY_HOOK,
    STATEMENT,
    PluginsFolder,
    info,
)

HEARS = """
    import sollecito as s
    heard = []

    @s.hookimpl
    def dispatch_recorded(dispatch):
        heard.append(dispatch.customer)

    @s.hookimpl
    def ledger_loaded(ledger):
        heard.append("ledger")

    @s.hookimpl
    def veto_dispatch(statement, automatic):
        return s.say(" ".join(heard)) if heard else None
"""
"""It tells what it heard by way of its veto, the only hook that talks back."""

BROKEN_AT_LOADING = {
    "syntax": "def half(",
    "quits": "import sys; sys.exit('bye')",
    "misspelled": """
        import sollecito as s
        @s.hookimpl
        def dispatch_recorde(dispatch): ...
    """,
    "wrong_argument": """
        import sollecito as s
        @s.hookimpl
        def dispatch_recorded(sending): ...
    """,
    "of_tomorrow": "SOLLECITO_API = 2",
    "rubbish_channel": """
        import sollecito as s
        @s.hookimpl
        def output_channels(): return ["fax"]
    """,
    "rubbish_reader": """
        import sollecito as s
        @s.hookimpl
        def ledger_readers(): return 7
    """,
    "raises_at_once": """
        import sollecito as s
        @s.hookimpl
        def output_channels(): raise RuntimeError("no roads today")
    """,
    "wrapper": """
        import pluggy
        @pluggy.HookimplMarker("sollecito")(wrapper=True)
        def dispatch_recorded(dispatch): yield
    """,
}

QUITS_IN_A_HOOK = """
    import sollecito as s, sys

    @s.hookimpl
    def dispatch_recorded(dispatch): sys.exit(1)
"""
ANSWERS_RUBBISH = """
    import sollecito as s

    @s.hookimpl
    def render_statement(drawing): return s.Document("<html>", 1)
    @s.hookimpl
    def archive_statement(site, dispatch, pdf): return "archive/1.pdf"
"""


@pytest.fixture
def folder(tmp_path: Path) -> PluginsFolder:
    return PluginsFolder(tmp_path)


def test_good_plugins_answer_beside_broken_ones(folder: PluginsFolder, tmp_path: Path) -> None:
    for name, source in BROKEN_AT_LOADING.items():
        folder.drop(name, source)
    folder.drop("a_good", GOOD_CHANNEL)
    folder.drop("m_raises", RAISES_IN_EVERY_HOOK)
    folder.drop("n_quits", QUITS_IN_A_HOOK)
    folder.drop("o_rubbish", ANSWERS_RUBBISH)
    folder.drop("a_hears", HEARS)
    folder.drop("a_draws", DRAWS)
    plugins = folder.plugins()

    plugins.ledger_loaded(Ledger())
    plugins.dispatch_recorded(DISPATCH)

    assert list(plugins.channels()) == ["pigeon"]
    assert plugins.render(DRAWING).pdf == b"%PDF-1.7 by a stranger"
    assert str(plugins.veto(STATEMENT, automatic=True)) == "ledger C0012"
    broken = {plugin.name for plugin in plugins.report() if plugin.state == "broken"}
    assert broken == set(BROKEN_AT_LOADING)
    assert len(info(plugins, "m_raises").failures) == 3
    assert info(plugins, "n_quits").failures == ("dispatch_recorded: SystemExit: 1",)
    assert "not with a Document that holds a PDF" in info(plugins, "o_rubbish").failures[-1]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("syntax", "SyntaxError"),
        ("quits", "SystemExit: bye"),
        ("misspelled", "There is no hook “dispatch_recorde”"),
        ("wrong_argument", "sending"),
        ("of_tomorrow", "It is made for version 2"),
        ("rubbish_channel", "channels with a name"),
        ("rubbish_reader", "int"),
        ("raises_at_once", "no roads today"),
        ("wrapper", "cannot be a wrapper"),
    ],
)
def test_broken_plugin_is_shown_with_its_reason(
    folder: PluginsFolder, name: str, reason: str
) -> None:
    folder.drop(name, BROKEN_AT_LOADING[name])
    shown = info(folder.plugins(), name)
    assert shown.state == "broken"
    assert shown.needs_person
    # The office is told in words; the rest is for whoever wrote it.
    assert reason in " ".join((str(shown.reason), *shown.failures))
    assert "Error" not in str(shown.reason)


def test_keyboard_interrupt_is_the_persons_not_the_plugins(folder: PluginsFolder) -> None:
    folder.drop("waits", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        folder.plugins()


def test_plugin_lists_what_it_offers(folder: PluginsFolder) -> None:
    file = folder.drop("good", GOOD_CHANNEL)
    folder.drop("hears", HEARS)
    plugins = folder.plugins()
    assert info(plugins, "good").offers == ("pigeon",)
    assert info(plugins, "good").source == str(file)
    assert info(plugins, "hears").offers == ("ledger_loaded", "veto_dispatch", "dispatch_recorded")


# -- names


def test_second_channel_of_a_name_is_left_out_until_the_first_goes(folder: PluginsFolder) -> None:
    first = folder.drop("a_first", GOOD_CHANNEL)
    folder.drop("b_second", GOOD_CHANNEL)
    plugins = folder.plugins()
    assert "“pigeon” is left out" in str(info(plugins, "b_second").reason)
    assert info(plugins, "a_first").reason is None
    first.unlink()
    plugins.sync_folder()
    assert info(plugins, "b_second").reason is None
    assert list(plugins.channels()) == ["pigeon"]


def test_second_plugin_of_a_name_is_refused(folder: PluginsFolder) -> None:
    folder.drop("plugin_things", GOOD_CHANNEL)
    plugins = folder.plugins("tests.core.plugin_things")
    assert [plugin.state for plugin in plugins.report()] == ["on", "broken"]
    assert plugins.channels() == {}


def test_plugin_switched_off_is_not_even_imported(folder: PluginsFolder) -> None:
    folder.drop("loud", "raise RuntimeError('imported')")
    plugins = folder.plugins(off=("loud",))
    assert info(plugins, "loud").state == "off"
    assert not info(plugins, "loud").needs_person
    assert info(plugins, "loud").failures == ()


def test_plugins_are_switched_off_and_on_while_the_program_runs(folder: PluginsFolder) -> None:
    folder.drop("good", GOOD_CHANNEL)
    plugins = folder.plugins()
    assert plugins.set_off(("good",))
    assert plugins.channels() == {}
    assert not plugins.set_off(("good",))
    assert plugins.set_off(())
    assert list(plugins.channels()) == ["pigeon"]


# -- built in, and installed


def test_built_in_plugin_that_cannot_be_imported_is_shown(folder: PluginsFolder) -> None:
    folder.drop("good", GOOD_CHANNEL)
    plugins = folder.plugins("plugins.channels.telepathy")
    assert info(plugins, "telepathy").source == "built-in"
    assert info(plugins, "telepathy").state == "broken"
    assert list(plugins.channels()) == ["pigeon"]


def test_installed_packages_are_loaded_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site_packages = PluginsFolder(tmp_path)
    site_packages.drop("installed_pigeon", GOOD_CHANNEL)
    site_packages.drop("installed_trouble", "raise ImportError('libfax is missing')")
    metadata = tmp_path / "feathers-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: feathers\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[sollecito]\na_trouble = installed_trouble\npigeon = installed_pigeon\nghost = no_such\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    plugins = Plugins()

    assert list(plugins.channels()) == ["pigeon"]
    assert info(plugins, "pigeon").source == "package"
    assert "libfax is missing" in info(plugins, "a_trouble").failures[0]
    assert info(plugins, "ghost").state == "broken"


# -- failing again and again


def test_plugin_is_switched_off_after_its_failures(folder: PluginsFolder) -> None:
    folder.drop("raises", RAISES_IN_EVERY_HOOK)
    plugins = folder.plugins(max_failures=3)
    for _ in range(2):
        plugins.dispatch_recorded(DISPATCH)
    assert info(plugins, "raises").state == "on"
    plugins.dispatch_recorded(DISPATCH)
    plugins.dispatch_recorded(DISPATCH)
    shown = info(plugins, "raises")
    assert shown.state == "off"
    assert shown.needs_person
    assert "after 3 failures" in str(shown.reason)
    assert shown.failures == ("dispatch_recorded: RuntimeError: recorded",) * 3


def test_failures_count_only_in_a_row(folder: PluginsFolder) -> None:
    folder.drop(
        "moody",
        """
        import sollecito as s
        calls = []

        @s.hookimpl
        def dispatch_recorded(dispatch):
            calls.append(dispatch)
            if len(calls) % 2:
                raise RuntimeError("every other time")
        """,
    )
    plugins = folder.plugins(max_failures=2)
    for _ in range(8):
        plugins.dispatch_recorded(DISPATCH)
    assert info(plugins, "moody").state == "on"
    assert len(info(plugins, "moody").failures) == 4


def test_each_call_can_be_traced(
    folder: PluginsFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder.drop("hears", HEARS)
    plugins = folder.plugins()
    monkeypatch.setenv("SOLLECITO_TRACE_PLUGINS", "1")
    with caplog.at_level(logging.INFO):
        plugins.dispatch_recorded(DISPATCH)
    assert caplog.messages == ["plugin hears: dispatch_recorded"]
