"""The history: what was sent to whom, and a person's word on what is unclear."""

from __future__ import annotations

from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import ResolveDispatch
from core.domain.dispatches import DispatchState
from core.domain.wording import say
from tray.pages.desk import WrongInput, customer_url, desk_of, field
from tray.pages.nav import NavEntry

_SHOWN = 200
_WORDS = {"arrived": DispatchState.SENT, "lost": DispatchState.FAILED}


def history(request: Request) -> Response:
    """List the last dispatches, of all customers or of one."""
    desk = desk_of(request)
    customer = request.query_params.get("customer", "").strip()
    return desk.page(
        request,
        "history.html",
        customer=customer,
        dispatches=desk.office.history(customer or None, _SHOWN),
        shown=_SHOWN,
    )


async def resolve(request: Request) -> Response:
    """Take a person's word on a dispatch that nobody knows the outcome of."""
    form = await request.form()
    state = _WORDS.get(field(form, "word"))
    if state is None:
        raise WrongInput(say("Say whether the statement arrived or not."))
    customer = field(form, "customer")
    back = customer_url(customer) if customer else "/history"
    command = ResolveDispatch(unquote(request.path_params["dispatch"]), state)
    return await desk_of(request).carry_out(form, command, back)


NAV = NavEntry(say("History"), "/history", 40)

ROUTES = [
    Route("/history", history),
    Route("/dispatches/{dispatch}/resolve", resolve, methods=["POST"]),
]
