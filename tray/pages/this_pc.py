"""What belongs to one PC: the language of its windows, its data folder, and who is the server."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import MakeServer, SetLanguage
from core.domain.wording import say
from core.errors import UnknownName
from core.formats import LANGUAGES
from tray.pages.customer_preferences import LANGUAGE_NAMES
from tray.pages.desk import desk_of, field
from tray.pages.setting_form import groups

ADDRESS = "/settings/this-pc"


def this_pc(request: Request) -> Response:
    """Show what belongs to this PC alone."""
    desk = desk_of(request)
    return desk.page(
        request,
        "this_pc.html",
        groups=groups(),
        group="this-pc",
        machine=desk.office.settings().machine,
        languages={name: LANGUAGE_NAMES[name] for name in LANGUAGES},
        saved="saved" in request.query_params,
    )


async def set_language(request: Request) -> Response:
    """Show the windows in another language."""
    form = await request.form()
    language = field(form, "language")
    if language not in LANGUAGES:
        raise UnknownName(say("Languages are: {allowed}.", allowed=", ".join(LANGUAGES)))
    return await desk_of(request).carry_out(form, SetLanguage(language), f"{ADDRESS}?saved=yes")


def confirm_server(request: Request) -> Response:
    """Ask before this PC takes the automatic sending over."""
    desk = desk_of(request)
    return desk.page(request, "confirm_server.html", machine=desk.office.settings().machine)


async def make_server(request: Request) -> Response:
    """Let this PC send by itself from now on."""
    form = await request.form()
    return await desk_of(request).carry_out(form, MakeServer(), f"{ADDRESS}?saved=yes")


ROUTES = [
    Route(ADDRESS, this_pc),
    Route(ADDRESS + "/language", set_language, methods=["POST"]),
    Route(ADDRESS + "/server", confirm_server),
    Route(ADDRESS + "/server", make_server, methods=["POST"]),
]
