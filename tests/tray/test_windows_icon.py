"""What is ours of the icon for Windows, on a stand-in for pystray's part of it."""

from collections.abc import Callable
from typing import Any

import pytest

from tray.windows_icon import WindowsIcon

CLICKED, OTHER = 0x0405, 0x0205


class Pystrays:
    """Shows a menu until `meanwhile` has run; counts how often the menu was made anew."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._message_handlers: dict[int, Any] = {}
        self.meanwhile = meanwhile
        self.made = 0

    def _on_notify(self, *_: int) -> None:
        self.meanwhile()

    def _update_menu(self) -> None:
        self.made += 1


class Icon(WindowsIcon, Pystrays):  # type: ignore[misc]  # both have the handlers
    """As on Windows."""


def test_menu_that_is_open_is_made_anew_once_it_is_closed() -> None:
    made: list[int] = []

    def meanwhile() -> None:
        icon._update_menu()
        icon._update_menu()
        made.append(icon.made)

    icon = Icon(meanwhile)
    icon._on_notify(0, OTHER)
    assert (made, icon.made) == ([0], 1)


def test_menu_whose_deed_fails_is_made_anew_all_the_same() -> None:
    def fails() -> None:
        icon._update_menu()
        raise RuntimeError

    icon = Icon(fails)
    with pytest.raises(RuntimeError):
        icon._on_notify(0, OTHER)
    assert icon.made == 1
    icon._update_menu()
    assert icon.made == 2


def test_click_on_a_notification_opens_no_menu() -> None:
    clicks: list[str] = []
    icon = Icon(lambda: clicks.append("menu"))
    icon.on_notice_clicked = lambda: clicks.append("notice")
    icon._on_notify(0, CLICKED)
    assert clicks == ["notice"]


def test_session_may_end() -> None:
    assert Icon(lambda: None)._message_handlers[0x0011](0, 0) == 1
