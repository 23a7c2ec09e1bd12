"""Where the parts of the build lie, and what the program calls itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
NAME: Final = "Sollecito"
PUBLISHER: Final = "The Sollecito contributors"
CONSOLE_NAME: Final = "sollecito-cli"


class BuildFailed(Exception):
    """A step of the build did not do what it should; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that one build works in; everything in it can be made anew."""

    folder: Path

    @property
    def python(self) -> Path:
        """Return where the packages of the bundle are installed, with a Python of their own."""
        return self.folder / "python"

    @property
    def work(self) -> Path:
        """Return where what is made in between lies."""
        return self.folder / "work"

    @property
    def program(self) -> Path:
        """Return the program folder, as it will lie on a user's PC."""
        return self.folder / NAME


def version() -> str:
    """Return the version of the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
