"""The plan: who gets a statement today and in the next days, who does not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import LeaveOut, RunAutomaticSending, SendStatement, StopReading, StopRun
from core.domain.planning import Due, SkipReason
from core.domain.wording import Text, say
from core.engine.status import Role, Status, waiting
from core.errors import SollecitoError, UnknownName
from tray.pages.desk import Desk, WrongInput, day_in, desk_of, field, way_back
from tray.pages.nav import NavEntry
from tray.pages.parts import Figures

NAV = NavEntry(say("Plan"), "/plan", 20)
SHOWN = 100
"""Customers on one page: as many can be chosen at once."""
_A_WEEK = timedelta(days=7)
_LONGEST = timedelta(days=3650)
_MAY_SEND = (None, SkipReason.CLOCK_JUMPED, SkipReason.APPROVAL)
"""What keeps a run only until a person says that it may go."""
_BY_HAND = (SkipReason.AUTOMATIC_OFF, SkipReason.NOT_SERVER, SkipReason.PAUSED)
"""What keeps the program from sending by itself, and no person from sending."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some of many rows, and where they stand among them."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def today(request: Request) -> Response:
    """Show who is due today, to be chosen from."""
    desk = desk_of(request)
    status = desk.office.status
    due = _page_of(request, status.plan.due)
    by_hand = sends_by_hand(status)
    return _show(request, "plan.html", due=due, may_send=may_send(status), by_hand=by_hand)


def ahead(request: Request) -> Response:
    """Show the next days with how many are due on each."""
    desk = desk_of(request)
    days = [(day, desk.figures.of_day(day)) for day in desk.office.plan_ahead()]
    return _show(request, "plan_ahead.html", rows=days)


def one_day(request: Request) -> Response:
    """Show who will be due on one of the next days, if nothing changes."""
    desk = desk_of(request)
    wanted = request.path_params["day"]
    for day in desk.office.plan_ahead():
        if day.day.isoformat() == wanted:
            due = _page_of(request, day.due)
            figures = desk.figures.of_day(day)
            return _show(request, "plan_day.html", chosen=day, due=due, day_figures=figures)
    raise UnknownName(say("This day is not among those planned."))


def skipped(request: Request) -> Response:
    """Show who is not written to today and why, for one reason or for all."""
    desk = desk_of(request)
    plan = desk.office.status.plan
    reason = _reason(request.query_params.get("reason", ""))
    those = (entry for entry in plan.skipped if reason in (None, entry.skip.reason))
    counts = dict(desk.figures.of(plan).skipped)
    count = len(plan.skipped) if reason is None else counts.get(reason, 0)
    pages = _pages(count)
    number = min(_number(request), pages)
    rows = tuple(islice(those, (number - 1) * SHOWN, number * SHOWN))
    page = Page(rows, number, pages, count)
    return _show(request, "plan_skipped.html", reason=reason, skipped=page)


async def choose(request: Request) -> Response:
    """Ask before the chosen statements leave, with their figure."""
    desk = desk_of(request)
    due = _chosen(desk, await request.form())
    figures = desk.figures.of_due(due)
    return desk.page(
        request,
        "confirm_chosen.html",
        due=due[:SHOWN],
        figures=figures,
        every=len(due) > SHOWN,
        shown=_figures(due, figures),
    )


async def send_chosen(request: Request) -> Response:
    """Send the chosen statements, if they are still what was shown."""
    desk = desk_of(request)
    form = await request.form()
    due = () if desk.errands.knows(field(form, "errand")) else _chosen(desk, form)
    figures = desk.figures.of_due(due)
    codes = tuple(entry.customer.code for entry in due)
    by_hand = sends_by_hand(desk.office.status)
    command = SendStatement(codes) if by_hand else RunAutomaticSending(customers=codes)
    return await desk.carry_out(form, command, "/plan", shown=_figures(due, figures))


async def ask_until(request: Request) -> Response:
    """Ask until when the chosen customers are left out."""
    desk = desk_of(request)
    due = _chosen(desk, await request.form())
    day = desk.office.status.day
    return desk.page(request, "leave_out.html", due=due, first=day, until=day + _A_WEEK)


async def leave_out(request: Request) -> Response:
    """Leave the chosen customers out up to and including a date."""
    desk = desk_of(request)
    form = await request.form()
    first = desk.office.status.day
    until = day_in(field(form, "until"), first)
    if not first <= until <= first + _LONGEST:
        raise WrongInput(
            say("Until {day} nobody can be left out.", day=until),
            say("Choose today or a later day."),
        )
    return await desk.carry_out(form, LeaveOut(_codes(form), until), "/plan")


async def stop(request: Request) -> Response:
    """End the run under way after the statement in hand; the others stay planned."""
    desk_of(request).office.post(StopRun())
    return RedirectResponse(way_back(await request.form(), "/"), 303)


async def stop_reading(request: Request) -> Response:
    """End the reading of the ledger under way; the one of before stays."""
    desk_of(request).office.post(StopReading())
    return RedirectResponse(way_back(await request.form(), "/problems"), 303)


def was_due(request: Request) -> Response:
    """Lead on from where the plan of the day used to be."""
    reason = request.path_params.get("reason")
    return RedirectResponse(f"/plan/skipped?{urlencode({'reason': reason})}" if reason else "/plan")


