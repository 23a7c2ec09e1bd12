"""The history: every dispatch, found by what stands in the address; its PDF, its undoing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import unquote, urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import ResolveDispatch, UndoDispatch
from core.domain.dispatch_list import DispatchQuery
from core.domain.dispatches import Dispatch, DispatchState
from core.domain.wording import say
from core.engine.status import Status
from core.errors import UnknownName
from core.files import statement_file_name
from tray.pages.desk import (
    Desk,
    WrongInput,
    customer_url,
    day_in,
    desk_of,
    field,
    if_readable,
    way_back,
)
from tray.pages.export import FORMS, Cell, Column, Export, export_response
from tray.pages.nav import NavEntry
from tray.pages.parts import came_back, channel_name, outcome_word, state_word
from tray.pages.pdf import pdf_response

NAV = NavEntry(say("History"), "/history", 40)
_ADDRESS = "/history"
_WORDS = {"arrived": DispatchState.SENT, "lost": DispatchState.FAILED}
_HOW = {"yes": True, "no": False}
_LONGEST_TEXT = 100
_CUSTOMERS = 50
"""How many customers a name may stand for."""
_FILTERS = ("customer", "from", "to", "channel", "state", "automatic")
_COLUMNS = (
    Column(say("When"), 18),
    Column(say("Code"), 12),
    Column(say("Customer"), 36),
    Column(say("Channel"), 16),
    Column(say("Goes to"), 36),
    Column(say("By itself"), 10),
    Column(say("Outcome"), 18),
    Column(say("Currency"), 8),
    Column(say("Outstanding"), 14),
    Column(say("Overdue"), 14),
    Column(say("What came back"), 48),
    Column(say("User"), 14),
    Column(say("PC"), 14),
    Column(say("Document"), 48),
)


def history(request: Request) -> Response:
    """List the dispatches that are looked for, newest first."""
    desk = desk_of(request)
    words = _words(request)
    page = if_readable(partial(desk.office.dispatch_page, _query(desk, words)))
    older = page.older if page else ""
    further = {**words, "before": older}
    return desk.page(
        request,
        "history.html",
        list=page,
        words=words,
        states={state: state_word(state) for state in DispatchState},
        filtered=any(words[name] for name in _FILTERS),
        older=f"{_ADDRESS}?{_said(further)}" if older else "",
        newest=f"{_ADDRESS}?{_said({**words, 'before': ''})}" if words["before"] else "",
        exports={form: f"{_ADDRESS}.{form}?{_said({**words, 'before': ''})}" for form in FORMS},
    )


def export(request: Request) -> Response:
    """Give all the dispatches that are looked for as a file."""
    form = request.path_params["form"]
    if form not in FORMS:
        raise UnknownName(say("There is no such page."))
    desk = desk_of(request)
    status = desk.office.status
    query = replace(_query(desk, _words(request)), before="", size=None)
    rows = desk.office.dispatch_page(query).rows
    name = desk.tell(say("history {day}", day=status.day.isoformat()))
    cells = (line for dispatch in rows for line in _cells(desk, status, dispatch))
    return export_response(Export(name, _COLUMNS, cells), form, status.language)


def sent_pdf(request: Request) -> Response:
    """Give the very PDF that was sent."""
    desk = desk_of(request)
    pdf = desk.office.sent_pdf(unquote(request.path_params["dispatch"]))
    dispatch = desk.office.dispatch(unquote(request.path_params["dispatch"]))
    name = statement_file_name(dispatch.customer, dispatch.as_of, dispatch.language)
    return pdf_response(pdf, name)


def receipt(request: Request) -> Response:
    """Give what certifies a sending, byte for byte, to be kept or opened in a mail program."""
    desk = desk_of(request)
    dispatch = unquote(request.path_params["dispatch"])
    number = request.path_params["number"]
    content = desk.office.proof(dispatch, number)
    name = f"{desk.office.dispatch(dispatch).proofs[number].kind}.eml"
    # Never shown in the browser: it is what others wrote.
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="message/rfc822", headers=headers)


def confirm_resolve(request: Request) -> Response:
    """Ask before a person's word on an unclear dispatch is kept: what it then means."""
    desk = desk_of(request)
    words = request.query_params
    return desk.page(
        request,
        "confirm_resolve.html",
        dispatch=desk.office.dispatch(unquote(request.path_params["dispatch"])),
        arrived=_said_state(words) is DispatchState.SENT,
        word=words["word"],
        back=way_back(words, _ADDRESS),
    )


