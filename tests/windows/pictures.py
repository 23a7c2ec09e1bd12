"""The guides' pictures, of the installed program: python -m tests.windows.pictures SETUP FOLDER."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core.domain.commands import ReloadLedger
from core.engine.status import Status
from core.formats import LANGUAGES
from tests.browser import CHROMIUM
from tests.tray.eventually import eventually
from tests.windows.installation import LONG, Installation
from tests.windows.setup_window import TITLE, SetupWindow
from tests.windows.test_tray import way
from tests.windows.windows_python import HERE, WindowsPython, usual_folder, windows_path
from tests.windows.wine_desktop import HEIGHT, WIDTH, WineDesktop
from tray.bootstrap import open_engine
from tray.menu import build_menu

Box = tuple[int, int, int, int]
INSTALLER = {
    "en": ("Sollecito Setup", "Install", "Finish"),
    "it": (TITLE, "Installa", "Chiudi"),
}
"""Its title, and the buttons that go on and close it."""
PERSON = Path("users") / "Anna"
FIRM = PERSON / "Documents" / "Sollecito"
PROGRAM = PERSON / "AppData" / "Local" / "Programs" / "Sollecito"
"""All on the drive C of the PC that Wine plays."""
ANSWERS = {
    "address": "Via Garibaldi 12\n20121 Milano",
    "vat_number": "IT 01234567890",
    "iban": "IT60 X054 2811 1010 0000 0123 456",
    "email": "amministrazione@rossi.example",
}
SENDER = "Ferramenta Rossi <amministrazione@rossi.example>"
WIDE, HIGH, EDGE = 900, 640, 20
COLOURS = 64


class PersonsPC(Installation):
    """A PC on which the program is in the folder of that person."""

    @property
    def folder(self) -> Path:
        """Return where the program is, or would be."""
        return _drive(self.windows) / PROGRAM


class PersonsDesktop(WineDesktop):
    """A desktop with the menus of the installed program."""

    def menus(self) -> list[Box]:
        """Return left, top, width and height of the open menus, the first one first."""
        return sorted(self._nameless("sollecito.exe"), reverse=True)


@dataclass(frozen=True)
class Album:
    """Where the pictures of one language go."""

    folder: Path
    language: str

    def keep(self, name: str, picture: Image.Image) -> None:
        """Keep a picture, made small."""
        path = self.folder / f"windows-{name}-{self.language}.png"
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        sys.stdout.write(f"{path}\n")

    def keep_page(self, name: str, page: Page, high: int = HIGH) -> None:
        """Keep what a browser shows of a page."""
        page.set_viewport_size({"width": WIDE, "height": high})
        page.wait_for_load_state("load")
        page.evaluate("Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")
        with Image.open(BytesIO(page.screenshot())) as picture:
            self.keep(name, picture)


def main(setup: Path, folder: Path) -> None:
    """Install, begin and look around in every language."""
    folder.mkdir(parents=True, exist_ok=True)
    windows = WindowsPython(usual_folder())
    windows.open()
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
            for language in LANGUAGES:
                # Debian's package chromium-l10n has the browser's own words in other languages.
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM,
                    args=["--no-sandbox"],
                    env={**os.environ, "LANGUAGE": language},
                )
                pc = PersonsPC(windows, Path(made) / language)
                pc.env["SOLLECITO_LANGUAGE"] = language
                _take(pc, setup, browser, Album(folder, language))
                browser.close()
    finally:
        shutil.rmtree(_drive(windows) / PERSON, ignore_errors=True)
        windows.close()


def _take(pc: Installation, setup: Path, browser: Browser, album: Album) -> None:
    pc.clear()
    shutil.rmtree(_drive(pc.windows) / PERSON, ignore_errors=True)
    (_drive(pc.windows) / PERSON / "Documents").mkdir(parents=True)
    with PersonsDesktop(pc.windows) as desktop:
        desktop.start(windows_path(HERE / "hold_desktop.py"))
        pc.show_on(desktop)
        _install(pc, setup, desktop, album)
        page = _page(browser, eventually(pc.page, "the page", LONG))
        _begin(page, album)
        _show_menu(desktop, _drive(pc.windows) / FIRM, album)
        page.close()
        pc.run("quit")
        _show_client(pc, browser, album)
        pc.uninstall()


def _install(pc: Installation, setup: Path, desktop: WineDesktop, album: Album) -> None:
    """Click through the installer; each of its pages is there before it is taken."""
    nowhere = pc.settings.parent / "browser.cmd"
    nowhere.write_text("@rem the browser of the pictures opens the page itself\n", "ascii")
    env = pc.env | {"BROWSER": windows_path(nowhere)}
    title, go_on, close = INSTALLER[album.language]
    switches = (f"/LANG={album.language}", f"/D={_on_c(PROGRAM)}")
    window = SetupWindow(desktop, setup, env, *switches, title=title)
    for name, button in (("install", go_on), ("installed", close)):
        window.says(button)
        album.keep(name, eventually(lambda: _drawn(desktop, title), "its page", LONG))
        window.press(button)
    window.ends()


def _begin(page: Page, album: Album) -> None:
    """Go from the question for the folder to the first statement, as the guide does."""
    page.fill("#company", "Ferramenta Rossi S.r.l.")
    page.fill("#new", _on_c(FIRM))
    album.keep_page("folder", page, 560)
    page.click("button.main")
    page.click("a.main")
    for name, text in ANSWERS.items():
        page.fill(f"#{name}", text)
    album.keep_page("firm", page)
    page.click("button.main")
    page.wait_for_url("**/welcome/tables")
    album.keep_page("tables", page, 780)
    page.click("form[action='/welcome/example'] button")
    page.wait_for_url("**/welcome/understood")
    album.keep_page("understood", page)
    page.click("a.main")
    album.keep_page("look", page, 860)
    page.click("a.main")
    page.select_option("#via", "outbox")
    page.fill("#sender", SENDER)
    page.click("button.main")
    page.locator("p.actions a[href*='/send?']").click()
    album.keep_page("send", page, 860)
    page.click("button.main")
    page.locator("#outcome").wait_for()
    album.keep_page("sent", page, 320)


def _show_menu(desktop: WineDesktop, firm: Path, album: Album) -> None:
    """Open the menu of the icon, and in it whom a statement can be sent to."""
    path = way(build_menu(_status(firm), autostart=True), "Send statement now")

    def opened() -> list[Box]:
        desktop.open_menu()
        desktop.choose(*path)
        time.sleep(1)
        menus = desktop.menus()
        return menus if len(menus) > 1 else []

    menus = eventually(opened, "the menu below the menu", LONG)
    left, top = min(menu[0] for menu in menus), min(menu[1] for menu in menus)
    album.keep("menu", desktop.picture().crop((left - 12, top - 12, WIDTH, HEIGHT)))
    # As long as a menu is open the program does not end.
    desktop.close_menu()


def _show_client(pc: Installation, browser: Browser, album: Album) -> None:
    """Start the program as another PC of the firm has it."""
    pc.env["SOLLECITO_MACHINE"] = "PC2"
    with pc.start("run", "--headless") as program:
        page = _page(browser, eventually(pc.page, "the page", LONG))
        page.set_viewport_size({"width": WIDE, "height": 2 * HIGH})
        page.goto("/settings/this-pc")
        box = page.locator("#server").bounding_box()
        assert box is not None
        left, top, right, bottom = (
            box["x"],
            box["y"],
            box["x"] + box["width"],
            box["y"] + box["height"],
        )
        with Image.open(BytesIO(page.screenshot())) as picture:
            album.keep(
                "client", picture.crop((left - EDGE, top - EDGE, right + EDGE, bottom + EDGE))
            )
        page.close()
        pc.run("quit")
        program.communicate(timeout=LONG)


def _status(firm: Path) -> Status:
    with pytest.MonkeyPatch.context() as changed, tempfile.TemporaryDirectory() as own:
        changed.setenv("SOLLECITO_CONFIG_DIR", own)
        changed.setenv("SOLLECITO_MACHINE", "PC1")
        engine = open_engine(firm)
        engine.post(ReloadLedger(remember=False)).result()
        status = engine.status
        engine.stop()
    return status


def _page(browser: Browser, address: str) -> Page:
    base = address.partition("/open")[0]
    page = browser.new_page(base_url=base)
    page.goto(address)
    return page


def _drawn(desktop: WineDesktop, title: str) -> Image.Image | None:
    """Return a picture of a window once it stays the same."""
    tree = desktop.ask("xwininfo", "-root", "-tree")
    place = r"(\d+)x(\d+)\+-?\d+\+-?\d+ +\+(\d+)\+(\d+)$"
    found = re.search(rf'"{title} ?".* {place}', tree, re.MULTILINE)
    assert found is not None, tree
    width, height, left, top = map(int, found.groups())
    before, after = (
        desktop.picture().crop((left, top, left + width, top + height)) for _ in range(2)
    )
    return after if before.tobytes() == after.tobytes() else None


def _on_c(place: Path) -> str:
    return "C:\\" + str(place).replace("/", "\\").replace("users", "Users")


def _drive(windows: WindowsPython) -> Path:
    return windows.folder / "prefix" / "drive_c"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
