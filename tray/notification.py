"""Notifications on Linux desktops that lead to a page when they are clicked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

_CLICK = "default"
"""The action that a click anywhere on a notification means (Desktop Notifications 1.2)."""


def clicked_notifier(clicked: Callable[[], None]) -> Any:
    """Return pystray's notifier for Linux; its notifications tell when they are clicked."""
    from gi.repository import Gio, GLib  # noqa: PLC0415 - where there is a desktop only
    from pystray._util import notify_dbus  # noqa: PLC0415

    class ClickedNotifier(notify_dbus.Notifier):  # type: ignore[misc]  # pystray has no types
        """Offers the one action, which pystray's own does not."""

        def __init__(self) -> None:
            super().__init__()
            self._notify.connect("g-signal", self._heard)

        def notify(self, title: str, message: str, icon: str) -> None:
            """Show a notification in place of the last one."""
            words = ("Sollecito", self._nid, shutil.copy(icon, self._icon), title, message)
            asked = GLib.Variant("(susssasa{sv}i)", (*words, [_CLICK, ""], {}, -1))
            answer = self._notify.call_sync("Notify", asked, Gio.DBusCallFlags.NONE, -1, None)
            self._nid: int = answer.unpack()[0]

        def _heard(self, _: Any, __: str, signal: str, told: Any) -> None:
            if signal == "ActionInvoked" and told.unpack() == (self._nid, _CLICK):
                clicked()

    return ClickedNotifier()
