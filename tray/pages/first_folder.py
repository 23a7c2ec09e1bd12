"""Before the first of all steps: a person makes the firm's folder, or chooses the one there is."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Event

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from core.domain.wording import Text, Value, say
from core.errors import FolderMissing, SollecitoError
from core.store.data_folder import (
    SETTINGS_FILE,
    check_data_folder,
    make_data_folder,
    read_server,
)
from core.store.machine import Machine
from core.store.settings import read_settings
from core.texts import tell
from tray.pages.desk import TEMPLATES, WrongInput, field
from tray.pages.guard import Guard
from tray.pages.keys import Keys
from tray.pages.welcome import is_first_start

_REFUSED = 422
_LONGEST_NAME = 120


class FirstFolder:
    """The page that asks for the folder; `chosen` is set once a person has said which."""

    def __init__(self, machine: Machine, proposed: Path, remember: Callable[[Path], None]) -> None:
        """Propose where a new folder could be; `remember` keeps what was chosen."""
        self.folder: Path | None = None
        self.chosen = Event()
        self._machine = machine
        self._proposed = proposed
        self._remember = remember
        self._templates = Environment(
            loader=FileSystemLoader(str(TEMPLATES)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def behind(self, keys: Keys, authorities: tuple[str, ...]) -> ASGIApp:
        """Return the page as an application for those who hold the keys."""
        app = Starlette(
            routes=[
                Mount("/static", StaticFiles(directory=str(TEMPLATES / "static"))),
                Route("/folder", partial(self._choose, keys), methods=["POST"]),
                Route("/{path:path}", partial(self._ask, keys)),
            ]
        )
        return Guard(app, keys, authorities, lambda: self._machine.language)

    async def _ask(self, keys: Keys, request: Request) -> Response:
        if self.chosen.is_set():
            # The real pages come to this very address as soon as they are there.
            page = self._page("first_folder_starting.html")
            page.headers["refresh"] = "1"
            return page
        if request.url.path != "/":
            return RedirectResponse("/", 303)
        return self._form(keys, {})

    async def _choose(self, keys: Keys, request: Request) -> Response:
        form = await request.form()
        written = {name: field(form, name) for name in ("company", "new", "existing")}
        try:
            folder = self._make(written) if field(form, "way") == "new" else self._existing(written)
        except SollecitoError as error:
            return self._form(keys, written, error, field(form, "way"))
        if not self.chosen.is_set():
            self._remember(folder)
            self.folder = folder
            self.chosen.set()
        return self._page(
            "first_folder_ready.html",
            folder=str(folder),
            role=self._role_on(folder),
            first="/welcome" if is_first_start(folder) else "/",
        )

    def _make(self, written: Mapping[str, str]) -> Path:
        if not written["company"] or len(written["company"]) > _LONGEST_NAME:
            raise WrongInput(say("The name of the firm is missing, or too long."))
        folder = _path(written["new"], self._proposed)
        make_data_folder(folder, written["company"], self._machine.name, self._machine.language)
        return folder

    def _existing(self, written: Mapping[str, str]) -> Path:
        """Return a folder that a firm is in; what would keep it from opening is told."""
        folder = _path(written["existing"], self._proposed)
        try:
            check_data_folder(folder)
        except FolderMissing as error:
            raise FolderMissing(
                error.title, say("The folder of a firm holds a file “{file}”.", file=SETTINGS_FILE)
            ) from error
        read_settings(folder / SETTINGS_FILE)
        return folder

    def _role_on(self, folder: Path) -> Text:
        server = read_server(folder)
        if server in {"", self._machine.name}:
            return say(
                "This PC is the server: once automatic sending is switched on, it sends by itself."
            )
        return say(
            "{server} is the server and sends by itself; this PC sends by hand only.",
            server=server,
        )

    def _form(
        self,
        keys: Keys,
        written: Mapping[str, str],
        fault: SollecitoError | None = None,
        way: str = "",
    ) -> Response:
        fields = {"company": "", "new": str(self._proposed), "existing": ""}
        fields |= {name: text for name, text in written.items() if text}
        return self._page(
            "first_folder.html",
            _REFUSED if fault else 200,
            csrf=keys.csrf,
            written=fields,
            fault=fault,
            way=way,
        )

    def _page(self, template: str, code: int = 200, **context: object) -> Response:
        language = self._machine.language

        def translate(message: str, /, **values: Value) -> str:
            return tell(Text(message, values), language)

        words = {"_": translate, "tell": partial(tell, language=language), "language": language}
        return HTMLResponse(self._templates.get_template(template).render(words | context), code)


def _path(text: str, example: Path) -> Path:
    # What Windows copies as a path stands in quotes.
    folder = Path(text.strip("\"'")).expanduser()
    if not folder.is_absolute():
        raise WrongInput(
            say("“{folder}” is not the whole path of a folder.", folder=text),
            say("Write it from its beginning, like {example}.", example=str(example)),
        )
    return Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() leaves shares' names
