"""A dispatch as the history has it, for every test that needs one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.domain.dispatches import Amounts, ChannelKind, Dispatch, DispatchState

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
