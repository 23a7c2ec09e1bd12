"""Dispatches as JSON: the contract's fields, nothing lost on the way there and back."""

from __future__ import annotations

import json
from datetime import UTC, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from core.domain.dispatches import Amounts, ChannelKind, Dispatch, DispatchState
from core.store.dispatch_documents import (
    dispatch_from_document,
    dispatch_to_document,
    dispatch_to_json,
)
from tests.dispatches import a_dispatch

CONTRACT = """id, customer, name, as_of, created_at, updated_at, channel, address, bcc, automatic,
state, amounts, open_items, document, sha256, message_id, receipt, error, machine, user, design,
language"""

zones = some.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9.5))])
moments = some.datetimes(timezones=zones)
amounts = some.decimals(-(10**9), 10**9, places=2)
dispatches = some.builds(
    Dispatch,
    as_of=some.dates(),
    created_at=moments,
    updated_at=moments,
    left_at=some.none() | moments,
    day=some.dates(),
    amounts=some.lists(some.builds(Amounts, some.text(), amounts, amounts)).map(tuple),
)


@given(dispatches)
def test_a_dispatch_is_the_same_after_json(dispatch: Dispatch) -> None:
    document = json.loads(json.dumps(dispatch_to_document(dispatch)))
    assert dispatch_from_document(document, dispatch.id) == dispatch


def test_json_has_the_fields_of_the_contract() -> None:
    written = dispatch_to_json(a_dispatch(id="2026/PC1:0"))
    assert {name.strip() for name in CONTRACT.split(",")} <= written.keys()


def test_amounts_are_texts_and_dates_iso() -> None:
    amount = Amounts("EUR", Decimal("1234.50"), Decimal("0.00"))
    written = dispatch_to_json(a_dispatch(amounts=(amount,)))
    assert written["amounts"] == [
        {"currency": "EUR", "outstanding": "1234.50", "overdue_net": "0.00"}
    ]
    assert written["as_of"] == "2026-11-24"
    assert written["created_at"] == "2026-11-24T12:00:00+00:00"
    assert written["automatic"] is True


def test_what_a_later_version_adds_is_passed_over() -> None:
    document = dispatch_to_document(a_dispatch()) | {"mood": "gentle"}
    assert dispatch_from_document(document, "") == a_dispatch()


def test_a_state_of_a_later_version_may_have_arrived() -> None:
    document = dispatch_to_document(a_dispatch()) | {"state": "teleported", "kind": "pigeon"}
    read = dispatch_from_document(document, "")
    assert (read.state, read.kind) == (DispatchState.UNKNOWN, ChannelKind.POST)
