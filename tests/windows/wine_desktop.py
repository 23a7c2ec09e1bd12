"""Wine's own desktop with a task bar on a screen that nobody sees, and a mouse on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from io import BytesIO
from types import TracebackType
from typing import Any, Self

from PIL import Image

from tests.conftest import need
from tests.tray.eventually import eventually
from tests.windows.windows_python import WindowsPython
from tray.icon_image import IconState, draw_icon

PROGRAMS = ("Xvfb", "xdotool", "xwininfo", "import")
WIDTH, HEIGHT = 1600, 900
DESKTOP = f"/desktop=shell,{WIDTH}x{HEIGHT}"
ICON = (WIDTH - 10, HEIGHT - 10)
"""The middle of the last icon in the task bar."""
SIZE = 16
LINE, EDGE = 9, 3
"""Pixels: a menu's separator, and the menu's own edge."""
LONG = 120.0
"""Seconds: this machine may have much else to do."""


class WineDesktop:
    """Starts Windows programs where they have a task bar; ends what it started."""

    def __init__(self, windows: WindowsPython) -> None:
        need(present=all(map(shutil.which, PROGRAMS)), what=" ".join(PROGRAMS))
        self._windows = windows
        self._running: list[subprocess.Popen[Any]] = []
        self._display: dict[str, str] = {}

    def __enter__(self) -> Self:
        # A desktop from an earlier screen would be taken for this one.
        self._windows.close_programs()
        reading, writing = os.pipe()
        screen = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp")
        command = ("Xvfb", "-displayfd", str(writing), *screen)
        self._running.append(
            subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
        )
        os.close(writing)
        with os.fdopen(reading) as number:
            self._display = {"DISPLAY": f":{number.readline().strip()}"}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._windows.close_programs()
        for program in reversed(self._running):
            program.terminate()
            program.wait(LONG)
            if program.stdout is not None:
                program.stdout.close()

    def start(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a program of Wine's, or with a `.py` or `-m` in front the Windows Python."""
        if words[0] == "-m" or words[0].endswith(".py"):
            words = tuple(self._windows._command(words)[1:])
        program = subprocess.Popen(
            ("wine", "explorer", DESKTOP, *words),
            env=self._windows._env_with({**self._display, **(env or {})}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self._running.append(program)
        return program

    @property
    def _env(self) -> dict[str, str]:
        return {**os.environ, **self._display}

    def ask(self, *command: str) -> str:
        """Run a program of this machine's on the screen and return what it says."""
        answer = subprocess.run(
            command, env=self._env, capture_output=True, check=False, timeout=LONG
        )
        return answer.stdout.decode(errors="replace")

    def picture(self) -> Image.Image:
        """Take a picture of the screen."""
        command = ("import", "-window", "root", "png:-")
        answer = subprocess.run(command, env=self._env, capture_output=True, check=True)
        with Image.open(BytesIO(answer.stdout)) as picture:
            return picture.convert("RGB")

    def shows(self, state: IconState | None, count: int = 0) -> None:
        """Wait until the task bar shows the icon in a state, to the pixel; or no icon at all."""
        expected = Image.new("RGBA", (SIZE, SIZE), "white")
        if state is not None:
            expected.alpha_composite(draw_icon(state, count, SIZE))
        wanted = expected.convert("RGB").tobytes()
        left, top = WIDTH - SIZE - 2, HEIGHT - SIZE - 2
        box = (left, top, left + SIZE, top + SIZE)

        def looks_so() -> bool:
            # The screen's other programs need the time more than this one.
            time.sleep(0.3)
            return self.picture().crop(box).tobytes() == wanted

        eventually(looks_so, f"{state} {count}", LONG)

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        x, y = map(str, place)
        self.ask("xdotool", "mousemove", x, y, "click", str(button))

    def menus(self) -> list[tuple[int, int, int, int]]:
        """Return left, top, width and height of the open menus, the first one first."""
        return sorted(self._nameless("python.exe"), reverse=True)

    def notices(self) -> list[tuple[int, int, int, int]]:
        """Return where a notification stands above the task bar; Wine hears no click on it."""
        return self._nameless("explorer.exe")

    def _nameless(self, program: str) -> list[tuple[int, int, int, int]]:
        """Return where a program has windows without a name, higher than a line of text."""
        found = []
        for line in self.ask("xwininfo", "-root", "-tree").splitlines():
            if f'("{program}"' in line and "has no name" in line:
                size, place = line.split()[-2:]
                width, height = (int(n) for n in size.split("+")[0].split("x"))
                left, top = (int(n) for n in place.lstrip("+").split("+"))
                if height > 2 * SIZE:
                    found.append((left, top, width, height))
        return found

    def open_menu(self) -> None:
        """Click on the icon with the right button until its menu is there."""

        def opened() -> bool:
            if not self.menus():
                self.click(ICON, 3)
            return bool(self.menus())

        eventually(opened, "the menu", LONG)

    def close_menu(self) -> None:
        """Click beside the menu; without a window manager nobody has the keyboard."""
        self.click((WIDTH // 2, HEIGHT // 3))
        eventually(lambda: not self.menus(), "no menu", LONG)

    def choose(self, *path: tuple[int, str]) -> None:
        """Click through menus: each step is a row's number and the menu drawn as `.` and `-`."""
        for depth, (row, rows) in enumerate(path, start=1):
            eventually(lambda: len(self.menus()) >= depth, f"menu {depth}", LONG)  # noqa: B023
            left, top, width, height = self.menus()[depth - 1]
            entry = (height - 2 * EDGE - LINE * rows.count("-")) / rows.count(".")
            above = sum(LINE if mark == "-" else entry for mark in rows[:row])
            self.click((left + width // 2, round(top + EDGE + above + entry / 2)))


def page_of(program: Any) -> str:
    """Read one line of a program that starts, and return the page's address if it names it."""
    line: str = program.stdout.readline()
    return line.rsplit(maxsplit=1)[-1] if "http://" in line else ""
