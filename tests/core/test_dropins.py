from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.core.plugin_things import GOOD_CHANNEL, PluginsFolder, info


@pytest.fixture
def folder(tmp_path: Path) -> PluginsFolder:
    return PluginsFolder(tmp_path)


def test_file_edited_within_the_same_second_is_seen(folder: PluginsFolder) -> None:
    file = folder.drop("good", GOOD_CHANNEL)
    moment = file.stat().st_mtime_ns
    plugins = folder.plugins()
    folder.drop("good", GOOD_CHANNEL.replace('"pigeon"', '"falcon"'))
    os.utime(file, ns=(moment, moment))
    assert plugins.sync_folder()
    assert list(plugins.channels()) == ["falcon"]
    assert not (folder.path / "__pycache__").exists()


def test_removed_file_is_gone(folder: PluginsFolder) -> None:
    file = folder.drop("good", GOOD_CHANNEL)
    plugins = folder.plugins()
    file.unlink()
    assert plugins.sync_folder()
    assert plugins.channels() == {}
    assert plugins.report() == ()


def test_new_file_joins_and_an_unchanged_folder_is_no_change(folder: PluginsFolder) -> None:
    plugins = folder.plugins()
    assert not plugins.sync_folder()
    folder.drop("good", GOOD_CHANNEL)
    assert plugins.sync_folder()
    assert not plugins.sync_folder()
    assert list(plugins.channels()) == ["pigeon"]


def test_corrected_file_works_again(folder: PluginsFolder) -> None:
    folder.drop("good", "def half(")
    plugins = folder.plugins()
    folder.drop("good", GOOD_CHANNEL)
    plugins.sync_folder()
    assert info(plugins, "good").state == "on"


def test_names_with_an_underscore_or_a_dot_in_front_are_no_plugins(folder: PluginsFolder) -> None:
    folder.drop("_draft", GOOD_CHANNEL)
    folder.drop(".hidden", GOOD_CHANNEL)
    assert folder.plugins().report() == ()


def test_folder_that_is_not_there_holds_no_plugins(tmp_path: Path) -> None:
    assert PluginsFolder(tmp_path / "none").plugins().report() == ()
