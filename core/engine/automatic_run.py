"""The automatic run: the plan carried out, never twice, one failure not stopping the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.domain.dispatches import Dispatch, DispatchState, moved, winner
from core.domain.events import Event, RunFinished, RunStarted
from core.domain.planning import Plan
from core.domain.wording import say
from core.engine.candidates import held_back, make_plan
from core.engine.connections import Connections
from core.engine.doubts import accept_ledger, believed_sending, ledger_shrunk
from core.engine.drawing_ahead import DrawingAhead
from core.engine.firm import Firm
from core.engine.joined_run import carry_out_group, grouped
from core.engine.sending import Announce, Order, intend_due
from core.engine.sight import Sight
from core.engine.status import Role
from core.errors import NotServer, RunLocked

Publish = Callable[[Event], None]

DEAD_AFTER = timedelta(hours=2)
"""Longer than any run: what another server planned before and never began is left over."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of a run's progress."""

    publish: Publish
    announce: Announce


def run_automatic(
    firm: Firm, watch: Watch, *, asked: bool = False, chosen: Collection[str] | None = None
) -> RunFinished:
    """Carry out today's plan, or what a person chose of it, and return the figures.

    `asked` by a person: a clock that jumped forward is then no reason to hold back.
    """
    if firm.parts.role is not Role.SERVER:
        raise _not_server(firm.parts.server)
    with firm.parts.lock.hold() as held:
        if not held:
            raise RunLocked(
                say("Another run is under way on this data folder."),
                say("Wait for it to end, then try again."),
            )
        return _run(firm, watch, asked=asked, chosen=chosen)


def _not_server(server: str) -> NotServer:
    what = say("This PC is a client: it does not send by itself.")
    if server:
        return NotServer(
            what, say("Run this on {server}, or make this PC the server.", server=server)
        )
    return NotServer(
        what,
        say("The folder no longer says who its server is: start one with run --role server."),
    )


def recover(firm: Firm) -> None:
    """Settle what a former life of this PC left unfinished.

    What was being sent when the program died may have arrived: it becomes unknown. What was
    only planned, or to be tried again, is taken up again today and dropped on any later day:
    a person's own is told as failed, since nobody else will do it again.
    """
    now, today = firm.parts.clock.now(), firm.parts.clock.today()
    changed = []
    for dispatch in firm.parts.history.unfinished():
        if dispatch.state is DispatchState.SENDING:
            changed.append(moved(dispatch, DispatchState.UNKNOWN, now, error=dispatch.error))
        elif dispatch.day != today or _is_forgotten(dispatch):
            changed.append(moved(dispatch, _given_up(dispatch), now, error=dispatch.error))
    firm.parts.history.record_many(changed)


def _given_up(dispatch: Dispatch) -> DispatchState:
    tried = dispatch.state is DispatchState.RETRY and not dispatch.automatic
    return DispatchState.FAILED if tried else DispatchState.DROPPED


def _is_forgotten(dispatch: Dispatch) -> bool:
    """Whether a person asked for it and the program died before it began."""
    return dispatch.state is DispatchState.PLANNED and not dispatch.automatic


def _run(firm: Firm, watch: Watch, *, asked: bool, chosen: Collection[str] | None) -> RunFinished:
    recover(firm)
    # Those who were chosen are those to whom a person has said yes.
    sight = firm.sight()
    held = held_back(firm, sight, asked=asked, approved=chosen is not None)
    plan = make_plan(firm, sight, held=held, chosen=chosen)
    if not ledger_shrunk(firm, sight.books.loaded):
        accept_ledger(firm, sight.books.loaded, by="")
    watch.publish(RunStarted(plan.day, len(plan.due)))
    whole = held is None and chosen is None
    orders = _settled(firm, sight.today, _plan_orders(firm, sight, plan, whole=whole))
    counts = _tally(_send_all(firm, sight.today, orders, watch.announce))
    unsent = len(orders) - sum(counts.values())
    finished = RunFinished(day=plan.day, skipped=plan.counts(), unsent=unsent, **counts)
    # A run that was held back is not done: it follows when the reason is gone. Neither is
    # one of a chosen few, unless nothing leaves without a person's choice.
    if held is None and (chosen is None or firm.settings.automatic.approval == "always"):
        firm.parts.history.record_run(finished, firm.parts.clock.now())
    watch.publish(finished)
    return finished


