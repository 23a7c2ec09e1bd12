"""What came back, beside the history: which dispatch, from which address, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.dispatches import Dispatch, LastSending
from core.mail.message import comparable_address
from core.store.history import History

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
        self._version = -1
        self._newest: dict[tuple[str, str], Bounce] = {}
        self._no_pec: frozenset[tuple[str, str]] = frozenset()

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
            "no_pec": True,
        }
        self._history.insert(TABLE, document, at.year)

    def no_pec(self) -> frozenset[tuple[str, str]]:
        """Return the customers' addresses that are none of certified mail."""
        self.all()
        return self._no_pec

    def of_dispatch(self, dispatch_id: str) -> set[str]:
        """Return the addresses from which a dispatch came back."""
        return {one.address for one in self.all().values() if one.dispatch == dispatch_id}

    def all(self) -> Mapping[tuple[str, str], Bounce]:
        """Return the newest bounce of each customer and address."""
        version = self._history.version(TABLE)
        if version != self._version:
            rows = list(self._history.table(TABLE).all())
            self._no_pec = frozenset(
                (one["customer"], one["address"]) for one in rows if one.get("no_pec")
            )
            found = [
                Bounce(
                    one["customer"],
                    comparable_address(one["address"]),
                    one["dispatch"],
                    date.fromisoformat(one["day"]),
                )
                for one in rows
                if not one.get("no_pec")
            ]
            found.sort(key=lambda one: one.day)
            self._newest = {(one.customer, one.address): one for one in found}
            self._version = version
        return self._newest


def is_suspect(bounce: Bounce | None, last: LastSending | None) -> bool:
    """Return whether nothing has reached an address since an e-mail came back from it.

    A person who writes to it all the same, by hand, clears it.
    """
    if bounce is None:
        return False
    return last is None or last.dispatch == bounce.dispatch or last.day < bounce.day
