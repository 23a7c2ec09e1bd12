"""What customers answered to their statements, until a person has looked at it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import SeeReplies
from tray.pages.desk import desk_of, if_readable
from tray.ways import REPLIES

_SHOWN = 200


def replies(request: Request) -> Response:
    """List the answers, newest first; more than the last ones stand in the mail program."""
    desk = desk_of(request)
    found = if_readable(desk.office.replies)
    shown = None if found is None else found[:_SHOWN]
    return desk.page(request, "replies.html", replies=shown)


async def seen(request: Request) -> Response:
    """Take a person's word that somebody has looked at them."""
    form = await request.form()
    return await desk_of(request).carry_out(form, SeeReplies(), "/")


ROUTES = [
    Route(REPLIES, replies),
    Route(REPLIES + "/seen", seen, methods=["POST"]),
]
