"""Server-sent events: a page hears that something changed, and fetches its parts again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tray.pages.desk import desk_of


async def events(request: Request) -> Response:
    """Stream a word for every change since the news that the page was made of."""
    since = request.query_params.get("since", "")
    known = int(since[:18]) if since.isascii() and since.isdecimal() else None
    listening = desk_of(request).bell.listen(known)
    return StreamingResponse(listening, media_type="text/event-stream")


ROUTES = [Route("/events", events)]
