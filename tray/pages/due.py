"""Who is due today, and who is skipped for a reason."""

from __future__ import annotations

from itertools import islice

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.planning import SkipReason
from core.domain.wording import say
from core.errors import UnknownName
from tray.pages.desk import desk_of
from tray.pages.nav import NavEntry

_SHOWN = 100


def due(request: Request) -> Response:
    """Show today's plan: the first hundred due, the reasons of the others."""
    desk = desk_of(request)
    plan = desk.office.status.plan
    return desk.page(
        request, "due.html", figures=desk.figures.of(plan), due=plan.due[:_SHOWN], shown=_SHOWN
    )


def skipped(request: Request) -> Response:
    """Show the first hundred who are skipped for one reason."""
    desk = desk_of(request)
    plan = desk.office.status.plan
    reason = _reason(request.path_params["reason"])
    those = (entry for entry in plan.skipped if entry.skip.reason is reason)
    count = dict(desk.figures.of(plan).skipped).get(reason, 0)
    return desk.page(
        request,
        "skipped.html",
        reason=reason,
        count=count,
        skipped=tuple(islice(those, _SHOWN)),
        shown=_SHOWN,
    )


def _reason(text: str) -> SkipReason:
    try:
        return SkipReason(text)
    except ValueError:
        raise UnknownName(say("There is no reason of this name.")) from None


NAV = NavEntry(say("Due today"), "/due", 20)

ROUTES = [Route("/due", due), Route("/due/{reason}", skipped)]
