"""Help where it is needed: the pages of the manual, from the same files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from core.domain.wording import say
from core.errors import UnknownName
from tray.pages.desk import desk_of
from tray.pages.nav import NavEntry

NAV = NavEntry(say("Help"), "/help", 90)

PAGES = {
    "install-on-windows": "how-to/install-on-windows.md",
    "first-statement": "tutorial/first-statement.md",
    "office-page": "how-to/office-page.md",
    "email": "how-to/email.md",
    "outlook": "how-to/outlook.md",
    "pec": "how-to/pec.md",
    "fax": "how-to/fax.md",
    "post": "how-to/post.md",
    "files": "how-to/files.md",
    "attachments": "how-to/attachments.md",
    "roads": "how-to/roads.md",
    "bounces": "how-to/bounces.md",
    "evidence": "how-to/evidence.md",
    "start-with-the-computer": "how-to/start-with-the-computer.md",
    "look-after-the-pcs": "how-to/look-after-the-pcs.md",
    "data-formats": "reference/data-formats.md",
    "designs": "reference/designs.md",
    "settings": "reference/settings.md",
    "commands": "reference/commands.md",
    "write-a-plugin": "how-to/write-a-plugin.md",
}
"""By the name in the address; an Italian page of the same path lies below `it/`."""
_LINK = re.compile(r'(href|src)="(?![a-z]+:|/|#)([^"#]*)(#[^"]*)?"')
_HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page of the manual, rendered."""

    name: str
    title: str
    html: str
    language: str
    """Which may be another than that of the windows."""


def index(request: Request) -> Response:
    """List the pages of the manual."""
    desk = desk_of(request)
    language = desk.office.status.language
    return desk.page(request, "manual.html", pages=[_page(name, language) for name in PAGES])


def page(request: Request) -> Response:
    """Show one page of the manual."""
    desk = desk_of(request)
    name = unquote(request.path_params["name"])
    if name not in PAGES:
        raise UnknownName(say("There is no such page."))
    shown = _page(name, desk.office.status.language)
    return desk.page(request, "manual_page.html", shown=shown)


def image(request: Request) -> Response:
    """Give a picture of the manual."""
    place = _docs() / "images"
    name = request.path_params["name"]
    if name not in {file.name for file in place.glob("*.png")}:
        raise UnknownName(say("There is no such page."))
    return FileResponse(place / name, media_type="image/png")


@cache
def _page(name: str, language: str) -> HelpPage:
    """Render a page in the language, else in English; HTML in it is shown, never obeyed."""
    docs, path = _docs(), PAGES[name]
    own = docs / language / path
    spoken = language if own.is_file() else "en"
    text = (own if own.is_file() else docs / path).read_text("utf-8")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = _LINK.sub(_rewritten, _HEADING.sub(_with_anchor, html))
    for tag in ("table", "pre"):
        html = html.replace(f"<{tag}>", f'<div class="scroll" tabindex="0"><{tag}>')
        html = html.replace(f"</{tag}>", f"</{tag}></div>")
    title = unescape(_TAG.sub("", html.partition("</h1>")[0])).strip()
    return HelpPage(name, title, html, spoken)


def _docs() -> Path:
    """Return the manual: inside the installed package, else beside the checkout's templates."""
    templates = Path(str(files("templates")))
    installed = templates / "docs"
    return installed if installed.is_dir() else templates.parent / "docs"


def _with_anchor(heading: re.Match[str]) -> str:
    anchor = re.sub(r"[^\w -]", "", _TAG.sub("", heading[2]).lower()).strip().replace(" ", "-")
    return f'<h{heading[1]} id="{anchor}">{heading[2]}</h{heading[1]}>'


def _rewritten(link: re.Match[str]) -> str:
    """Let a link between files lead to the page of help, else to the list of pages."""
    attribute, target, anchor = link[1], PurePosixPath(link[2]).name, link[3] or ""
    if attribute == "src":
        return f'src="/help/images/{target}"'
    for name, path in PAGES.items():
        if PurePosixPath(path).name == target:
            return f'href="/help/{name}{anchor}"'
    return 'href="/help"'


ROUTES = [
    Route("/help", index),
    Route("/help/images/{name}", image),
    Route("/help/{name}", page),
]
