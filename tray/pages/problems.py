"""The problems: what a person should mend, where it is, what to do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.wording import say
from tray.pages.desk import desk_of
from tray.pages.nav import NavEntry

_SHOWN = 500


def problems(request: Request) -> Response:
    """List what is wrong in the firm's files."""
    desk = desk_of(request)
    found = desk.office.status.problems
    return desk.page(request, "problems.html", problems=found[:_SHOWN], count=len(found))


NAV = NavEntry(say("Problems"), "/problems", 50)

ROUTES = [Route("/problems", problems)]
