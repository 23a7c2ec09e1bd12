"""The documentation's pictures of pages and menu: python -m tests.screenshots --docs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import CHROMIUM
from tests.scenes import SENT, due_firm, full_firm, settle
from tests.servers.desktop import Desktop
from tests.tray.eventually import eventually
from tray.pages.server import Pages

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
ENDINGS = {"en": "", "it": "-it"}
"""By the language of the manual that shows them."""
_WIDTH, _HEIGHT = 1280, 860
_SHORT = 680
"""Where the rest of a page is empty."""
_SCALE, _COLOURS = 0.75, 256
_MENU = "900x410+0+150"
"""Where the open menu lies on the screen."""
_GROUND = "#5f7b98"
_PROGRAM, _TITLE = "icon_program.py", "Ferramenta Rossi"


def take_for_docs(folder: Path = IMAGES) -> None:
    """Take every picture of the documentation anew that shows pages or the menu."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language, ending in ENDINGS.items():
            for name, page in _pages(browser, language):
                _told(_keep(page, folder / f"page-{name}{ending}.png"))
                page.close()
        browser.close()
    _told(_take_menu(folder))


def _told(path: Path) -> None:
    sys.stdout.write(f"{path}\n")


def _pages(browser: Browser, language: str) -> Iterator[tuple[str, Page]]:
    """Yield each page to be kept, and what its picture is called."""
    with tempfile.TemporaryDirectory() as made:
        with full_firm(Path(made) / "whole", language, whole=True) as pages:
            yield "overview", _opened(browser, pages, "/")
            yield "customer", _opened(browser, pages, f"/customers/{SENT}")
            yield "design", _coloured(_opened(browser, pages, "/designs/own"))
        with due_firm(Path(made) / "due", language) as pages:
            yield "plan", _opened(browser, pages, "/plan")
        with full_firm(Path(made) / "full", language) as pages:
            page = _opened(browser, pages, "/mapping?file=ledger/export.csv", high=_SHORT)
            yield "mapping", _mapped(page)


def _take_menu(folder: Path) -> Path:
    """Open the menu of the icon down to the roads of a customer, on a screen of its own."""
    target = folder / "tray-menu.png"
    with tempfile.TemporaryDirectory() as made, Desktop(Path(made)) as desktop:
        log = Path(made) / "log.jsonl"
        log.touch()
        command = (sys.executable, "-m", "tests.tray.icon_program", str(log))
        program = desktop.start(*command, cwd=ROOT)
        desktop.ask("xsetroot", "-solid", _GROUND)
        desktop.open_menu(_PROGRAM, _TITLE, ("Down", "Down", "Right"), ("Right",))
        desktop.picture(target, _MENU)
        with Image.open(target) as shot:
            _write(shot.copy(), target)
        program.terminate()
        program.wait(60)
    return target


def _opened(browser: Browser, pages: Pages, path: str, high: int = _HEIGHT) -> Page:
    page = browser.new_page(
        base_url=pages.address,
        viewport={"width": _WIDTH, "height": high},
        reduced_motion="reduce",
    )
    page.goto(pages.launch_url(path))
    return page


def _coloured(page: Page) -> Page:
    """Give the design another colour, and wait for the sheet that has it."""
    sheet = page.locator("#sheet img").first
    before = sheet.get_attribute("src")
    page.locator("[id='colours.accent']").fill("#7a1f2b")
    eventually(lambda: sheet.get_attribute("src") != before, "the sheet in another colour")
    eventually(lambda: page.locator("#sheet:not(.waiting)").count(), "the sheet as it is")
    return page


def _mapped(page: Page) -> Page:
    """Say what three columns mean, and wait until the page has taken them."""
    for column, meaning in ((0, "customer code"), (2, "amount"), (3, "due date")):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator(f"#column-{column}").select_option(meaning)
    return page


def _keep(page: Page, target: Path) -> Path:
    """Keep what stands on the screen, small enough for a page of the documentation."""
    settle(page)
    with Image.open(BytesIO(page.screenshot())) as shot:
        size = (int(shot.width * _SCALE), int(shot.height * _SCALE))
        return _write(shot.resize(size, Image.Resampling.LANCZOS), target)


def _write(picture: Image.Image, target: Path) -> Path:
    many = picture.convert("RGB")
    # The rare colours as well: a small square is what a line of the legend is known by.
    few = many.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target
