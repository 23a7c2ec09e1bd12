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
from core.domain.planning import SkipReason
from core.domain.wording import Text, say
from core.engine.status import Status
from core.texts import tell
from tray.pages.desk import desk_of, field
from tray.pages.nav import NavEntry
from tray.pages.plan import may_send, what_happens_next
from tray.ways import page_for

_SHOWN = 5
_NO_WAY_TO = {
    SkipReason.NO_EMAIL: (
        say("Customers who owe something and have no address: {count}").message,
        "/customers?show=no-address&sort=overdue&order=down",
    ),
    SkipReason.INVALID_EMAIL: (
        say("Customers who owe something and whose address does not work: {count}").message,
        f"/plan/skipped?reason={SkipReason.INVALID_EMAIL}",
    ),
}


def overview(request: Request) -> Response:
    """Show where things stand."""
    desk = desk_of(request)
    status = desk.office.status
    next_sentence = what_happens_next(status)
    said = (next_sentence, *(doubt.detail for doubt in status.doubts))
    return desk.page(
        request,
        "overview.html",
        next_sentence=next_sentence,
        attention=tuple(text for text in status.attention if text not in said),
        figures=desk.figures.of(status.plan),
        ahead=desk.office.plan_ahead(),
        recent=status.recent[:_SHOWN],
        files=status.ledger.files[:_SHOWN],
        age=age_of_ledger(status),
        last_run=last_run_of(status),
        page_for=partial(page_for, status),
        unreached=unreached(status),
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


def unreached(status: Status) -> tuple[tuple[Text, str], ...]:
    """Return whom no statement can reach, a sentence and a page each."""
    return tuple(
        (Text(_NO_WAY_TO[reason][0], {"count": count}), _NO_WAY_TO[reason][1])
        for reason, count in status.unreached
    )


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


def confirm_doubts(request: Request) -> Response:
    """Ask whether what keeps everything back is right, with its figures."""
    desk = desk_of(request)
    status = desk.office.status
    question, yes = _question(status)
    return desk.page(request, "confirm_doubts.html", question=question, yes=yes)


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


async def confirmed_doubts(request: Request) -> Response:
    """Take a person's word that it is right."""
    desk = desk_of(request)
    form = await request.form()
    status = desk.office.status
    shown = (status.doubts, status.ledger, status.totals)
    return await desk.carry_out(form, ConfirmLedger(), "/", shown=shown)


async def reload_ledger(request: Request) -> Response:
    """Read the ledger folder again."""
    form = await request.form()
    return await desk_of(request).carry_out(form, ReloadLedger(), "/problems")


def _question(status: Status) -> tuple[Text, Text]:
    """Return what is asked of a person, and what the button says."""
    items = status.ledger.open_items
    match [doubt.reason for doubt in status.doubts]:
        case [SkipReason.LEDGER_SHRUNK]:
            yes = say("{items} open items are right", items=items)
            return say("Is the ledger right?"), yes
        case [SkipReason.HISTORY_DAMAGED]:
            return say("Does the history count as it is?"), say("The history counts as it is")
        case [SkipReason.CLOCK_SET_BACK]:
            day = status.day
            return say("Is today {day}?", day=day), say("Today is {day}", day=day)
    return say("Is all of this right?"), say("All of this is right")


NAV = NavEntry(say("Overview"), "/", 10)

ROUTES = [
    Route("/", overview),
    Route("/run", confirm_run),
    Route("/run", run, methods=["POST"]),
    Route("/automatic", confirm_automatic),
    Route("/automatic", switch_automatic, methods=["POST"]),
    Route("/pause", pause, methods=["POST"]),
    Route("/ledger/confirm", confirm_doubts),
    Route("/ledger/confirm", confirmed_doubts, methods=["POST"]),
    Route("/ledger/reload", reload_ledger, methods=["POST"]),
]
