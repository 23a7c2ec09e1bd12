"""The distribution's own GTK bindings, made visible to an environment that has none."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

_log = logging.getLogger(__name__)

_PACKAGES = frozenset({"gi", "cairo"})
_SYSTEM = Path("/usr/lib/python3/dist-packages")
"""Where Debian and Ubuntu keep the packages of their own Python 3."""


class SystemPackages:
    """Finds the packages named in the system's folder, and no other that lies there."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder."""
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a package lies, as the import system asks."""
        del path
        if name not in _PACKAGES:
            return None
        return PathFinder.find_spec(name, [str(self._folder)], target)


def make_visible(folder: Path = _SYSTEM) -> bool:
    """Let `import gi` find the system's bindings, if they are made for this Python."""
    if importlib.util.find_spec("gi") is not None:
        return True
    if getattr(sys, "frozen", False) or not _made_for_this_python(folder):
        return False
    if not _import_works(folder):
        return False
    sys.meta_path.append(SystemPackages(folder))
    return True


def session_bus_answers() -> bool:
    """Tell whether there is a session bus to talk to."""
    return _session_bus() is not None


def has_gtk() -> bool:
    """Tell whether GTK 3 can open the screen."""
    gtk = _repository("Gtk", "3.0")
    return gtk is not None and bool(gtk.init_check()[0])


def has_appindicator() -> bool:
    """Tell whether one of the libraries for status notifiers is installed."""
    return any(_repository(name, "0.1") for name in ("AppIndicator3", "AyatanaAppIndicator3"))


def has_notifier_host() -> bool:
    """Tell whether a bar has announced itself for status notifiers."""
    bus = _session_bus()
    if bus is None:
        return False
    variant = importlib.import_module("gi.repository.GLib").Variant
    name = variant("(s)", ("org.kde.StatusNotifierWatcher",))
    bus_name = "org.freedesktop.DBus"
    arguments = (bus_name, "/", bus_name, "NameHasOwner", name, None, 0, 2000, None)
    return bool(bus.call_sync(*arguments).unpack()[0])


def _made_for_this_python(folder: Path) -> bool:
    tag = sys.implementation.cache_tag
    return any((folder / "gi").glob(f"_gi.{tag}-*.so"))


def _import_works(folder: Path) -> bool:
    """Try it in another process first: a binary made for another build could end this one."""
    code = (
        "import sys, pathlib; from tray.desktop_gi import SystemPackages;"
        "sys.meta_path.append(SystemPackages(pathlib.Path(sys.argv[1])));"
        "from gi.repository import GLib, Gio"
    )
    root = str(Path(__file__).parent.parent)
    try:
        answer = subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code, str(folder)],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.info("the system's gi was not tried: %s", error)
        return False
    if answer.returncode:
        _log.info("the system's gi does not work here: %s", answer.stderr[-500:])
    return answer.returncode == 0


def _repository(name: str, version: str) -> Any | None:
    try:
        importlib.import_module("gi").require_version(name, version)
        return importlib.import_module(f"gi.repository.{name}")
    except (ValueError, ImportError):
        return None


def _session_bus() -> Any | None:
    gio = importlib.import_module("gi.repository.Gio")
    try:
        return gio.bus_get_sync(gio.BusType.SESSION, None)
    except importlib.import_module("gi.repository.GLib").Error as error:
        _log.info("no session bus: %s", error)
        return None
