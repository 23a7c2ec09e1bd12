"""What Windows shows of a program file: its icon, and who made which version of it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from installer.place import NAME, PUBLISHER
from tray.icon_image import IconState, draw_icon

SIZES = (256, 128, 64, 48, 40, 32, 24, 20, 16)
"""Those that Windows asks for at the usual scalings; each is drawn for itself."""
_BANNER = (164, 314)
"""Pixels, as NSIS wants it."""
_PALE = "#e8f0fd"
_DESCRIPTION = "Sollecito: statements of account that go out by themselves"
_COPYRIGHT = f"{PUBLISHER}. AGPL-3.0-or-later."

_VERSION_FILE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0,
                    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      {strings}
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""


def write_icon(path: Path) -> None:
    """Write the icon of the program, as the bar shows it when all is well."""
    drawn = [draw_icon(IconState.IDLE, 0, size) for size in SIZES]
    drawn[0].save(path, sizes=[picture.size for picture in drawn], append_images=drawn[1:])


def write_banner(path: Path) -> None:
    """Write the picture beside the installer's last page."""
    banner = Image.new("RGB", _BANNER, _PALE)
    icon = draw_icon(IconState.IDLE, 0, _BANNER[0] // 2)
    banner.paste(icon, (_BANNER[0] // 4, _BANNER[0] // 4), icon)
    banner.save(path)


def write_version_file(path: Path, version: str, name: str) -> None:
    """Write what PyInstaller puts into a program file as its version."""
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": _DESCRIPTION,
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": _COPYRIGHT,
        "OriginalFilename": f"{name}.exe",
        "ProductName": NAME,
        "ProductVersion": version,
    }
    strings = ",\n      ".join(f"StringStruct({k!r}, {v!r})" for k, v in texts.items())
    path.write_text(_VERSION_FILE.format(numbers=four_numbers(version), strings=strings), "utf-8")


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version as Windows counts: always four numbers, nothing after them."""
    parts = [int(part) for part in version.split(".") if part.isdigit()][:4]
    first, second, third, fourth = parts + [0] * (4 - len(parts))
    return first, second, third, fourth
