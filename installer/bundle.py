"""The program folder: everything the program needs, made by PyInstaller."""

from __future__ import annotations

import sys

from core.formats import LANGUAGES
from installer.identity import write_banner, write_icon, write_version_file
from installer.place import CONSOLE_NAME, HERE, NAME, Place, version
from installer.pythons import BuildPython


def build_bundle(python: BuildPython, place: Place) -> str:
    """Make the program folder and return what PyInstaller said about it."""
    place.work.mkdir(parents=True, exist_ok=True)
    write_icon(place.work / "icon.ico")
    write_banner(place.work / "banner.bmp")
    for name in (NAME, CONSOLE_NAME):
        write_version_file(place.work / f"{name}.version", version(), name)
    hooks = [] if sys.platform == "win32" else [python.path(HERE / "wine_hook.py")]
    env = {
        "SOLLECITO_BUILD": python.path(place.work),
        "SOLLECITO_LANGUAGES": " ".join(LANGUAGES),
        "SOLLECITO_HOOKS": "|".join(hooks),
        "PYINSTALLER_CONFIG_DIR": python.path(place.work / "cache"),
    }
    words = ("--noconfirm", "--distpath", python.path(place.folder), "--workpath")
    spec = python.path(HERE / "program.spec")
    return python.run(
        "-m", "PyInstaller", *words, python.path(place.work / "pyinstaller"), spec, env=env
    )
