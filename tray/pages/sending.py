"""Send one statement now: asked with the figure, given once, told with its outcome."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import (
    RunAutomaticSending,
    SendStatement,
    SendTestMessage,
    TryMailbox,
    UndoDispatch,
)
from core.domain.covering_letter import PLACEHOLDERS, unknown_placeholders
from core.domain.dispatches import ChannelKind, Dispatch, Receipt
from core.domain.parties import Customer, SendingPreferences
from core.domain.wording import say
from core.engine.invoices import remarks_on
from core.engine.status import ChannelInfo, Status
from core.errors import SollecitoError, UnknownName
from tray.deeds import TRIAL_OF_THE_MAILBOX, deed_of, trial_of
from tray.pages.customer import as_of_in
from tray.pages.desk import (
    Desk,
    WrongInput,
    code_for,
    code_of,
    customer_url,
    day_in,
    desk_of,
    field,
)
from tray.pages.errands import Errand

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_ADDRESS = 1000
_LOOKED_THROUGH = 50
_FOLDER = "C:\\Users\\Anna\\Documents" if os.name == "nt" else "/home/anna/Documents"


def confirm_sending(request: Request) -> Response:
    """Ask before a statement leaves: to whom, how much, by which road."""
    status = desk_of(request).office.status
    channel = _channel(status, request.query_params.get("channel", ""))
    return _ask(request, channel, as_of_in(request))


async def send(request: Request) -> Response:
    """Send a statement now; what is refused is told beside the form, which stays as it was."""
    desk = desk_of(request)
    form = await request.form()
    code = code_of(request)
    as_of = day_in(field(form, "as_of"), desk.office.status.day)
    channel = _channel(desk.office.status, field(form, "channel"))
    try:
        _refuse_future(desk.office.status, as_of)
        command = _command(desk, form, code, channel, as_of)
    except WrongInput as error:
        return _ask(request, channel, as_of, error, form)
    enclosed = desk.office.enclosed(code, channel.name, as_of)
    shown = (desk.office.statement(code, as_of), enclosed)
    answer = await desk.attempt(form, command, customer_url(code), shown=shown)
    if isinstance(answer, SollecitoError):
        return _ask(request, channel, as_of, answer, form)
    return answer


def outcome(request: Request) -> Response:
    """Tell what became of a command given on a page."""
    desk = desk_of(request)
    errand = desk.errands.find(unquote(request.path_params["key"]))
    if not errand.done:
        return desk.page(request, "under_way.html", errand=errand)
    answer = errand.result()
    if isinstance(errand.command, SendStatement):
        return desk.page(request, "sent.html", errand=errand, dispatches=answer)
    if isinstance(errand.command, UndoDispatch):
        return desk.page(request, "sent.html", errand=errand, dispatches=(answer,))
    if isinstance(errand.command, SendTestMessage | TryMailbox):
        return _tested(request, errand, answer)
    if isinstance(errand.command, RunAutomaticSending) and answer is not None:
        return desk.page(request, "run_finished.html", errand=errand, finished=answer)
    return RedirectResponse(errand.back, 303)


def _tested(request: Request, errand: Errand, receipt: Receipt) -> Response:
    """Tell how a test ended."""
    desk = desk_of(request)
    trial, done = TRIAL_OF_THE_MAILBOX, say("It works")
    if isinstance(errand.command, SendTestMessage):
        name = errand.command.channel or desk.office.settings().settings.email.via
        channel = _channel(desk.office.status, name)
        trial, done = trial_of(channel), receipt.note or deed_of(channel).done
    return desk.page(request, "tested.html", errand=errand, receipt=receipt, trial=trial, done=done)


def own_address(customer: Customer, preferences: SendingPreferences, kind: ChannelKind) -> str:
    """Return where a road reaches the customer unless a person writes another address."""
    if kind is ChannelKind.EMAIL:
        return ", ".join(preferences.addresses or customer.emails)
    if kind is ChannelKind.PEC:
        return customer.pec if preferences.pec is None else preferences.pec
    if kind is ChannelKind.FAX:
        return customer.fax
    return ""


def _ask(
    request: Request,
    channel: ChannelInfo,
    as_of: date,
    fault: SollecitoError | None = None,
    form: FormData | None = None,
) -> Response:
    desk = desk_of(request)
    code = code_of(request)
    statement = desk.office.statement(code, as_of)
    address = own_address(statement.customer, desk.office.preferences(code), channel.kind)
    enclosed = desk.office.enclosed(code, channel.name, as_of)
    letter = desk.office.letter(code, as_of) if channel.kind.is_mail else None
    text = letter.body.strip() if letter else ""
    return desk.page(
        request,
        "confirm_sending.html",
        status_code=code_for(fault) if fault else 200,
        statement=statement,
        channel=channel,
        deed=deed_of(channel),
        enclosed=enclosed,
        withheld=tuple(remarks_on(enclosed.withheld)),
        address=address if form is None else field(form, "address"),
        letter=letter,
        text=text if form is None else field(form, "letter"),
        folder=desk.office.settings().folder_of(channel.name),
        last=_last_reached(desk, code) if channel.kind.reaches_customer else None,
        fault=fault,
    )


def _refuse_future(status: Status, as_of: date) -> None:
    """Refuse what asks for sums before their day: a year mistyped is enough."""
    if as_of > status.day:
        raise WrongInput(
            say("{day} has not come yet: the statement would ask for what is not due.", day=as_of),
            say("Look at it as long as you like, and send the one of today."),
        )


def _command(
    desk: Desk, form: FormData, code: str, channel: ChannelInfo, as_of: date
) -> SendStatement:
    customer = desk.office.statement(code, as_of).customer
    address = _address(field(form, "address"))
    if address == own_address(customer, desk.office.preferences(code), channel.kind):
        address = ""
    if channel.kind is ChannelKind.DISK and address and not _is_whole(address):
        raise WrongInput(
            say("“{folder}” is not the whole path of a folder.", folder=address),
            say("Write it from its beginning, like {example}.", example=_FOLDER),
        )
    letter = ""
    if channel.kind is ChannelKind.EMAIL and "letter" in form:
        letter = _own_letter(field(form, "letter"), desk.office.letter(code, as_of).body)
    return SendStatement((code,), channel.name, address, as_of, letter)


def _last_reached(desk: Desk, code: str) -> Dispatch | None:
    """Return the newest sending that the customer may have: nobody asks twice unawares."""
    found = desk.office.history(code, _LOOKED_THROUGH)
    return next((d for d in found if d.kind.reaches_customer and d.state.may_have_arrived), None)


def _channel(status: Status, name: str) -> ChannelInfo:
    for channel in status.channels:
        if channel.name == name:
            return channel
    raise UnknownName(
        say("There is no channel “{name}” here.", name=name),
        say("Its plugin may have been taken away meanwhile."),
    )


def _is_whole(folder: str) -> bool:
    """Whether a path leads to the same place wherever the program was started."""
    path = Path(folder).expanduser()
    return path.is_absolute() and ".." not in path.parts


def _own_letter(written: str, shown: str) -> str:
    """Return the letter as a person changed it; empty if it is the one that was shown."""
    letter = "\n".join(written.splitlines()).strip()
    if not letter and shown.strip():
        raise WrongInput(
            say("The text of the e-mail is empty."),
            say("Write a sentence, or open the page again for the usual text."),
        )
    if letter == shown.strip():
        return ""
    for name in unknown_placeholders(letter):
        if f"{{{name}}}" not in shown:
            raise WrongInput(
                say("Nothing fills “{name}” in the text.", name=f"{{{name}}}"),
                say(
                    "Placeholders are: {allowed}.",
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
