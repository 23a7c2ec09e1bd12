"""What the desktop can show: which of pystray's ways to an icon works here, if any."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.domain.wording import say
from core.errors import SollecitoError
from tray import desktop_gi

PATIENCE = 10.0
"""Seconds: at log-in the program may start before the bar that shows icons."""


class Backend(StrEnum):
    """pystray's own names."""

    WIN32 = "win32"
    DARWIN = "darwin"
    APPINDICATOR = "appindicator"
    GTK = "gtk"
    XORG = "xorg"


class TrayUnavailable(SollecitoError):
    """No icon can be shown here; the program goes on without one."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """What was found on a Linux desktop."""

    gtk: bool = False
    """GTK and a session bus answer."""
    appindicator: bool = False
    """The library for status notifiers is there."""
    notifier_host: bool = False
    """A bar shows status notifiers: KDE, XFCE, GNOME with the extension."""
    system_tray: bool = False
    """A bar shows X11 icons."""
    wayland: bool = False
    """GTK would draw for Wayland, where it has no icons of its own."""


def find_backend(stop: threading.Event, patience: float = PATIENCE) -> Backend:
    """Return the way to an icon, waiting a little for a bar; raise TrayUnavailable if none."""
    if sys.platform == "win32":
        return Backend.WIN32
    if sys.platform == "darwin":
        return Backend.DARWIN
    if not has_screen():
        raise TrayUnavailable(say("There is no screen here."), say("The page has all of the menu."))
    return _wait_for_bar(look_at_desktop, stop, patience)


def has_screen() -> bool:
    """Whether a person can be shown anything here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def choose_backend(desktop: Desktop) -> Backend | None:
    """Choose the way with the most to offer: a menu first."""
    if desktop.gtk and desktop.appindicator and desktop.notifier_host:
        return Backend.APPINDICATOR
    if desktop.gtk and desktop.system_tray and not desktop.wayland:
        return Backend.GTK
    if desktop.system_tray:
        return Backend.XORG
    return None


def look_at_desktop() -> Desktop:
    """Find out what there is."""
    # Without a session bus pystray's GTK icon would hang.
    gtk = desktop_gi.make_visible() and desktop_gi.session_bus_answers() and desktop_gi.has_gtk()
    return Desktop(
        gtk=gtk,
        appindicator=gtk and desktop_gi.has_appindicator(),
        notifier_host=gtk and desktop_gi.has_notifier_host(),
        system_tray=_has_system_tray(),
        wayland=bool(os.environ.get("WAYLAND_DISPLAY")),
    )


def _wait_for_bar(look: Callable[[], Desktop], stop: threading.Event, patience: float) -> Backend:
    deadline = time.monotonic() + patience
    while True:
        backend = choose_backend(look())
        if backend is not None:
            return backend
        if stop.wait(0.25) or time.monotonic() >= deadline:
            raise TrayUnavailable(
                say("No bar on this screen shows icons."),
                say("The page has all of the menu. On GNOME, the AppIndicator extension helps."),
            )


def _has_system_tray() -> bool:
    """Tell whether a window owns the selection of the X11 system tray."""
    if not os.environ.get("DISPLAY") or importlib.util.find_spec("Xlib") is None:
        return False
    from Xlib import X, display, error  # noqa: PLC0415 - on Linux with a screen only

    try:
        connection = display.Display()
    except (error.DisplayError, OSError):
        return False
    try:
        number = connection.get_default_screen()
        selection = connection.intern_atom(f"_NET_SYSTEM_TRAY_S{number}")
        return bool(connection.get_selection_owner(selection) != X.NONE)
    finally:
        connection.close()
