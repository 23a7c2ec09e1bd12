"""The page that waits while a person lets this program into the mailbox at the provider's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.wording import say
from core.errors import SollecitoError, UnknownName
from tray.pages.desk import code_for, desk_of

_GROUPS = ("smtp", "imap")
"""Whose settings lead here: one access opens both."""
_EVERY = "2"
"""Seconds after which the page looks whether there is an answer."""


def waiting(request: Request) -> Response:
    """Show how far it is."""
    desk, group = desk_of(request), _group(request)
    asking = desk.access.now
    if asking is None:
        return RedirectResponse(f"/settings/{group}", 303)
    page = desk.page(request, "mailbox_access.html", asking=asking, error=asking.error, group=group)
    if asking.under_way:
        page.headers["refresh"] = _EVERY
    return page


async def ask(request: Request) -> Response:
    """Ask the provider, in the browser."""
    desk, group = desk_of(request), _group(request)
    await request.form()
    try:
        desk.access.ask()
    except SollecitoError as error:
        return desk.page(
            request,
            "mailbox_access.html",
            status_code=code_for(error),
            asking=None,
            error=error,
            group=group,
        )
    return RedirectResponse(f"/settings/{group}/access", 303)


def _group(request: Request) -> str:
    group: str = request.path_params["group"]
    if group not in _GROUPS:
        raise UnknownName(say("There is no such page."))
    return group


ROUTES = [
    Route("/settings/{group}/access", waiting),
    Route("/settings/{group}/access", ask, methods=["POST"]),
]
