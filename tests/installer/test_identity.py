from pathlib import Path

import pytest
from PIL import Image

from installer.identity import SIZES, four_numbers, write_banner, write_icon, write_version_file
from installer.place import version


@pytest.mark.parametrize(
    ("stated", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("2", (2, 0, 0, 0)), ("1.2.3.4.5", (1, 2, 3, 4))],
)
def test_windows_counts_versions_with_four_numbers(
    stated: str, numbers: tuple[int, int, int, int]
) -> None:
    assert four_numbers(stated) == numbers


def test_icon_is_drawn_in_every_size_that_windows_asks_for(tmp_path: Path) -> None:
    write_icon(tmp_path / "icon.ico")
    with Image.open(tmp_path / "icon.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in SIZES}


def test_banner_is_as_large_as_the_installer_wants_it(tmp_path: Path) -> None:
    write_banner(tmp_path / "banner.bmp")
    with Image.open(tmp_path / "banner.bmp") as banner:
        assert (banner.format, banner.size, banner.mode) == ("BMP", (164, 314), "RGB")


def test_version_file_is_read_as_pyinstaller_reads_it(tmp_path: Path) -> None:
    write_version_file(tmp_path / "version", version(), "sollecito-cli")
    read: dict[str, object] = {}

    def keep(name: str, value: str) -> None:
        read[name] = value

    def take(*values: object, **named: object) -> object:
        return named or values

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "VarFileInfo")
    known = {**dict.fromkeys((*names, "VarStruct"), take), "StringStruct": keep}
    text = (tmp_path / "version").read_text("utf-8")
    assert eval(text, known)  # noqa: S307 - as PyInstaller does
    assert read["ProductVersion"] == version()
    assert read["OriginalFilename"] == "sollecito-cli.exe"
