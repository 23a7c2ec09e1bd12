"""Pictures of every page, light, dark and narrow: python -m tests.screenshots FOLDER."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from core.domain.commands import (
    ChangeSettings,
    CopyDesign,
    ReloadLedger,
    ReloadSettings,
    RunAutomaticSending,
    SendStatement,
)
from core.engine.engine import Engine
from core.engine.status import Role
from core.store.data_folder import make_data_folder
from core.store.machine import read_machine
from tests.browser import CHROMIUM
from tray.bootstrap import open_engine
from tray.clock import SystemClock
from tray.demo import write_demo
from tray.pages.server import Pages
from tray.pages.setting_form import groups

SENT = "C0003"
UNKNOWN = "Chi;Dove;Quanto;Entro\nC0002;Milano;120,00;31/12/2026\nC0003;Lodi;80,50;15/01/2027\n"
WRONG = (
    "Codice cliente;Numero documento;Data documento;Data scadenza;Importo\nC0002;7;31/13/2026;;1\n"
)

FULL = (
    "/",
    "/plan",
    "/plan/ahead",
    "/plan/skipped",
    "/customers",
    "/customers/C0002",
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


LOOKS = (Look("light", 1280, "light"), Look("dark", 1280, "dark"), Look("narrow", 360, "light"))


@contextmanager
def full_firm(folder: Path, language: str) -> Iterator[Pages]:
    """Open the pages of the example firm after a run, with a problem and an unknown table."""
    write_demo(folder, SystemClock(), read_machine().name, language)
    with _open(folder, language) as engine:
        engine.post(ReloadLedger()).result()
        engine.post(RunAutomaticSending()).result()
        engine.post(SendStatement((SENT,), "outbox")).result()
        engine.post(CopyDesign("classic", "own")).result()
        (folder / "ledger" / "export.csv").write_text(UNKNOWN, "utf-8")
        (folder / "ledger" / "wrong.csv").write_text(WRONG, "utf-8")
        with _serve(engine) as pages:
            yield pages


@contextmanager
def due_firm(folder: Path, language: str, role: Role | None = None) -> Iterator[Pages]:
    """Open the pages of the example firm before its statements have left: here, or elsewhere."""
    write_demo(folder, SystemClock(), read_machine().name, language)
    with _open(folder, language, role) as engine, _serve(engine) as pages:
        if role is not Role.CLIENT:
            engine.post(ChangeSettings({"automatic.approval": "always"}, {})).result()
        yield pages


@contextmanager
def empty_firm(folder: Path, language: str) -> Iterator[Pages]:
    """Open the pages of a firm that was just made."""
    make_data_folder(folder, "Officina Bianchi S.n.c.", read_machine().name, language)
    with _open(folder, language) as engine, _serve(engine) as pages:
        yield pages


@contextmanager
def _open(folder: Path, language: str, role: Role | None = None) -> Iterator[Engine]:
    before = {name: os.environ.get(name) for name in ("SOLLECITO_CONFIG_DIR", "SOLLECITO_LANGUAGE")}
    os.environ["SOLLECITO_CONFIG_DIR"] = str(folder.parent / "pc")
    os.environ["SOLLECITO_LANGUAGE"] = language
    engine = open_engine(folder, role=role)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _serve(engine: Engine) -> Iterator[Pages]:
    engine.post(ReloadSettings()).result()
    engine.post(ReloadLedger()).result()
    pages = Pages(engine)
    pages.start()
    try:
        yield pages
    finally:
        pages.stop()


def take(browser: Browser, pages: Pages, paths: tuple[str, ...], look: Look, folder: Path) -> None:
    """Take a picture of each page that is there."""
    context = browser.new_context(
        base_url=pages.address,
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,  # type: ignore[arg-type] # "light" or "dark"
    )
    page = context.new_page()
    page.goto(pages.launch_url())
    for path in paths:
        answer = page.goto(path)
        if answer is not None and answer.ok:
            _settle(page)
            page.screenshot(path=folder / f"{_name(path)}-{look.name}.png", full_page=True)
    context.close()


def take_deeds(browser: Browser, pages: Pages, look: Look, folder: Path) -> None:
    """Take a picture of what is asked before something is done, and of its outcome."""
    folder.mkdir(exist_ok=True)
    page = browser.new_page(
        base_url=pages.address,
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,  # type: ignore[arg-type] # "light" or "dark"
    )
    page.goto(pages.launch_url(f"/customers/{SENT}/send?channel=archive"))
    page.locator("button.main").click()
    page.locator("#outcome").wait_for()
    page.screenshot(path=folder / f"outcome-{look.name}.png", full_page=True)
    page.goto("/history")
    page.locator("a[href$='/undo']").first.click()
    page.screenshot(path=folder / f"undo-{look.name}.png", full_page=True)
    page.goto("/plugins")
    page.locator("form:has([value=outbox]) [name=switch]").click()
    page.screenshot(path=folder / f"switch-off-{look.name}.png", full_page=True)
    page.close()


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
        with full_firm(Path(made) / "full", language) as pages:
            for look in LOOKS:
                take(browser, pages, FULL, look, folder)
                take_deeds(browser, pages, look, folder / "deeds")
        with due_firm(Path(made) / "due", language) as pages:
            _take_all(browser, pages, DUE, folder / "due")
        with due_firm(Path(made) / "client", language, Role.CLIENT) as pages:
            _take_all(browser, pages, DUE, folder / "client")
        with empty_firm(Path(made) / "empty", language) as pages:
            _take_all(browser, pages, EMPTY, folder / "empty")
            _put_example(browser, pages)
            _take_all(browser, pages, TRIED, folder / "tried")
        browser.close()
    for group in ("deeds", "due", "client", "empty", "tried"):
        contact_sheet(folder / group)
    sys.stdout.write(f"{contact_sheet(folder)}\n")


def _take_all(browser: Browser, pages: Pages, paths: tuple[str, ...], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for look in LOOKS:
        take(browser, pages, paths, look, folder)


def _put_example(browser: Browser, pages: Pages) -> None:
    """Take the tables of the example, as a person does who only wants to try."""
    page = browser.new_page(base_url=pages.address)
    page.goto(pages.launch_url("/welcome/tables"))
    page.locator("form[action='/welcome/example'] button").click()
    page.wait_for_url("**/welcome/understood")
    page.close()


def _settle(page: Page) -> None:
    page.wait_for_load_state("load")
    page.evaluate("Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").partition("?")[0] or "overview"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
