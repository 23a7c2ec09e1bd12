"""A customer's preferences: what a person sets over what the table says."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import SetPreferences
from core.domain.parties import NO_PREFERENCES, SendingPreferences
from core.domain.wording import say
from core.errors import SollecitoError
from tray.pages.customer import customer_page
from tray.pages.desk import WrongInput, code_of, customer_url, desk_of, field
from tray.pages.preference_form import NAMES, form_of, wanted_in


async def set_preferences(request: Request) -> Response:
    """Change what is set for the customer; what the table says already is not set again."""
    desk = desk_of(request)
    form = await request.form()
    code = code_of(request)
    if field(form, "reset"):
        command = SetPreferences(code, NO_PREFERENCES, NAMES)
        return await desk.carry_out(form, command, customer_url(code))
    table = desk.office.statement(code).customer.preferences
    filled = form_of(desk.office.preferences(code), table, form)
    if filled.faults:
        fault = WrongInput(say("Nothing was saved yet: correct what is marked."))
        return customer_page(request, filled, fault)
    wanted = wanted_in(filled)
    kept = {
        name: value
        for name in NAMES
        if (value := getattr(wanted, name)) is not None and value != getattr(table, name)
    }
    cleared = tuple(name for name in NAMES if name not in kept)
    command = SetPreferences(code, SendingPreferences(**kept), cleared)
    answer = await desk.attempt(form, command, customer_url(code))
    if isinstance(answer, SollecitoError):
        return customer_page(request, filled, answer)
    return answer


ROUTES = [Route("/customers/{code}/preferences", set_preferences, methods=["POST"])]
