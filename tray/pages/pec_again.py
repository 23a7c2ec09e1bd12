"""A PEC address that a receipt called an ordinary one, tried again as a person wishes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import TryPecAgain
from tray.pages.desk import code_of, customer_url, desk_of


async def try_again(request: Request) -> Response:
    """Let the road lead there again."""
    code, form = code_of(request), await request.form()
    return await desk_of(request).carry_out(form, TryPecAgain(code), customer_url(code))


ROUTES = [Route("/customers/{code}/pec-again", try_again, methods=["POST"])]
