from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from core.domain.wording import say
from core.errors import FileUnreadable
from core.guarded_reader import GuardedReader
from core.plugin_border import Plugin, PluginState
from core.readers import Reader, ReadFile

FILE = Path("ledger/x.abc")


class Scripted(Reader):
    """Does as it is told."""

    name = "scripted"
    patterns: ClassVar[tuple[str, ...]] = ("*.abc",)

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def read(self, path: Path, file: str) -> ReadFile:
        return self.act()  # type: ignore[return-value]  # strangers answer anything


def plugin() -> Plugin:
    return Plugin("stranger", "x.py", lambda: None, max_failures=2, state=PluginState.ON)


def raising(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def test_a_guarded_reader_reads_as_the_one_inside() -> None:
    found = ReadFile()
    guarded = GuardedReader(Scripted(lambda: found), plugin())
    assert guarded.read(FILE, "x") is found
    assert (guarded.name, guarded.patterns) == ("scripted", ("*.abc",))


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (raising(KeyError("k")), "KeyError: 'k'"),
        (raising(SystemExit()), "SystemExit"),
        (lambda: None, "WrongAnswer: answered with NoneType, not with a ReadFile"),
    ],
)
def test_a_file_on_which_a_reader_fails_is_unreadable(
    act: Callable[[], object], error: str
) -> None:
    stranger = plugin()
    with pytest.raises(FileUnreadable) as caught:
        GuardedReader(Scripted(act), stranger).read(FILE, "x.abc")
    assert str(caught.value) == f"The plugin “stranger” failed on “x.abc”: {error}."
    assert stranger.failures


@pytest.mark.parametrize("error", [FileUnreadable(say("Damaged.")), FileNotFoundError()])
def test_a_damaged_file_is_no_mistake_of_the_plugin(error: Exception) -> None:
    stranger = plugin()
    with pytest.raises(type(error)):
        GuardedReader(Scripted(raising(error)), stranger).read(FILE, "x.abc")
    assert not stranger.failures


def test_the_files_of_a_plugin_that_failed_too_often_stay_unreadable() -> None:
    stranger = plugin()
    failing = GuardedReader(Scripted(raising(KeyError())), stranger)
    sound = GuardedReader(Scripted(ReadFile), stranger)
    for _ in range(2):
        with pytest.raises(FileUnreadable):
            failing.read(FILE, "x.abc")
    with pytest.raises(FileUnreadable) as caught:
        sound.read(FILE, "x.abc")
    assert str(caught.value) == "The plugin “stranger” is switched off."
