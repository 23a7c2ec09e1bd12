"""The pages as one application: every route, and the words for what goes wrong."""

from __future__ import annotations

from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from core.domain.wording import Text, say
from core.errors import FolderMissing, HistoryUnwritable, SettingsInvalid, SollecitoError
from tray.pages import (
    customer,
    customer_preferences,
    customers,
    designs,
    events,
    history,
    mail_provider,
    mailbox_access,
    manual,
    mapping,
    overview,
    pec_again,
    plan,
    plugins,
    problems,
    replies,
    sending,
    settings,
    this_pc,
    welcome,
)
from tray.pages.desk import AWAY, TEMPLATES, Desk, came_from, code_for, desk_of
from tray.pages.guard import Guard
from tray.pages.keys import Keys
from tray.pages.nav import navigation

_WITHOUT_FOLDER = (FolderMissing, HistoryUnwritable, SettingsInvalid)
_PAGES = (
    overview,
    plan,
    customers,
    customer,
    customer_preferences,
    pec_again,
    sending,
    history,
    replies,
    this_pc,
    mail_provider,
    settings,
    mailbox_access,
    plugins,
    problems,
    events,
    designs,
    manual,
    mapping,
    welcome,
)


def build_app(desk: Desk, keys: Keys, authorities: tuple[str, ...]) -> ASGIApp:
    """Build the guarded pages; `authorities` are the only values of `Host` they answer to."""
    static = StaticFiles(directory=str(TEMPLATES / "static"))
    app = Starlette(
        routes=[
            *(route for page in _PAGES for route in page.ROUTES),
            Mount("/static", static),
        ],
        exception_handlers={
            SollecitoError: _tell_error,
            HTTPException: _tell_refusal,
            Exception: _tell_bug,
        },
    )
    app.state.desk = desk
    desk.navigation = navigation(_PAGES)
    return Guard(_PathAsSent(app), keys, authorities, lambda: desk.office.status.language)


class _PathAsSent:
    """Finds the page by the path as it was sent: a code may hold an encoded slash."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"].decode("ascii", "replace")
        await self._app({**scope, "path": path}, receive, send)


def _tell_error(request: Request, error: Exception) -> Response:
    failure = cast("SollecitoError", error)
    if not desk_of(request).office.status.folder_present and isinstance(failure, _WITHOUT_FOLDER):
        # Whatever is missing in it: this is why, and it passes by itself.
        return _away(request)
    return _page(request, code_for(failure), failure.title, failure.hint)


def _away(request: Request) -> Response:
    """Say that this must wait: a page comes back by itself, a file or a deed does not."""
    waits = request.method == "GET" and "." not in request.url.path.rpartition("/")[2]
    code = 200 if waits else code_for(FolderMissing(AWAY))
    return desk_of(request).page(request, "away.html", status_code=code, waits=waits)


def _tell_refusal(request: Request, error: Exception) -> Response:
    code = cast("HTTPException", error).status_code
    return _page(request, code, say("There is no such page."))


def _tell_bug(request: Request, error: Exception) -> Response:
    # The framework raises it again for the server, which logs it.
    del error
    return _page(
        request,
        500,
        say("This page failed."),
        say("Nothing else has stopped. What happened is in the log."),
    )


def _page(request: Request, code: int, title: Text, hint: Text | None = None) -> Response:
    return desk_of(request).page(
        request, "error.html", status_code=code, title=title, hint=hint, back=came_from(request)
    )
