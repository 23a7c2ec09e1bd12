"""pystray's icon for a backend, with what its icons lack."""

from __future__ import annotations

import importlib
import os
from typing import Any

from PIL import Image

from tray.desktop import Backend
from tray.notification import clicked_notifier
from tray.windows_icon import WindowsIcon

USUAL_SIZE = 64
"""Pixels, where the system does the scaling."""


def load_icon_class(backend: Backend) -> Any:
    """Import pystray for a backend; it decides on one when it is imported, so not before."""
    os.environ["PYSTRAY_BACKEND"] = backend
    if backend is Backend.WIN32:
        return _win32_icon()
    if backend is Backend.XORG:
        return _xorg_icon()
    if backend is Backend.GTK:
        return _ending_in_peace(_gtk_icon())
    if backend is Backend.APPINDICATOR:
        return _ending_in_peace(importlib.import_module("pystray").Icon)
    return importlib.import_module("pystray").Icon


def _win32_icon() -> Any:
    from pystray import _win32  # noqa: PLC0415 - on Windows only

    class Win32Icon(WindowsIcon, _win32.Icon):  # type: ignore[misc]  # pystray has no types
        """Behaves as Windows wishes."""

    return Win32Icon


def _xorg_icon() -> Any:
    from pystray import _xorg  # noqa: PLC0415 - asks for a screen when imported
    from Xlib import X  # noqa: PLC0415 - on Linux only

    class XorgIcon(_xorg.Icon):  # type: ignore[misc]  # pystray has no types
        """Hears clicks; there is no menu, so that a click opens the page."""

        def _create_window(self) -> Any:
            window = super()._create_window()
            mask = X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask
            window.change_attributes(event_mask=mask)
            return window

        def _assert_docked(self) -> None:
            if self._systray_manager is None:
                super()._assert_docked()

        def _assert_icon_data(self, width: int, height: int) -> None:
            # On black: what pystray leaves below the transparent corners is noise.
            drawn: Any = self._icon_data
            if drawn is None or drawn.size != (width, height):
                picture = self._icon.resize((width, height))
                drawn = Image.new("RGB", (width, height))
                drawn.paste(picture, mask=picture)
                drawn.tostring = drawn.tobytes  # the old name, by which python-xlib asks
                self._icon_data: Any = drawn

        def _update_title(self) -> None:
            # X11 names are Latin-1, and a name with other characters raises.
            name = self.title.replace("…", "...").encode("latin-1", "replace")
            self._window.set_wm_name(name.decode("latin-1"))

    return XorgIcon


def _gtk_icon() -> Any:
    from pystray import _gtk  # noqa: PLC0415 - asks for a screen when imported

    class GtkIcon(_gtk.Icon):  # type: ignore[misc]  # pystray has no types
        """Says its title as the tooltip, and is drawn in the bar's own size."""

        @property
        def size(self) -> int:
            """Return how many pixels the bar gives it."""
            return self._status_icon.get_size() or USUAL_SIZE

        @_gtk.mainloop  # type: ignore[untyped-decorator]  # pystray has no types
        def _update_title(self) -> None:
            self._status_icon.set_title(self.title)
            self._status_icon.set_tooltip_text(self.title)

    return GtkIcon


def _ending_in_peace(icon_class: Any) -> Any:
    class PeacefulIcon(icon_class):  # type: ignore[misc]  # pystray has no types
        """Hears a click on its notification, and leaves the last one where none is shown."""

        def _initialize(self) -> None:
            super()._initialize()
            self._notifier = clicked_notifier(self.on_notice_clicked)

        def _finalize(self) -> None:
            # Where no program shows any, taking it back raises.
            self._notifier.hide = lambda: None
            super()._finalize()

    return PeacefulIcon
