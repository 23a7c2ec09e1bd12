"""Send one statement now: asked with the figure, given once, told with its outcome."""

from __future__ import annotations

import re
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import RunAutomaticSending, SendStatement, SendTestMessage
from core.domain.covering_letter import PLACEHOLDERS, unknown_placeholders
from core.domain.dispatches import ChannelKind
from core.domain.parties import Customer, SendingPreferences
from core.domain.wording import say
from core.engine.status import ChannelInfo, Status
from core.errors import UnknownName
from tray.deeds import deed_of
from tray.pages.customer import as_of_in
from tray.pages.desk import WrongInput, code_of, customer_url, day_in, desk_of, field

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_ADDRESS = 1000


def confirm_sending(request: Request) -> Response:
    """Ask before a statement leaves: to whom, how much, by which road."""
    desk = desk_of(request)
    code = code_of(request)
    channel = _channel(desk.office.status, request.query_params.get("channel", ""))
    statement = desk.office.statement(code, as_of_in(request))
    preferences = desk.office.preferences(code)
    return desk.page(
        request,
        "confirm_sending.html",
        statement=statement,
        channel=channel,
        deed=deed_of(channel),
        address=own_address(statement.customer, preferences, channel.kind),
        letter=desk.office.letter(code, statement.as_of)
        if channel.kind is ChannelKind.EMAIL
        else None,
    )


async def send(request: Request) -> Response:
    """Send a statement now."""
    desk = desk_of(request)
    form = await request.form()
    code = code_of(request)
    as_of = day_in(field(form, "as_of"), desk.office.status.day)
    channel = _channel(desk.office.status, field(form, "channel"))
    statement = desk.office.statement(code, as_of)
    address = _address(field(form, "address"))
    preferences = desk.office.preferences(code)
    if address == own_address(statement.customer, preferences, channel.kind):
        address = ""
    letter = ""
    if channel.kind is ChannelKind.EMAIL:
        letter = _own_letter(field(form, "letter"), desk.office.letter(code, as_of).body)
    command = SendStatement((code,), channel.name, address, as_of, letter)
    return await desk.carry_out(form, command, customer_url(code), shown=(statement,))


def outcome(request: Request) -> Response:
    """Tell what became of a command given on a page."""
    desk = desk_of(request)
    errand = desk.errands.find(unquote(request.path_params["key"]))
    if not errand.done:
        return desk.page(request, "under_way.html", errand=errand)
    answer = errand.result()
    if isinstance(errand.command, SendStatement):
        return desk.page(request, "sent.html", errand=errand, dispatches=answer)
    if isinstance(errand.command, SendTestMessage):
        return desk.page(request, "tested.html", errand=errand, receipt=answer)
    if isinstance(errand.command, RunAutomaticSending) and answer is not None:
        return desk.page(request, "run_finished.html", errand=errand, finished=answer)
    return RedirectResponse(errand.back, 303)


def own_address(customer: Customer, preferences: SendingPreferences, kind: ChannelKind) -> str:
    """Return where a road reaches the customer unless a person writes another address."""
    if kind is ChannelKind.EMAIL:
        return ", ".join(preferences.addresses or customer.emails)
    if kind is ChannelKind.FAX:
        return customer.fax
    return ""


def _channel(status: Status, name: str) -> ChannelInfo:
    for channel in status.channels:
        if channel.name == name:
            return channel
    raise UnknownName(
        say("There is no channel “{name}” here.", name=name),
        say("Its plugin may have been taken away meanwhile."),
    )


def _own_letter(written: str, shown: str) -> str:
    """Return the letter as a person changed it; empty if it is the one that was shown."""
    letter = "\n".join(written.splitlines()).strip()
    if letter == shown.strip():
        return ""
    for name in unknown_placeholders(letter):
        if f"{{{name}}}" not in shown:
            raise WrongInput(
                say("Nothing fills “{name}” in the text.", name=f"{{{name}}}"),
                say(
                    "Placeholders are: {allowed}. Go back; what you wrote is still there.",
                    allowed=", ".join(f"{{{known}}}" for known in PLACEHOLDERS),
                ),
            )
    return letter


def _address(text: str) -> str:
    if _CONTROL.search(text) or len(text) > _LONGEST_ADDRESS:
        raise WrongInput(
            say("This address cannot be used."),
            say("Write one or more addresses on one line, separated by commas."),
        )
    return text


ROUTES = [
    Route("/customers/{code}/send", confirm_sending),
    Route("/customers/{code}/send", send, methods=["POST"]),
    Route("/errands/{key}", outcome),
]
