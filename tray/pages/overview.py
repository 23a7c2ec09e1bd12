"""The overview: what will happen next, what needs a person, and the switches."""

from __future__ import annotations

from functools import partial

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
from core.domain.wording import Text, say
from core.engine.status import Status, waiting
from core.texts import tell
from tray.pages.desk import desk_of, field
from tray.pages.nav import NavEntry
from tray.pages.plan import may_send, what_happens_next

_SHOWN = 5
_PAGES_FOR = {
    say("Sendings of which nobody knows whether they arrived: {count}").message: (
        "/history?state=unknown"
    ),
    say("Sendings that failed in the last days: {count}").message: "/history?state=failed",
    say("Sendings that are tried again later today: {count}").message: "/history?state=retry",
    say("The plugin {name} does not work.").message: "/plugins",
}


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
        ahead=desk.office.plan_ahead(),
        recent=status.recent[:_SHOWN],
        files=status.ledger.files[:_SHOWN],
        age=age_of_ledger(status),
        last_run=last_run_of(status),
        page_for=partial(page_for, status),
        may_run=may_send(status),
    )


def last_run_of(status: Status) -> Text | None:
    """Tell the last run in one sentence; None: there was none yet."""
    run = status.last_run
    if run is None:
        return None
    parts = [say("sent {count}", count=run.sent)]
    for count, text in (
        (run.failed, say("failed {count}", count=run.failed)),
        (run.unknown, say("unclear {count}", count=run.unknown)),
        (run.retry, say("to be tried again {count}", count=run.retry)),
        (run.unsent, say("not sent because it was stopped {count}", count=run.unsent)),
    ):
        if count:
            parts.append(text)
    language = status.language
    figures = ", ".join(tell(part, language) for part in parts)
    return say("Last run on {day}: {figures}.", day=run.day, figures=figures)


def age_of_ledger(status: Status) -> Text | None:
    """Say how old the figures are."""
    written = status.ledger.written_on
    if written is None:
        return None
    days = (status.day - written).days
    if days <= 0:
        return say("written today")
    if days == 1:
        return say("written yesterday")
    return say("written on {day}, {days} days ago", day=written, days=days)


def page_for(status: Status, sentence: Text) -> str:
    """Return the page on which a person can do what a sentence asks for; empty: there is none."""
    if status.awaits_approval and sentence == waiting(status.awaits_approval):
        return "/plan"
    return _PAGES_FOR.get(sentence.message, "")


def confirm_run(request: Request) -> Response:
    """Ask before today's plan is carried out, with the figure."""
    desk = desk_of(request)
    status = desk.office.status
    return desk.page(
        request,
        "confirm_run.html",
        figures=desk.figures.of(status.plan),
        may_run=may_send(status),
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
