"""Pictures of every page, light, dark and narrow.

`python -m tests.screenshots FOLDER [en|it]` takes them all; `python -m tests.screenshots --docs`
takes those of the documentation anew.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from core.engine.status import Role
from tests.browser import CHROMIUM
from tests.doc_pictures import take_for_docs
from tests.scenes import (
    SENT,
    UNCLEAR,
    due_firm,
    empty_firm,
    firm_away,
    firm_under_way,
    full_firm,
    settle,
)
from tray.pages.server import Pages
from tray.pages.setting_form import groups

FULL = (
    "/",
    "/plan",
    "/plan/ahead",
    "/plan/skipped",
    "/customers",
    f"/customers/{UNCLEAR}",
    f"/customers/{SENT}",
    f"/customers/{SENT}/send?channel=outbox",
    "/search?q=a",
    "/run",
    "/automatic",
    "/history",
    "/problems",
    "/designs",
    "/designs/classic",
    "/designs/own",
    *(f"/settings/{group}" for group in groups()),
    "/settings/this-pc",
    "/settings/this-pc/server",
    "/plugins",
    "/mapping",
    "/mapping?file=ledger/export.csv",
    "/help",
    "/help/designs",
    "/help/data-formats",
)
DUE = ("/", "/plan", "/plan/ahead", "/plan/skipped", "/run", "/automatic")
"""Of a firm whose statements wait to be sent."""
TRIED = ("/welcome/tables", "/welcome/understood", "/welcome/look", "/welcome/sending")
"""Of a firm that has taken the tables of the example."""
UNDER_WAY = ("/", "/plan", "/history")
"""Of a firm in the middle of a run."""
AWAY = ("/", "/plan", "/customers", f"/customers/{SENT}", "/history", "/designs", "/welcome/firm")
"""Of a firm whose data folder cannot be reached."""
EMPTY = (
    "/",
    "/welcome/firm",
    "/welcome/tables",
    "/welcome/understood",
    "/welcome/look",
    "/welcome/sending",
    "/customers",
    "/problems",
    "/designs",
)


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at every page."""

    name: str
    width: int
    scheme: str


LOOKS = (
    Look("light", 1280, "light"),
    Look("dark", 1280, "dark"),
    Look("narrow", 360, "light"),
    Look("wide", 1920, "light"),
)


def take(browser: Browser, pages: Pages, paths: tuple[str, ...], look: Look, folder: Path) -> None:
    """Take a picture of each page that is there: what a screen shows in the middle of a run."""
    page = _opened(browser, pages, look)
    for path in paths:
        answer = page.goto(path)
        if answer is not None and answer.ok:
            settle(page)
            whole = page.locator("#progress progress").count() == 0
            page.screenshot(path=folder / f"{_name(path)}-{look.name}.png", full_page=whole)
    page.context.close()


def take_deeds(browser: Browser, pages: Pages, look: Look, folder: Path) -> None:
    """Take a picture of what is asked before something is done, and of its outcome."""
    folder.mkdir(exist_ok=True)
    page = _opened(browser, pages, look)

    def keep(name: str, waited_for: str) -> None:
        page.locator(waited_for).first.wait_for()
        page.screenshot(path=folder / f"{name}-{look.name}.png", full_page=True)

    page.goto(f"/customers/{SENT}/send?channel=archive")
    page.locator("button.main").click()
    keep("outcome", "#outcome")
    page.goto("/history")
    page.locator("a[href$='/undo']").first.click()
    keep("undo", "button.main")
    for word in ("arrived", "lost"):
        page.goto("/history?state=unknown")
        keep("unclear", ".resolve")
        page.locator(f".resolve a[href*='word={word}']").click()
        keep(f"unclear-{word}", "button[name=word]")
    page.goto("/plugins")
    page.locator("form:has([value=outbox]) [name=switch]").click()
    keep("switch-off", "button.main")
    page.context.close()


def contact_sheet(folder: Path) -> Path:
    """Put all pictures of a folder on one sheet."""
    files = sorted(file for file in folder.glob("*.png") if file.name != "contact-sheet.png")
    width, height, across = 320, 260, 5
    down = -(-len(files) // across)
    sheet = Image.new("RGB", (across * (width + 12), down * (height + 34)), "#888888")
    draw = ImageDraw.Draw(sheet)
    for place, file in enumerate(files):
        left, top = place % across * (width + 12), place // across * (height + 34)
        with Image.open(file) as picture:
            small = picture.convert("RGB")
            small.thumbnail((width, 4000))
            sheet.paste(small.crop((0, 0, width, height)), (left + 6, top + 6))
        draw.text((left + 8, top + height + 10), file.stem, fill="#ffffff")
    target = folder / "contact-sheet.png"
    sheet.save(target)
    return target


def main(folder: Path, language: str = "en") -> None:
    """Take every picture into a folder, and the sheet of them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take_all = partial(_take_all, browser)
        with full_firm(Path(made) / "full", language) as pages:
            take_all(pages, FULL, folder)
            for look in LOOKS:
                take_deeds(browser, pages, look, folder / "deeds")
        with due_firm(Path(made) / "due", language) as pages:
            take_all(pages, DUE, folder / "due")
        with due_firm(Path(made) / "client", language, Role.CLIENT) as pages:
            take_all(pages, DUE, folder / "client")
        with firm_under_way(Path(made) / "under-way", language) as pages:
            take_all(pages, UNDER_WAY, folder / "under-way")
        with firm_away(Path(made) / "away" / "firm", language) as pages:
            take_all(pages, AWAY, folder / "away")
        with empty_firm(Path(made) / "empty", language) as pages:
            take_all(pages, EMPTY, folder / "empty")
            _put_example(browser, pages)
            take_all(pages, TRIED, folder / "tried")
        browser.close()
    for group in ("deeds", "due", "client", "under-way", "away", "empty", "tried"):
        contact_sheet(folder / group)
    sys.stdout.write(f"{contact_sheet(folder)}\n")


def _take_all(browser: Browser, pages: Pages, paths: tuple[str, ...], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for look in LOOKS:
        take(browser, pages, paths, look, folder)


def _opened(browser: Browser, pages: Pages, look: Look) -> Page:
    context = browser.new_context(
        base_url=pages.address,
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,  # type: ignore[arg-type] # "light" or "dark"
    )
    page = context.new_page()
    page.goto(pages.launch_url())
    return page


def _put_example(browser: Browser, pages: Pages) -> None:
    """Take the tables of the example, as a person does who only wants to try."""
    page = browser.new_page(base_url=pages.address)
    page.goto(pages.launch_url("/welcome/tables"))
    page.locator("form[action='/welcome/example'] button").click()
    page.wait_for_url("**/welcome/understood")
    page.close()


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").partition("?")[0] or "overview"


if __name__ == "__main__":
    if sys.argv[1] == "--docs":
        take_for_docs()
    else:
        main(Path(sys.argv[1]), *sys.argv[2:3])
