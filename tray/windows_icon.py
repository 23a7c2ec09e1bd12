"""What pystray's icon for Windows lacks, to be put in front of its class."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

_QUERY_END_OF_SESSION = 0x0011
_NOTICE_CLICKED = 0x0405
_WIDTH_OF_SMALL_ICONS = 49
_ICON = 1
_FROM_FILE = 0x10
"""Windows' own numbers."""


class WindowsIcon:
    """Lets Windows shut down, hears a click on a notification, and leaves an open menu be.

    It is drawn at the bar's own size.
    """

    icon: Image.Image
    on_notice_clicked: Callable[[], None]
    _message_handlers: dict[int, Callable[..., Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the icon as pystray does."""
        super().__init__(*args, **kwargs)
        self._menus = threading.Lock()
        self._menu_open = self._menu_outdated = False
        # pystray answers 0 to what it does not know: here, that the session may not end.
        self._message_handlers[_QUERY_END_OF_SESSION] = lambda *_: 1

    @property
    def size(self) -> int:
        """Return how many pixels the bar gives it."""
        small: int = _user32().GetSystemMetrics(_WIDTH_OF_SMALL_ICONS)
        return small

    def _assert_icon_handle(self) -> None:
        if self._icon_handle:
            return
        with TemporaryDirectory() as folder:
            path = str(Path(folder, "icon.ico"))
            self.icon.save(path, sizes=[self.icon.size])
            self._icon_handle: Any = _load_image(path, self.size)

    def _on_notify(self, first: int, second: int) -> None:
        if second == _NOTICE_CLICKED:
            self.on_notice_clicked()
            return
        with self._menus:
            self._menu_open = True
        try:
            super()._on_notify(first, second)  # type: ignore[misc]  # of pystray's icon
        finally:
            with self._menus:
                self._menu_open = False
                if self._menu_outdated:
                    self._set_menu()

    def _update_menu(self) -> None:
        with self._menus:
            self._menu_outdated = self._menu_open
            if not self._menu_open:
                self._set_menu()

    def _set_menu(self) -> None:
        self._menu_outdated = False
        super()._update_menu()  # type: ignore[misc]  # of pystray's icon


def _load_image(path: str, size: int) -> Any:
    from pystray._util import win32  # noqa: PLC0415 - on Windows only

    return win32.LoadImage(None, path, _ICON, size, size, _FROM_FILE)


def _user32() -> Any:
    from pystray._util import win32  # noqa: PLC0415 - on Windows only

    return win32.windll.user32
