import itertools
import sys
import threading
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from tray.desktop import (
    Backend,
    Desktop,
    TrayUnavailable,
    _wait_for_bar,
    choose_backend,
    find_backend,
)
from tray.desktop_gi import SystemPackages, _made_for_this_python, make_visible


@pytest.mark.parametrize(
    ("desktop", "backend"),
    [
        (Desktop(gtk=True, appindicator=True, notifier_host=True), Backend.APPINDICATOR),
        (Desktop(gtk=True, appindicator=True, system_tray=True), Backend.GTK),
        (Desktop(gtk=True, notifier_host=True, system_tray=True), Backend.GTK),
        (Desktop(gtk=True, system_tray=True, wayland=True), Backend.XORG),
        (Desktop(system_tray=True), Backend.XORG),
        (Desktop(gtk=True, notifier_host=True), None),
        (Desktop(gtk=True, appindicator=True), None),
        (Desktop(), None),
    ],
)
def test_the_way_with_a_menu_comes_first(desktop: Desktop, backend: Backend | None) -> None:
    assert choose_backend(desktop) is backend


def test_bar_that_comes_later_is_waited_for() -> None:
    looks = itertools.chain([Desktop(), Desktop()], itertools.repeat(Desktop(system_tray=True)))
    assert _wait_for_bar(lambda: next(looks), threading.Event(), 10) is Backend.XORG


def test_bar_that_never_comes_is_told_with_what_helps() -> None:
    with pytest.raises(TrayUnavailable) as refusal:
        _wait_for_bar(Desktop, threading.Event(), 0)
    assert "AppIndicator" in str(refusal.value.hint)


def test_end_of_the_program_does_not_wait_for_a_bar() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(TrayUnavailable):
        _wait_for_bar(Desktop, stop, 600)


@pytest.mark.only_on("linux", "elsewhere there is always a bar")
def test_without_a_screen_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(TrayUnavailable, match="no screen"):
        find_backend(threading.Event(), patience=600)


def test_of_the_systems_packages_only_those_named_are_found(tmp_path: Path) -> None:
    for name in ("gi", "apt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    finder = SystemPackages(tmp_path)
    assert finder.find_spec("gi") is not None
    assert finder.find_spec("apt") is None
    assert PathFinder.find_spec("apt", [str(tmp_path)]) is not None


def test_bindings_made_for_another_python_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "gi").mkdir()
    (tmp_path / "gi" / "_gi.cpython-39-x86_64-linux-gnu.so").touch()
    assert not _made_for_this_python(tmp_path)
    (tmp_path / "gi" / f"_gi.{sys.implementation.cache_tag}-x86_64-linux-gnu.so").touch()
    assert _made_for_this_python(tmp_path)


def test_bindings_that_cannot_be_imported_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "gi").mkdir()
    (tmp_path / "gi" / "__init__.py").write_text("raise ImportError\n")
    (tmp_path / "gi" / f"_gi.{sys.implementation.cache_tag}-x86_64-linux-gnu.so").touch()
    before = list(sys.meta_path)
    assert not make_visible(tmp_path)
    assert sys.meta_path == before
