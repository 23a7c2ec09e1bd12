"""Runs and accepted ledgers: what the history remembers beside dispatches, as documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.domain.events import RunFinished

_FIGURES = ("sent", "failed", "unknown", "retry", "skipped", "unsent")


@dataclass(frozen=True, slots=True)
class AcceptedLedger:
    """The last ledger that was believed, by itself or because a person said so."""

    fingerprint: str
    open_items: int
    at: datetime
    by: str
    payments: int = 0


def run_to_document(run: RunFinished, at: datetime) -> dict[str, Any]:
    """Write a run and the moment of its end as JSON values."""
    return {
        "day": run.day.isoformat(),
        "at": at.isoformat(),
        "sent": run.sent,
        "failed": run.failed,
        "unknown": run.unknown,
        "retry": run.retry,
        "skipped": dict(run.skipped or {}),
        "unsent": run.unsent,
    }


def run_from_document(document: Mapping[str, Any]) -> RunFinished:
    """Read a run."""
    return RunFinished(
        date.fromisoformat(document["day"]),
        # A run of an earlier version does not say how many were not sent.
        *(document.get(name, 0) for name in _FIGURES),
    )


def ledger_to_document(ledger: AcceptedLedger) -> dict[str, Any]:
    """Write an accepted ledger as JSON values."""
    return {
        "fingerprint": ledger.fingerprint,
        "open_items": ledger.open_items,
        "payments": ledger.payments,
        "at": ledger.at.isoformat(),
        "by": ledger.by,
    }


def ledger_from_document(document: Mapping[str, Any]) -> AcceptedLedger:
    """Read an accepted ledger."""
    return AcceptedLedger(
        document["fingerprint"],
        document["open_items"],
        datetime.fromisoformat(document["at"]),
        document["by"],
        document.get("payments", 0),
    )
