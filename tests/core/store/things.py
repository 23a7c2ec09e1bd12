"""Dispatches and histories for the tests of what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.domain.dispatches import Amounts, ChannelKind, Dispatch, DispatchState
from core.store.history import History

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_dispatch(customer: str = "C1", **changes: Any) -> Dispatch:
    dispatch = Dispatch(
        customer=customer,
        name="Officine Bianchi",
        as_of=DAY,
        created_at=NOON,
        updated_at=NOON,
        channel="smtp",
        kind=ChannelKind.EMAIL,
        address="conti@bianchi.example",
        automatic=True,
        state=DispatchState.PLANNED,
        amounts=(Amounts("EUR", Decimal("1234.56"), Decimal("1000.00")),),
        open_items=3,
        machine="PC1",
        user="anna",
        design="classic",
        language="it",
        day=DAY,
    )
    return replace(dispatch, **changes)


def on(days: int, customer: str = "C1", **changes: Any) -> Dispatch:
    """Make a dispatch so many days later."""
    moment = NOON + timedelta(days=days)
    day = DAY + timedelta(days=days)
    return a_dispatch(
        customer, **{"created_at": moment, "updated_at": moment, "day": day, "as_of": day} | changes
    )


@contextmanager
def opened(folder: Path, machine: str = "PC1") -> Iterator[History]:
    """Open a history that sees at once what others write."""
    history = History(folder, machine, "anna", look_every=0)
    try:
        yield history
    finally:
        history.close()