def _plan_orders(firm: Firm, sight: Sight, plan: Plan, *, whole: bool) -> list[Order]:
    """Record an intention for everybody due, in one durable write.

    `whole`: the plan is not narrowed, so that who is not in it is not due.
    """
    unsent = [
        dispatch
        for dispatch in firm.parts.history.of_day(plan.day)
        if dispatch.state in (DispatchState.PLANNED, DispatchState.RETRY)
        and dispatch.machine == firm.parts.machine
    ]
    open_today = {(dispatch.customer, dispatch.kind): dispatch for dispatch in unsent}
    _give_up(firm, plan, unsent, whole=whole)
    orders = [intend_due(firm, sight, due, automatic=True) for due in plan.due]
    taken_up = [o for o in orders if (o.dispatch.customer, o.dispatch.kind) in open_today]
    new = [o for o in orders if (o.dispatch.customer, o.dispatch.kind) not in open_today]
    planned = firm.parts.history.plan([order.dispatch for order in new])
    resumed = [_resume(o, open_today[o.dispatch.customer, o.dispatch.kind]) for o in taken_up]
    firm.parts.history.record_many([order.dispatch for order in resumed])
    return resumed + [replace(o, dispatch=d) for o, d in zip(new, planned, strict=True)]


def _give_up(firm: Firm, plan: Plan, unsent: Iterable[Dispatch], *, whole: bool) -> None:
    """Drop the day's attempts that are not taken up: they certainly did not leave.

    They were for another road, or for somebody who is no longer due.
    """
    roads = {due.customer.code: due.candidate.kind for due in plan.due}
    now = firm.parts.clock.now()

    def is_over(dispatch: Dispatch) -> bool:
        if dispatch.customer not in roads:
            return whole and dispatch.automatic
        return roads[dispatch.customer] is not dispatch.kind

    over = [
        moved(one, DispatchState.DROPPED, now, error=one.error) for one in unsent if is_over(one)
    ]
    firm.parts.history.record_many(over)


def _resume(order: Order, earlier: Dispatch) -> Order:
    """Take up the day's earlier attempt, which certainly did not leave, under its own id."""
    dispatch = replace(
        order.dispatch,
        id=earlier.id,
        created_at=earlier.created_at,
        message_id=earlier.message_id,
    )
    return replace(order, dispatch=dispatch)


def _settled(firm: Firm, day: date, orders: Sequence[Order]) -> list[Order]:
    """Return the orders that no other server planned first; the others yield.

    Every server computes the same winner, so that two of them by mistake send once.
    """
    if orders and firm.parts.settle_seconds:
        firm.parts.wait(firm.parts.settle_seconds)
    now = firm.parts.clock.now()
    # By customer, whatever the road: two servers may see different channels at work.
    rivals: dict[str, list[Dispatch]] = {}
    for dispatch in firm.parts.history.of_day(day):
        given_up = dispatch.state is DispatchState.DROPPED
        if not given_up and not _is_dead_plan(dispatch, firm.parts.machine, now):
            rivals.setdefault(dispatch.customer, []).append(dispatch)
    ours, yielded = [], []
    for order in orders:
        dispatch = order.dispatch
        first = winner(rivals.get(dispatch.customer, [dispatch]))
        if first.id == dispatch.id:
            ours.append(order)
        else:
            yielded.append(moved(dispatch, DispatchState.YIELDED, now))
    firm.parts.history.record_many(yielded)
    return ours


def _is_dead_plan(dispatch: Dispatch, machine: str, now: datetime) -> bool:
    """Whether another server planned it long ago and never began: that server died."""
    planned = dispatch.state is DispatchState.PLANNED and dispatch.machine != machine
    return planned and now - dispatch.updated_at > DEAD_AFTER


def _send_all(
    firm: Firm, day: date, orders: Iterable[Order], announce: Announce
) -> Iterator[Dispatch]:
    """Carry out the orders, one connection a channel, as long as this run is still right."""
    groups = grouped(firm, orders)
    in_turn = [order for group in groups for order in group]
    with Connections(firm) as connections, DrawingAhead(firm, in_turn, announce) as ahead:
        for group in groups:
            # Slept over midnight, no longer the server, or stopped: the rest stays planned.
            if _is_over(firm, day):
                return
            yield from carry_out_group(firm, _still_due(firm, group), connections, ahead.prepare)


def _still_due(firm: Firm, group: Iterable[Order]) -> list[Order]:
    """Return the orders whose customers nobody else has written to meanwhile."""
    last = firm.parts.history.last_sendings()
    ours, yielded = [], []
    for order in group:
        sending = believed_sending(firm, last.get(order.dispatch.customer))
        if sending is None or sending.day < order.dispatch.day:
            ours.append(order)
        else:
            yielded.append(moved(order.dispatch, DispatchState.YIELDED, firm.parts.clock.now()))
    firm.parts.history.record_many(yielded)
    return ours


def _is_over(firm: Firm, day: date) -> bool:
    return firm.stopping.is_set() or firm.parts.clock.today() != day or not firm.parts.lock.held()


def _tally(dispatches: Iterable[Dispatch]) -> dict[str, int]:
    counts = {"sent": 0, "failed": 0, "unknown": 0, "retry": 0}
    for dispatch in dispatches:
        counts[dispatch.state.value] += 1
    return counts
