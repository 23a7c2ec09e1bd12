"""Build the Windows installer: `python -m installer`.

It leaves the installer, the bill of materials and the checksums of both in `dist/windows`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from installer.bundle import build_bundle
from installer.parts import packages_of, write_bill, write_licences
from installer.place import CONSOLE_NAME, NAME, ROOT, BuildFailed, Place, version
from installer.pythons import BuildPython, OnWindows, UnderWine
from installer.setup_file import build_setup, sign_file
from tests.windows.windows_python import WindowsPython, missing, usual_folder

SUMS = "SHA256SUMS"


def main(words: Sequence[str]) -> None:
    """Build everything, and say where it is."""
    options = _options(words)
    place = Place(options.work)
    shutil.rmtree(place.folder, ignore_errors=True)
    with ExitStack() as opened:
        try:
            python = _build_python(place, opened)
            made = build(python, place, options.output, options.sign, quick=options.quick)
        except BuildFailed as error:
            sys.exit(str(error))
    for path in made:
        print(path)  # noqa: T201 - what the command is for


def build(
    python: BuildPython, place: Place, output: Path, sign: str = "", *, quick: bool = False
) -> tuple[Path, ...]:
    """Build the bundle and the installer; return the files to be given away."""
    output.mkdir(parents=True, exist_ok=True)
    build_bundle(python, place)
    packages = packages_of(python)
    write_licences(packages, place.program / "licences")
    bill = output / f"{NAME}-{version()}.cdx.json"
    write_bill(packages, python, bill)
    shutil.copy(bill, place.program / "licences")
    if sign:
        for name in (NAME, CONSOLE_NAME):
            sign_file(sign, place.program / f"{name}.exe")
    setup = build_setup(place, output, sign, quick=quick)
    if sign:
        sign_file(sign, setup)
    sums = output / SUMS
    sums.write_bytes(b"".join(_sum(path) for path in (setup, bill)))
    return setup, bill, sums


def _build_python(place: Place, opened: ExitStack) -> BuildPython:
    if sys.platform == "win32":
        return OnWindows(place.python)
    absent = missing()
    if absent:
        raise BuildFailed(f"missing: {absent}")
    windows = WindowsPython(usual_folder())
    windows.open()
    opened.callback(windows.close)
    return UnderWine(windows, place.python)


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m installer", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "windows", metavar="DIR")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows", metavar="DIR")
    parser.add_argument(
        "--sign",
        default="",
        metavar="COMMAND",
        help="signs one file in place; {file} stands for its path",
    )
    parser.add_argument(
        "--quick", action="store_true", help="pack at once, without making it smaller"
    )
    return parser.parse_args(words)


def _sum(path: Path) -> bytes:
    """Return a line as `sha256sum --check` reads it."""
    return f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n".encode()


if __name__ == "__main__":
    main(sys.argv[1:])
