"""A desktop of its own: X screen, session bus, window manager and a bar, all ended by their ids."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conftest import need
from tests.tray.eventually import eventually

BAR_PLACE = ("--edge", "bottom", "--align", "right", "--widthtype", "request")
LEAST_MENU_HEIGHT = 100
"""Pixels; a tooltip is lower."""

MOMENT = 10
"""Seconds in which a menu stands open, on a busy machine too."""

CLICK_ACTS = "[global]\nmouse_left_click = do_action\nheight = 200\nwidth = 300\n"
"""As on most desktops; dunst's own click only closes a notification."""
PROGRAMS = ("Xvfb", "dbus-daemon", "openbox", "trayer", "xdotool", "xwininfo", "xprop", "import")


class Desktop:
    """Starts everything on entering, ends it on leaving; nothing of it is shared with others."""

    def __init__(self, folder: Path, *, bus: bool = True, bar: bool = True) -> None:
        need(present=all(map(shutil.which, PROGRAMS)), what=" ".join(PROGRAMS))
        self._folder = folder
        self._bus = bus
        self._bar = bar
        self._running: list[subprocess.Popen[Any]] = []
        self.env = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": "",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
        }
        for name in ("WAYLAND_DISPLAY", "PYSTRAY_BACKEND"):
            self.env.pop(name, None)

    def __enter__(self) -> Self:
        try:
            self._start_screen()
            if self._bus:
                self._start_bus()
            self.start("openbox")
            if self._bar:
                self.start("trayer", *BAR_PLACE)
                eventually(lambda: "trayer" in self.windows(), "the bar")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        """Start a program on this desktop; what it says goes to a file named like it."""
        with (self._folder / f"{Path(command[0]).name}.log").open("a") as log:
            options = {"stdout": log, "stdin": subprocess.DEVNULL, **options}
            program = subprocess.Popen(command, env=self.env, stderr=log, text=True, **options)
        self._running.append(program)
        return program

    def ask(self, *command: str) -> str:
        """Run a program to its end and return what it says."""
        answer = subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=20, check=False
        )
        return answer.stdout

    def windows(self) -> str:
        return self.ask("xwininfo", "-root", "-tree")

    def icon(self, class_name: str, title: str) -> tuple[int, int]:
        """Wait for a program's icon in the bar, its title set, and return its middle."""
        return eventually(lambda: self._icon_now(class_name, title), "the icon", 30)

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        self.ask("xdotool", "mousemove", str(place[0]), str(place[1]), "click", str(button))

    def keys(self, *keys: str) -> None:
        self.ask("xdotool", "key", "--delay", "120", *keys)

    def menus(
        self, class_name: str, least: int = LEAST_MENU_HEIGHT
    ) -> list[tuple[int, int, int, int]]:
        """Return left, top, width and height of a program's open menus, the first one first."""
        found = []
        for window in self.ask("xdotool", "search", "--onlyvisible", "--class", class_name).split():
            answer = self.ask("xdotool", "getwindowgeometry", "--shell", window)
            place = dict(line.split("=") for line in answer.split())
            if int(place.get("HEIGHT", 0)) > least:
                found.append(tuple(int(place[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")))
        return sorted(found, reverse=True)  # type: ignore[arg-type]  # four of them

    def open_menu(self, class_name: str, title: str, *steps: Sequence[str]) -> None:
        """Click the icon and press each step's keys, each of which unfolds one menu more.

        Begins again, as a person would, where the icon was still settling in.
        """
        eventually(lambda: self._opens(class_name, title, steps), "the menu", 180)

    def unfolds(self, class_name: str, count: int, seconds: float = 60) -> None:
        """Wait until so many menus stand open, one beside the other."""
        eventually(lambda: len(self.menus(class_name)) == count, f"{count} menus", seconds)

    def start_notifications(self) -> None:
        """Start what shows notifications, as a desktop does."""
        need(present=bool(shutil.which("dunst")), what="dunst")
        settings = self._folder / "dunstrc"
        settings.write_text(CLICK_ACTS)
        self.start("dunst", "-conf", str(settings))
        ask = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")
        owner = (*ask, "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.Notifications")
        eventually(lambda: "true" in self.ask(*owner), "the notifications")

    def notification(self) -> tuple[int, int]:
        """Wait for a notification and return its middle."""
        left, top, width, height = eventually(
            lambda: self.menus("Dunst", 20), "a notification", 30
        )[0]
        return left + width // 2, top + height // 2

    def picture(self, path: Path, crop: str = "") -> None:
        """Take a picture of the screen; `crop` as ImageMagick writes it: 300x200+10+20."""
        cropped = ["-crop", crop, "+repage"] if crop else []
        self.ask("import", "-window", "root", *cropped, str(path))

    def close(self) -> None:
        for program in reversed(self._running):
            program.terminate()
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
            if program.stdout is not None:
                program.stdout.close()
        self._running.clear()

    def _start_screen(self) -> None:
        # Xvfb picks a free display itself, so that tests may run side by side.
        reading, writing = os.pipe()
        command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", "900x560x24")
        # Otherwise the screen begins anew whenever nobody is connected.
        self.start(*command, "-noreset", "-nolisten", "tcp", pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as number:
            self.env["DISPLAY"] = f":{number.readline().strip()}"

    def _start_bus(self) -> None:
        command = ("dbus-daemon", "--session", "--nofork", "--print-address=1")
        bus = self.start(*command, stdout=subprocess.PIPE)
        assert bus.stdout is not None
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()

    def _opens(self, class_name: str, title: str, steps: Sequence[Sequence[str]]) -> bool:
        self.click(self.icon(class_name, title), 3)
        with contextlib.suppress(AssertionError):
            self.unfolds(class_name, 1, MOMENT)
            for count, keys in enumerate(steps, start=2):
                self.keys(*keys)
                self.unfolds(class_name, count, MOMENT)
            return True
        self.keys(*["Escape"] * (1 + len(steps)))
        return False

    def _icon_now(self, class_name: str, title: str) -> tuple[int, int] | None:
        for line in self.windows().splitlines():
            if f'"{class_name}"' in line and title in line:
                (width, height), (x, y) = _geometry(line)
                if width >= 16 and x > 100:
                    return x + width // 2, y + height // 2
        return None


def _geometry(line: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Read size and place on the screen from a line of `xwininfo -tree`."""
    *_, size, place = line.split()
    width, height = size.split("+")[0].split("x")
    x, y = place.lstrip("+").split("+")
    return (int(width), int(height)), (int(x), int(y))
