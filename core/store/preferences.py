"""What a person has set for single customers, beside the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from core.domain.parties import NO_PREFERENCES, SendingPreferences
from core.store.history import History
from core.store.remembered import Remembered

TABLE = "preferences"
_NAMES = tuple(field.name for field in fields(SendingPreferences))


class Preferences:
    """The preferences of all customers; the newest that any PC has set counts."""

    def __init__(self, history: History) -> None:
        """Use the database that the history lies in."""
        self._history = history
        self._newest = Remembered(history, TABLE, _newest)

    def get(self, customer: str) -> SendingPreferences:
        """Return what is set for a customer; None where nothing is."""
        return self.all().get(customer, NO_PREFERENCES)

    def all(self) -> Mapping[str, SendingPreferences]:
        """Return what is set, by customer."""
        return self._newest.now()

    def set(
        self,
        customer: str,
        changes: SendingPreferences,
        cleared: Sequence[str],
        at: datetime,
        by: str,
    ) -> SendingPreferences:
        """Change what is set for a customer, durably; return all that is set now."""
        unknown = set(cleared) - set(_NAMES)
        if unknown:
            raise ValueError(f"no such preferences: {', '.join(sorted(unknown))}")
        kept = replace(self.get(customer), **dict.fromkeys(cleared))
        preferences = changes.over(kept)
        document = {"customer": customer, "at": at.isoformat(), "by": by, **asdict(preferences)}
        self._history.insert(TABLE, document, at.year)
        return preferences


def _newest(documents: Sequence[Any]) -> dict[str, SendingPreferences]:
    ordered = sorted(
        documents, key=lambda found: (datetime.fromisoformat(found["at"]), str(found.doc_id))
    )
    return {found["customer"]: _preferences(found) for found in ordered}


def _preferences(document: Mapping[str, Any]) -> SendingPreferences:
    read: dict[str, Any] = {name: document.get(name) for name in _NAMES}
    if read["addresses"] is not None:
        read["addresses"] = tuple(read["addresses"])
    return SendingPreferences(**read)
