"""The installer's window, as a person at the screen reads it and clicks in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.tray.eventually import eventually
from tests.windows.windows_python import HERE, windows_path
from tests.windows.wine_desktop import WineDesktop

LONG = 300.0
TITLE = "Installazione di Sollecito"
FROM_ITS_CORNER = (10, 24)
"""Where the list of what can be left out has the tick of its second row."""


class SetupWindow:
    """One run of an installer on a desktop. Its own start is the first click."""

    def __init__(
        self,
        desktop: WineDesktop,
        setup: Path,
        env: Mapping[str, str],
        *switches: str,
        title: str = TITLE,
    ) -> None:
        """Start the installer, in Italian unless switches say otherwise."""
        self._desktop = desktop
        self._title = title
        self.clicks = 1
        desktop.start(windows_path(setup), *(switches or ("/LANG=it",)), env=env)

    def press(self, button: str) -> None:
        """Click on a button, once, as soon as its page is there."""
        self._click(_middle(self._see(button)["box"]))

    def untick(self, word: str) -> None:
        """Click a tick away, once, and see that it is gone."""
        left, top, right, bottom = self._see(word)["box"]
        self._change((left, top, right, bottom), (left + 7, (top + bottom) // 2))

    def untick_second_row(self) -> None:
        """Click the tick of the second row of the list away, and see that it is gone."""
        box = self._see("SysTreeView32", "class")["box"]
        self._change(box, (box[0] + FROM_ITS_CORNER[0], box[1] + FROM_ITS_CORNER[1]))

    def says(self, button: str) -> str:
        """Return all that is to be read on the page that has this button."""
        self._see(button)
        return "\n".join(part["text"] for part in self._parts() or () if part["visible"])

    def ends(self) -> None:
        """Wait until the window is gone."""
        eventually(lambda: self._parts() is None, "the end of the installer", LONG)

    def _see(self, word: str, key: str = "text") -> Mapping[str, Any]:
        def seen() -> Mapping[str, Any] | None:
            for part in self._parts() or ():
                if part[key].replace("&", "") == word and part["enabled"] and part["visible"]:
                    return part
            return None

        part = eventually(seen, word, LONG)
        assert part is not None
        return part

    def _parts(self) -> list[Mapping[str, Any]] | None:
        """Return what the window consists of; None if it is not there."""
        script = windows_path(HERE / "window_parts.py")
        with self._desktop.start(script, self._title) as asked:
            assert asked.stdout is not None
            # Not to the end: Wine's own programs may hold the pipe open.
            parts: list[Mapping[str, Any]] | None = json.loads(asked.stdout.readline())
        return parts

    def _change(self, box: tuple[int, int, int, int], place: tuple[int, int]) -> None:
        before = self._desktop.picture().crop(box).tobytes()
        self._click(place)
        eventually(lambda: self._desktop.picture().crop(box).tobytes() != before, "another tick")

    def _click(self, place: tuple[int, int]) -> None:
        self._desktop.click(place)
        self.clicks += 1


def _middle(box: tuple[int, int, int, int]) -> tuple[int, int]:
    left, top, right, bottom = box
    return (left + right) // 2, (top + bottom) // 2
