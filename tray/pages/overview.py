"""The overview: what will happen next, what needs a person, and the switches."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import (
    ConfirmLedger,
    Pause,
    ReloadLedger,
    RunAutomaticSending,
    SwitchAutomatic,
)
from core.domain.planning import SkipReason
from core.domain.wording import Text, say
from core.engine.status import Role, Status
from tray.pages.desk import desk_of, field
from tray.pages.nav import NavEntry

_SHOWN = 5


def overview(request: Request) -> Response:
    """Show where things stand."""
    desk = desk_of(request)
    status = desk.office.status
    next_sentence = what_happens_next(status)
    return desk.page(
        request,
        "overview.html",
        next_sentence=next_sentence,
        attention=tuple(text for text in status.attention if text != next_sentence),
        figures=desk.figures.of(status.plan),
        due=status.plan.due[:_SHOWN],
        recent=status.recent[:_SHOWN],
        problems=status.problems[:_SHOWN],
        may_run=_may_run(status),
    )


def what_happens_next(status: Status) -> Text:
    """Say in one sentence what the program will do next, or why it will not."""
    return _hindrance(status) or _count_due(len(status.plan.due))


def confirm_run(request: Request) -> Response:
    """Ask before today's plan is carried out, with the figure."""
    desk = desk_of(request)
    status = desk.office.status
    return desk.page(
        request,
        "confirm_run.html",
        figures=desk.figures.of(status.plan),
        may_run=_may_run(status),
    )


def confirm_automatic(request: Request) -> Response:
    """Ask before automatic sending is turned on."""
    desk = desk_of(request)
    figures = desk.figures.of(desk.office.status.plan)
    return desk.page(request, "confirm_automatic.html", figures=figures)


def confirm_ledger(request: Request) -> Response:
    """Ask whether the ledger that lost so much is right, with its figures."""
    return desk_of(request).page(request, "confirm_ledger.html")


async def run(request: Request) -> Response:
    """Carry today's plan out."""
    desk = desk_of(request)
    form = await request.form()
    figures = desk.figures.of(desk.office.status.plan)
    shown = (figures.due, figures.amounts)
    return await desk.carry_out(form, RunAutomaticSending(), "/", shown=shown)


async def switch_automatic(request: Request) -> Response:
    """Turn automatic sending on or off."""
    form = await request.form()
    command = SwitchAutomatic(field(form, "enabled") == "yes")
    return await desk_of(request).carry_out(form, command, "/")


async def pause(request: Request) -> Response:
    """Send nothing by itself today, or go on."""
    desk = desk_of(request)
    form = await request.form()
    today = desk.office.status.day
    command = Pause(today if field(form, "until") == "tomorrow" else None)
    return await desk.carry_out(form, command, "/")


async def confirmed_ledger(request: Request) -> Response:
    """Take a person's word that the ledger is right."""
    desk = desk_of(request)
    form = await request.form()
    status = desk.office.status
    return await desk.carry_out(form, ConfirmLedger(), "/", shown=(status.ledger, status.totals))


async def reload_ledger(request: Request) -> Response:
    """Read the ledger folder again."""
    form = await request.form()
    return await desk_of(request).carry_out(form, ReloadLedger(), "/problems")


def _hindrance(status: Status) -> Text | None:
    if not status.folder_present:
        return say("The data folder cannot be reached.")
    if status.working:
        return say("Sending: {done} of {total}.", done=status.done, total=status.total)
    if status.role is Role.CLIENT:
        return _other_sends(status.server)
    if not status.automatic:
        return say("Automatic sending is off.")
    if status.paused_until is not None and status.paused_until >= status.day:
        return say("Automatic sending is paused until the end of {day}.", day=status.paused_until)
    return status.held_back.detail if status.held_back else None


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


def _may_run(status: Status) -> bool:
    if status.working or status.role is not Role.SERVER or not status.folder_present:
        return False
    return bool(status.plan.due) if status.held_back is None else _clock_jumped(status)


def _clock_jumped(status: Status) -> bool:
    """Whether a person's word is all that the run waits for."""
    held = status.held_back
    return held is not None and held.reason is SkipReason.CLOCK_JUMPED


NAV = NavEntry(say("Overview"), "/", 10)

ROUTES = [
    Route("/", overview),
    Route("/run", confirm_run),
    Route("/run", run, methods=["POST"]),
    Route("/automatic", confirm_automatic),
    Route("/automatic", switch_automatic, methods=["POST"]),
    Route("/pause", pause, methods=["POST"]),
    Route("/ledger/confirm", confirm_ledger),
    Route("/ledger/confirm", confirmed_ledger, methods=["POST"]),
    Route("/ledger/reload", reload_ledger, methods=["POST"]),
]
