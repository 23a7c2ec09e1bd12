"""What belongs to one PC: the language of its windows, its folders, its start, and the server."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import MakeServer, SetFolders, SetLanguage
from core.domain.wording import say
from core.errors import SollecitoError, UnknownName
from core.formats import LANGUAGES
from tray.autostart import AutostartRefused
from tray.pages.desk import Desk, code_for, desk_of, field
from tray.pages.preference_form import LANGUAGE_NAMES
from tray.pages.setting_form import groups

ADDRESS = "/settings/this-pc"


def this_pc(request: Request) -> Response:
    """Show what belongs to this PC alone."""
    return _page(request)


async def set_language(request: Request) -> Response:
    """Show the windows in another language."""
    form = await request.form()
    language = field(form, "language")
    if language not in LANGUAGES:
        raise UnknownName(say("Languages are: {allowed}.", allowed=", ".join(LANGUAGES)))
    return await desk_of(request).carry_out(form, SetLanguage(language), f"{ADDRESS}?saved=yes")


async def set_folders(request: Request) -> Response:
    """Let the program use other folders from its next start; a wrong one is told beside."""
    desk = desk_of(request)
    form = await request.form()
    now = _folders(desk)
    wanted = {name: field(form, name) for name in now}
    changed = {name: path for name, path in wanted.items() if path != now[name]}
    answer = await desk.attempt(form, SetFolders(**changed), f"{ADDRESS}?restart=yes")
    return _page(request, answer, wanted) if isinstance(answer, SollecitoError) else answer


async def switch_autostart(request: Request) -> Response:
    """Let the program start with the computer, or no longer."""
    form = await request.form()
    autostart = desk_of(request).autostart
    if autostart is None:
        raise UnknownName(say("There is no such page."))
    try:
        autostart.switch(on=field(form, "autostart") == "yes")
    except AutostartRefused as error:
        return _page(request, starting_fault=error)
    return RedirectResponse(f"{ADDRESS}?saved=yes", 303)


def confirm_server(request: Request) -> Response:
    """Ask before this PC takes the automatic sending over."""
    desk = desk_of(request)
    return desk.page(request, "confirm_server.html", machine=desk.office.settings().machine)


async def make_server(request: Request) -> Response:
    """Let this PC send by itself from now on."""
    form = await request.form()
    return await desk_of(request).carry_out(form, MakeServer(), f"{ADDRESS}?saved=yes")


def _page(
    request: Request,
    fault: SollecitoError | None = None,
    written: Mapping[str, str] | None = None,
    *,
    starting_fault: SollecitoError | None = None,
) -> Response:
    desk = desk_of(request)
    return desk.page(
        request,
        "this_pc.html",
        status_code=code_for(wrong) if (wrong := fault or starting_fault) else 200,
        groups=groups(),
        group="this-pc",
        machine=desk.office.settings().machine,
        languages={name: LANGUAGE_NAMES[name] for name in LANGUAGES},
        folders=written or _folders(desk),
        fault=fault,
        autostart=desk.autostart,
        starting_fault=starting_fault,
        saved="saved" in request.query_params,
        restart="restart" in request.query_params,
    )


def _folders(desk: Desk) -> dict[str, str]:
    """Return the folders that the program uses now."""
    plugins = desk.office.settings().plugins_folder
    return {"data": desk.office.status.folder, "plugins": plugins}


ROUTES = [
    Route(ADDRESS, this_pc),
    Route(ADDRESS + "/language", set_language, methods=["POST"]),
    Route(ADDRESS + "/folders", set_folders, methods=["POST"]),
    Route(ADDRESS + "/autostart", switch_autostart, methods=["POST"]),
    Route(ADDRESS + "/server", confirm_server),
    Route(ADDRESS + "/server", make_server, methods=["POST"]),
]