async def resolve(request: Request) -> Response:
    """Take a person's word on a dispatch that nobody knows the outcome of."""
    form = await request.form()
    command = ResolveDispatch(unquote(request.path_params["dispatch"]), _said_state(form))
    return await desk_of(request).carry_out(form, command, way_back(form, _ADDRESS))


def confirm_undo(request: Request) -> Response:
    """Ask before a sending is taken back."""
    desk = desk_of(request)
    dispatch = desk.office.dispatch(unquote(request.path_params["dispatch"]))
    return desk.page(request, "confirm_undo.html", dispatch=dispatch)


async def undo(request: Request) -> Response:
    """Take a sending back."""
    desk = desk_of(request)
    form = await request.form()
    dispatch = desk.office.dispatch(unquote(request.path_params["dispatch"]))
    return await desk.carry_out(form, UndoDispatch(dispatch.id), customer_url(dispatch.customer))


def _said_state(words: FormData | QueryParams) -> DispatchState:
    state = _WORDS.get(field(words, "word"))
    if state is None:
        raise WrongInput(say("Say whether the statement arrived or not."))
    return state


def _words(request: Request) -> dict[str, str]:
    """Return what the address says, each word there, be it empty."""
    said = request.query_params
    return {name: said.get(name, "").strip()[:_LONGEST_TEXT] for name in (*_FILTERS, "before")}


def _said(words: dict[str, str]) -> str:
    return urlencode({name: text for name, text in words.items() if text})


def _query(desk: Desk, words: dict[str, str]) -> DispatchQuery:
    """Read what is looked for; a word that makes no sense is refused, not passed over."""
    return DispatchQuery(
        customers=_customers(desk, words["customer"]),
        first=_day(words["from"]),
        last=_day(words["to"]),
        channel=words["channel"],
        state=_state(words["state"]),
        automatic=_HOW.get(words["automatic"]),
        before=words["before"],
    )


def _customers(desk: Desk, text: str) -> tuple[str, ...] | None:
    """Return whom a text stands for: a code, also of one that is gone, else a part of a name."""
    if not text:
        return None
    found = [customer.code for customer in desk.office.search(text, _CUSTOMERS)]
    return tuple(dict.fromkeys((text, *found)))


def _day(text: str) -> date | None:
    return day_in(text, date.min) if text else None


def _state(text: str) -> DispatchState | None:
    if not text:
        return None
    try:
        return DispatchState(text)
    except ValueError:
        raise UnknownName(say("There is no outcome of this name.")) from None


def _cells(desk: Desk, status: Status, dispatch: Dispatch) -> Iterator[tuple[Cell, ...]]:
    """Yield a line a currency."""
    before = (
        dispatch.happened_at,
        dispatch.customer,
        dispatch.name,
        channel_name(status, dispatch, status.language),
        dispatch.address,
        desk.tell(say("yes") if dispatch.automatic else say("no")),
        desk.tell(outcome_word(status, dispatch)),
    )
    after = (
        came_back(status, dispatch, status.language),
        dispatch.user,
        dispatch.machine,
        dispatch.document,
    )
    for amounts in dispatch.amounts:
        yield (*before, amounts.currency, amounts.outstanding, amounts.overdue_net, *after)
    if not dispatch.amounts:
        yield (*before, "", None, None, *after)


ROUTES = [
    Route(_ADDRESS, history),
    Route(_ADDRESS + ".{form}", export),
    Route("/dispatches/{dispatch}/statement.pdf", sent_pdf),
    Route("/dispatches/{dispatch}/receipts/{number:int}.eml", receipt),
    Route("/dispatches/{dispatch}/resolve", confirm_resolve),
    Route("/dispatches/{dispatch}/resolve", resolve, methods=["POST"]),
    Route("/dispatches/{dispatch}/undo", confirm_undo),
    Route("/dispatches/{dispatch}/undo", undo, methods=["POST"]),
]
