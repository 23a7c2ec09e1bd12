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

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
_WIDTH, _HEIGHT = 1280, 860
_SHORT = 620
"""Where the rest of a page is empty."""
_SCALE, _COLOURS = 0.75, 96
_MENU = "900x410+0+150"
"""Where the open menu lies on the screen."""
_GROUND = "#5f7b98"
_PROGRAM, _TITLE = "icon_program.py", "Ferramenta Rossi"


def take_for_docs(folder: Path = IMAGES) -> None:
    """Take every picture of the documentation anew that shows pages or the menu."""
    for path in (*_take_pages(folder), _take_menu(folder)):
        sys.stdout.write(f"{path}\n")


def _take_pages(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with full_firm(Path(made) / "whole", "en", whole=True) as pages:
            page = _opened(browser, pages.address, pages.launch_url())
            yield _keep(page, folder / "page-overview.png")
            page.goto(f"/customers/{SENT}")
            yield _keep(page, folder / "page-customer.png")
            page.goto("/designs/own")
            yield _keep(_coloured(page), folder / "page-design.png")
        with due_firm(Path(made) / "due", "en") as pages:
            page = _opened(browser, pages.address, pages.launch_url("/plan"))
            yield _keep(page, folder / "page-plan.png")
        with full_firm(Path(made) / "full", "en") as pages:
            page = _opened(browser, pages.address, pages.launch_url())
            page.set_viewport_size({"width": _WIDTH, "height": _SHORT})
            page.goto("/mapping?file=ledger/export.csv")
            yield _keep(_mapped(page), folder / "page-mapping.png")
        browser.close()


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


def _opened(browser: Browser, address: str, launch: str) -> Page:
    page = browser.new_page(base_url=address, viewport={"width": _WIDTH, "height": _HEIGHT})
    page.goto(launch)
    return page


def _coloured(page: Page) -> Page:
    """Give the design another colour, and wait for the sheet that has it."""
    sheet = page.locator("#sheet img").first
    before = sheet.get_attribute("src")
    page.locator("[id='colours.accent']").fill("#7a1f2b")
    eventually(lambda: sheet.get_attribute("src") != before, "the sheet in another colour")
    return page


def _mapped(page: Page) -> Page:
    """Say what three columns mean, and wait until the page has taken them."""
    for column, meaning in ((0, "Customer code"), (2, "Amount"), (3, "Due date")):
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
    few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target