def what_happens_next(status: Status) -> Text:
    """Say in one sentence what the program will do next, or why it will not."""
    return _hindrance(status) or _no_road(status) or _count_due(len(status.plan.due))


def may_send(status: Status) -> bool:
    """Whether a person's word is all that today's sending waits for."""
    if status.working or status.role is not Role.SERVER or not status.folder_present:
        return False
    held = status.held_back.reason if status.held_back else None
    return held in _MAY_SEND and (bool(status.plan.due) or held is SkipReason.CLOCK_JUMPED)


def sends_by_hand(status: Status) -> bool:
    """Whether the chosen are a person's own sendings, since none leaves here by itself."""
    held = status.held_back.reason if status.held_back else None
    ready = status.folder_present and not status.working
    return ready and held in _BY_HAND and bool(status.plan.due)


def _show(request: Request, template: str, **context: object) -> Response:
    """Show one of the plan's views: what stands above them is the same."""
    desk = desk_of(request)
    status = desk.office.status
    words: dict[str, Any] = {
        "sentence": what_happens_next(status),
        "figures": desk.figures.of(status.plan),
        "ahead": desk.office.plan_ahead(),
    }
    return desk.page(request, template, **(words | context))


def _page_of(request: Request, rows: Sequence[Row]) -> Page[Row]:
    pages = _pages(len(rows))
    number = min(_number(request), pages)
    return Page(tuple(rows[(number - 1) * SHOWN : number * SHOWN]), number, pages, len(rows))


def _pages(count: int) -> int:
    return max(1, -(-count // SHOWN))


def _number(request: Request) -> int:
    text = request.query_params.get("page", "")
    return max(1, int(text[:6])) if text.isascii() and text.isdecimal() else 1


def _reason(text: str) -> SkipReason | None:
    if not text:
        return None
    try:
        return SkipReason(text)
    except ValueError:
        raise UnknownName(say("There is no reason of this name.")) from None


def _codes(form: FormData) -> tuple[str, ...]:
    codes = tuple(code for code in form.getlist("customer") if isinstance(code, str))
    if not codes:
        raise WrongInput(say("No customer is chosen."), say("Tick at least one."))
    return codes


def _chosen(desk: Desk, form: FormData) -> tuple[Due, ...]:
    """Return those of today's due that were ticked, or every one; all must still be due."""
    if field(form, "every") and desk.office.status.plan.due:
        return desk.office.status.plan.due
    codes = dict.fromkeys(_codes(form))
    due = tuple(entry for entry in desk.office.status.plan.due if entry.customer.code in codes)
    if len(due) < len(codes):
        raise SollecitoError(
            say("The plan has changed meanwhile; nothing was done."),
            say("Look at it again, then choose."),
        )
    return due


def _figures(due: Sequence[Due], figures: Figures) -> tuple[object, ...]:
    """Return what a person said yes to: whom, how many and how much."""
    whom = sha256("\n".join(entry.customer.code for entry in due).encode())
    return figures.due, figures.amounts, whom.hexdigest()


def _hindrance(status: Status) -> Text | None:
    if not status.folder_present:
        return say("The data folder cannot be reached.")
    if status.reading or status.working:
        return _under_way(status)
    if not status.automatic:
        return say("Automatic sending is off.")
    if status.role is Role.CLIENT:
        return _other_sends(status.server)
    if status.paused_until is not None and status.paused_until >= status.day:
        return say("Automatic sending is paused until the end of {day}.", day=status.paused_until)
    return waiting(status.awaits_approval) if status.awaits_approval else _held(status)


def _under_way(status: Status) -> Text:
    if status.reading:
        return say("The files of the ledger are being read.")
    return say("Sending: {done} of {total}.", done=status.done, total=status.total)


def _held(status: Status) -> Text | None:
    held = status.held_back
    return held.detail if held and held.reason is not SkipReason.APPROVAL else None


def _no_road(status: Status) -> Text | None:
    """Say that nothing leaves though somebody would be due: the roads are closed."""
    closed = [one.skip for one in status.plan.skipped if one.skip.reason is SkipReason.NO_CHANNEL]
    if status.plan.due or not closed:
        return None
    return say("Nothing leaves today. {why}", why=closed[0].detail)


def _other_sends(server: str) -> Text:
    if not server:
        return say("This PC sends by hand only.")
    return say("This PC sends by hand only; {server} sends by itself.", server=server)


def _count_due(due: int) -> Text:
    if due == 0:
        return say("Nothing is due today. The next look is tomorrow.")
    if due == 1:
        return say("1 statement is due today.")
    return say("{count} statements are due today.", count=due)


ROUTES = [
    Route("/plan", today),
    Route("/plan/ahead", ahead),
    Route("/plan/ahead/{day}", one_day),
    Route("/plan/skipped", skipped),
    Route("/plan/choose", choose, methods=["POST"]),
    Route("/plan/send", send_chosen, methods=["POST"]),
    Route("/plan/leave-out", ask_until, methods=["POST"]),
    # Asked for without a form, as by "reload": the plan is where the choice is made.
    *(Route(f"/plan/{step}", was_due) for step in ("choose", "send", "leave-out", "left-out")),
    Route("/plan/left-out", leave_out, methods=["POST"]),
    Route("/run/stop", stop, methods=["POST"]),
    Route("/ledger/stop", stop_reading, methods=["POST"]),
    Route("/due", was_due),
    Route("/due/{reason}", was_due),
]
