"""What the commands show, as plain values: the shapes of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from core.domain.balances import Balance, build_balances
from core.domain.events import RunFinished
from core.domain.ledger import Ledger
from core.domain.planning import Due, PassedOver, Plan, Skipped
from core.domain.problems import Problem
from core.engine.invoices import NOTHING, Enclosed
from tray.cli.wording import told

BALANCE_COLUMNS = (
    "customer", "currency", "outstanding", "overdue_gross", "overdue_net", "current", "d1_30",
    "d31_60", "d61_90", "d90_plus", "credits", "open_items", "oldest_due",
)  # fmt: skip
BALANCE_FIGURES = ("customer", "currency", "outstanding", "overdue_net", "credits", "oldest_due")
"""What a table for a person shows: it fits eighty characters."""


def balance_rows(ledger: Ledger, as_of: date) -> Iterator[dict[str, Any]]:
    """Yield one row a customer and currency."""
    for code in ledger.customers:
        for balance in build_balances(ledger, code, as_of).values():
            yield {"customer": code} | _balance(balance)


def plan_record(plan: Plan, enclosed: Callable[[Due], Enclosed] = lambda _: NOTHING) -> Any:
    """Return a plan as the contract has it; with invoices, what would go along."""
    return {
        "date": plan.day.isoformat(),
        "due": [due_record(due) | enclosed_record(enclosed(due)) for due in plan.due],
        "skipped": [_skipped(skipped) for skipped in plan.skipped],
    }


def due_record(due: Due) -> dict[str, Any]:
    """Return one customer who is due."""
    candidate = due.candidate
    passed = passed_records(candidate.passed_over)
    return {
        "customer": due.customer.code,
        "name": due.customer.name,
        "channel": candidate.channel,
        "address": candidate.address,
        "amounts": [
            {
                "currency": balance.currency,
                "outstanding": f"{balance.outstanding:.2f}",
                "overdue_net": f"{balance.overdue_net:.2f}",
            }
            for balance in sorted(candidate.balances.values(), key=_euro_first)
            if balance.open_items or balance.credits
        ],
        **({"passed_over": passed} if passed else {}),
    }


def passed_records(passed: Iterable[PassedOver]) -> list[dict[str, str]]:
    """Return the roads that were passed over, each with its reason."""
    return [{"channel": one.channel, "reason": told(one.reason)} for one in passed]


def enclosed_record(enclosed: Enclosed) -> dict[str, Any]:
    """Return which invoices go along and which do not, where any are wanted."""
    if enclosed == NOTHING:
        return {}
    return {
        "attachments": [asdict(one) for one in enclosed.sent],
        "withheld": [
            {"number": one.number, "reason": told(one.reason)} for one in enclosed.withheld
        ],
    }


def run_record(finished: RunFinished) -> dict[str, Any]:
    """Return the figures of a run."""
    return {
        "date": finished.day.isoformat(),
        "sent": finished.sent,
        "failed": finished.failed,
        "unknown": finished.unknown,
        "retry": finished.retry,
        "skipped": dict(finished.skipped or {}),
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return one problem, in the language of this PC."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "customer": problem.customer,
        "severity": problem.severity.value,
        "problem": told(problem.what),
        "hint": told(problem.hint),
    }


def problem_line(problem: Problem) -> str:
    """Return one problem as one line: where, what, what to do."""
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    column = f" [{problem.column}]" if problem.column else ""
    return f"{place}{column}: {told(problem.what)} {told(problem.hint)}"


def _euro_first(balance: Balance) -> tuple[bool, str]:
    return balance.currency != "EUR", balance.currency


def _balance(balance: Balance) -> dict[str, Any]:
    aging = balance.aging
    return {
        "currency": balance.currency,
        "outstanding": f"{balance.outstanding:.2f}",
        "overdue_gross": f"{balance.overdue_gross:.2f}",
        "overdue_net": f"{balance.overdue_net:.2f}",
        "current": f"{aging.current:.2f}",
        "d1_30": f"{aging.d1_30:.2f}",
        "d31_60": f"{aging.d31_60:.2f}",
        "d61_90": f"{aging.d61_90:.2f}",
        "d90_plus": f"{aging.d90_plus:.2f}",
        "credits": f"{balance.credits:.2f}",
        "open_items": balance.open_items,
        "oldest_due": balance.oldest_due.isoformat() if balance.oldest_due else None,
    }


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {
        "customer": skipped.customer.code,
        "name": skipped.customer.name,
        "reason": skipped.skip.reason.value,
        "detail": told(skipped.skip.detail),
    }
