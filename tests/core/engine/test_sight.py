"""Whatever is replaced while an answer is made, the answer is of one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.domain.commands import CheckDate, ReloadLedger, RunAutomaticSending
from core.domain.customer_list import CustomerQuery
from core.engine.engine import Engine
from tests.firms import CUSTOMERS, Firm, HandClock, items_table, make_firm_of

BEFORE = ("BIANCHI", "ROSSI")
AFTER = ("ROSSI", "VERDI")


@dataclass
class Turn:
    """At one of the questions that a reader asks, somebody else gets a turn."""

    at: int = 0
    other: Callable[[], object] = lambda: None
    asked: int = 0

    def ask(self) -> None:
        self.asked += 1
        if self.asked == self.at:
            thread = Thread(target=self.other)
            thread.start()
            thread.join(60)
            assert not thread.is_alive()


class Asked:
    """A part of the engine; at every question to it, it may be somebody else's turn."""

    def __init__(self, part: object, turn: Turn) -> None:
        self._part = part
        self._turn = turn

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not callable(found):
            return found

        def ask(*args: Any, **named: Any) -> Any:
            self._turn.ask()
            return found(*args, **named)

        return ask


def interrupted(firm: Firm, turn: Turn) -> Engine:
    """Return an engine of the firm that is interrupted at a turn."""
    parts = firm.engine.firm.parts
    seams: dict[str, Any] = {
        name: Asked(getattr(parts, name), turn)
        for name in ("clock", "history", "preferences", "plugins")
    }
    return Engine(replace(parts, **seams))


def write(firm: Firm, codes: tuple[str, ...], amount: str) -> None:
    """Write the ledger so that each figure and each name says which one it is."""
    names = "".join(f"{c};{c} {amount};conti@{c.lower()}.example\n" for c in codes)
    firm.write("clienti.csv", CUSTOMERS + names)
    firm.write("partite.csv", items_table(codes, firm.clock.today(), amount=amount))


def of_the_status(engine: Engine) -> object:
    status = engine.status
    due = [(due.customer.name, due.candidate.balances) for due in status.plan.due]
    debtors = {(debtor.customer.name, debtor.outstanding) for debtor in status.most_overdue}
    return due, debtors, status.totals, status.ledger.customers


def of_the_days_ahead(engine: Engine) -> object:
    today, *_ = engine.plan_ahead(20)
    return [(due.customer.name, due.candidate.balances) for due in today.due]


def of_the_list(engine: Engine) -> object:
    return [(row.customer.name, row.balances) for row in engine.customers(CustomerQuery()).rows]


def of_a_statement(engine: Engine) -> object:
    return engine.statement("ROSSI")


def of_a_candidate(engine: Engine) -> object:
    return engine.candidate("ROSSI")


@pytest.mark.parametrize(
    "read", [of_the_status, of_the_days_ahead, of_the_list, of_a_statement, of_a_candidate]
)
def test_an_answer_is_of_one_ledger_whenever_it_is_replaced(
    tmp_path: Path, read: Callable[[Engine], object]
) -> None:
    firm, turn = make_firm_of(tmp_path / "firm"), Turn()
    engine = interrupted(firm, turn)

    def put(codes: tuple[str, ...], amount: str) -> object:
        write(firm, codes, amount)
        engine.post(ReloadLedger()).result()
        return read(engine)

    whole = [put(AFTER, "250,00"), put(BEFORE, "100,00")]
    for at in count(1):
        put(BEFORE, "100,00")
        engine.post(ReloadLedger()).result()
        write(firm, AFTER, "250,00")
        turn.at, turn.asked, turn.other = at, 0, engine.firm.reload_ledger
        answer = read(engine)
        if turn.asked < at:
            break
        turn.at = 0
        assert answer in whole


def test_a_run_sends_what_its_plan_says_whenever_the_ledger_is_replaced(tmp_path: Path) -> None:
    for at in count(1):
        firm, turn = make_firm_of(tmp_path / str(at)), Turn()
        engine = interrupted(firm, turn)
        write(firm, BEFORE, "100,00")
        engine.post(ReloadLedger()).result()
        write(firm, AFTER, "250,00")
        turn.at, turn.asked, turn.other = at, 0, engine.firm.reload_ledger
        engine.post(RunAutomaticSending()).result()
        sent = {(one.dispatch.customer, one.customer.name) for one in firm.script.delivered}
        amounts = {one.dispatch.amounts[0].outstanding for one in firm.script.delivered}
        assert sent in ({(c, f"{c} 100,00") for c in BEFORE}, {(c, f"{c} 250,00") for c in AFTER})
        assert len(amounts) == 1
        if turn.asked < at:
            break


def test_a_plan_that_midnight_overtakes_is_not_sent_and_the_new_day_s_is_once(
    tmp_path: Path,
) -> None:
    clock = HandClock()

    def pass_midnight(_: float) -> None:
        clock.moment = datetime.fromisoformat("2026-11-25T00:00:05+01:00")

    firm = make_firm_of(tmp_path / "firm", settle_seconds=10.0, wait=pass_midnight)
    firm.engine.firm.parts = replace(firm.engine.firm.parts, clock=clock)
    firm.set(automatic__period_days=1)
    clock.moment = datetime.fromisoformat("2026-11-24T23:59:55+01:00")
    firm.run()
    assert firm.script.customers == []
    firm.engine.post(CheckDate()).result()
    assert sorted(firm.script.customers) == ["BIANCHI", "ROSSI", "VERDI"]
