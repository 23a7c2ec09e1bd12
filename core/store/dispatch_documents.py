"""Dispatches as documents: the fields of the contract under their names, and ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.domain.dispatches import (
    Amounts,
    ChannelKind,
    Dispatch,
    DispatchState,
    KeptProof,
    SentFile,
    Signature,
)

_FIELDS = tuple(field.name for field in fields(Dispatch) if field.name != "id")


def dispatch_to_document(dispatch: Dispatch) -> dict[str, Any]:
    """Write a dispatch as JSON values; its id is the document's own."""
    return {name: _written(getattr(dispatch, name)) for name in _FIELDS}


def dispatch_to_json(dispatch: Dispatch) -> dict[str, Any]:
    """Write a dispatch as the history command shows it; contract, section 5."""
    return {"id": dispatch.id, **dispatch_to_document(dispatch)}


def dispatch_from_document(document: Mapping[str, Any], dispatch_id: str) -> Dispatch:
    """Read a dispatch; fields of a later version are passed over."""
    read = {name: document[name] for name in _FIELDS if name in document}
    return Dispatch(
        **{
            **read,
            "as_of": date.fromisoformat(read["as_of"]),
            "day": date.fromisoformat(read["day"]),
            "created_at": datetime.fromisoformat(read["created_at"]),
            "updated_at": datetime.fromisoformat(read["updated_at"]),
            "left_at": _moment(read.get("left_at")),
            "kind": kind_of(read["kind"]),
            "state": state_of(read["state"]),
            "amounts": tuple(_amounts(found) for found in read["amounts"]),
            "proofs": tuple(_proof(found) for found in read.get("proofs", ())),
            "attached": tuple(SentFile(**found) for found in read.get("attached", ())),
            "remarks": tuple(read.get("remarks", ())),
            "id": dispatch_id,
        }
    )


def state_of(name: str) -> DispatchState:
    """Return the state of a name; one of a later version may have arrived."""
    try:
        return DispatchState(name)
    except ValueError:
        return DispatchState.UNKNOWN


def kind_of(name: str) -> ChannelKind:
    """Return the kind of a name; one of a later version is taken to reach the customer."""
    try:
        return ChannelKind(name)
    except ValueError:
        return ChannelKind.POST


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _amounts(found: Mapping[str, str]) -> Amounts:
    return Amounts(found["currency"], Decimal(found["outstanding"]), Decimal(found["overdue_net"]))


def _proof(found: Mapping[str, str]) -> KeptProof:
    at = datetime.fromisoformat(found["at"])
    signature = _signature(found.get("signature", ""))
    signer = found.get("signer", "")
    return KeptProof(found["kind"], at, found["file"], found["sha256"], signature, signer)


def _signature(name: str) -> Signature:
    """Return how a signature stands; a word of a later version is no word for it."""
    try:
        return Signature(name)
    except ValueError:
        return Signature.UNREADABLE


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Amounts | KeptProof | SentFile):
        return {field.name: _written(getattr(value, field.name)) for field in fields(value)}
    return (
        str(value) if isinstance(value, (ChannelKind, DispatchState, Signature, Decimal)) else value
    )
