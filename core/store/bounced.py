"""What came back, beside the history: which dispatch, from which address, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from core.domain.dispatches import Dispatch, LastSending
from core.mail.message import comparable_address
from core.store.history import History
from core.store.remembered import Remembered

TABLE = "bounces"


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address from which an e-mail came back."""

    customer: str
    address: str
    dispatch: str
    day: date


class Bounced:
    """The addresses from which e-mail came back, of all PCs."""

    def __init__(self, history: History) -> None:
        """Use the database that the history lies in."""
        self._history = history
        self._known = Remembered(history, TABLE, _known)

    def add(self, dispatch: Dispatch, address: str, at: datetime) -> None:
        """Remember that a dispatch came back from an address, durably."""
        document = {
            "customer": dispatch.customer,
            "address": address,
            "dispatch": dispatch.id,
            "day": at.date().isoformat(),
        }
        self._history.insert(TABLE, document, at.year)

    def add_all(self, dispatch: Dispatch, at: datetime) -> None:
        """Remember that nothing reaches any of a dispatch's addresses."""
        for address in dispatch.address.split(", "):
            self.add(dispatch, comparable_address(address), at)

    def add_no_pec(self, dispatch: Dispatch, at: datetime) -> None:
        """Remember that a PEC’s address is none: mail reaches it, and nothing is certified."""
        document = {
            "customer": dispatch.customer,
            "address": comparable_address(dispatch.address),
            "dispatch": dispatch.id,
            "day": at.date().isoformat(),
            "at": at.isoformat(),
            "no_pec": True,
        }
        self._history.insert(TABLE, document, at.year)

    def take_no_pec_back(self, customer: str, address: str, at: datetime, by: str) -> None:
        """Remember that a person wants the address tried again, whatever was said of it before."""
        document = {
            "customer": customer,
            "address": comparable_address(address),
            "dispatch": "",
            "day": at.date().isoformat(),
            "at": at.isoformat(),
            "by": by,
            # For a version that knows no taking back it is one more that says the same.
            "no_pec": True,
            "taken_back": True,
        }
        self._history.insert(TABLE, document, at.year)

    def no_pec(self) -> frozenset[tuple[str, str]]:
        """Return the customers' addresses that are none of certified mail."""
        return self._known.now().no_pec

    def of_dispatch(self, dispatch_id: str) -> set[str]:
        """Return the addresses from which a dispatch came back."""
        return {one.address for one in self.all().values() if one.dispatch == dispatch_id}

    def all(self) -> Mapping[tuple[str, str], Bounce]:
        """Return the newest bounce of each customer and address."""
        return self._known.now().newest


def is_suspect(bounce: Bounce | None, last: LastSending | None) -> bool:
    """Return whether nothing has reached an address since an e-mail came back from it.

    A person who writes to it all the same, by hand, clears it.
    """
    if bounce is None:
        return False
    return last is None or last.dispatch == bounce.dispatch or last.day < bounce.day


def _moment(document: Mapping[str, Any]) -> datetime:
    """Return when it was said; of an earlier version only the day is known."""
    if "at" in document:
        return datetime.fromisoformat(document["at"])
    return datetime.combine(date.fromisoformat(document["day"]), time(), UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    newest: Mapping[tuple[str, str], Bounce]
    no_pec: frozenset[tuple[str, str]]


def _known(documents: Sequence[Mapping[str, Any]]) -> _Known:
    ordinary = sorted((one for one in documents if one.get("no_pec")), key=_moment)
    said = {(one["customer"], one["address"]): one for one in ordinary}
    found = [
        Bounce(
            one["customer"],
            comparable_address(one["address"]),
            one["dispatch"],
            date.fromisoformat(one["day"]),
        )
        for one in documents
        if not one.get("no_pec")
    ]
    found.sort(key=lambda one: one.day)
    return _Known(
        {(one.customer, one.address): one for one in found},
        frozenset(key for key, one in said.items() if not one.get("taken_back")),
    )
