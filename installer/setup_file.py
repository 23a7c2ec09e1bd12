"""The installer: the program folder packed into one file that a user downloads."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from installer.identity import four_numbers
from installer.place import HERE, NAME, PUBLISHER, BuildFailed, Place, version
from installer.pythons import run_tool

_USUAL_PLACE = Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)")) / "NSIS"
"""Where NSIS installs itself on Windows, which does not put it on the path."""


def find_makensis() -> str | None:
    """Return the compiler of installers, if this machine has it."""
    return shutil.which("makensis") or shutil.which("makensis", path=str(_USUAL_PLACE))


def build_setup(
    place: Place, folder: Path, sign: str = "", *, number: str = "", quick: bool = False
) -> Path:
    """Pack the program folder; `sign` is the command for the file that removes it again.

    `number` is another version than the project's. `quick` packs without making it
    smaller: for trying it out.
    """
    makensis = find_makensis()
    if makensis is None:
        raise BuildFailed("NSIS is missing: apt-get install nsis, or https://nsis.sourceforge.io")
    number = number or version()
    made = folder / f"{NAME}-{number}-setup.exe"
    made.unlink(missing_ok=True)
    values = {
        "VERSION": number,
        "NUMBERS": ".".join(map(str, four_numbers(number))),
        "PUBLISHER": PUBLISHER,
        "SIZE": str(size_of(place.program) // 1024),
        "PROGRAM": str(place.program),
        "ICON": str(place.work / "icon.ico"),
        "BANNER": str(place.work / "banner.bmp"),
        "OUTPUT": str(made),
    }
    if sign:
        values["SIGN"] = sign.replace("{file}", "%1")
    if quick:
        values["QUICK"] = "yes"
    defined = [f"-D{key}={value}" for key, value in values.items()]
    run_tool(makensis, "-V2", "-WX", *defined, str(HERE / "setup.nsi"))
    return made


def sign_file(command: str, path: Path) -> None:
    """Sign one file in place; {file} stands for it in the command, which the shell takes."""
    subprocess.run(command.replace("{file}", str(path)), shell=True, check=True)  # noqa: S602 - the builder's own words


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
