"""What customers answered, beside the history: its first line, and whether somebody has looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.replies import Reply
from core.store.history import History
from core.store.remembered import Remembered

TABLE = "replies"


class Replies:
    """The answers that any PC of the firm has found."""

    def __init__(self, history: History) -> None:
        """Use the database that the history lies in."""
        self._history = history
        self._found = Remembered(history, TABLE, _found)

    def add(self, reply: Reply, name: str) -> None:
        """Remember an answer, durably; `name` is what it is known again by."""
        document = {
            "name": name,
            "dispatch": reply.dispatch,
            "customer": reply.customer,
            "customer_name": reply.name,
            "sender": reply.sender,
            "subject": reply.subject,
            "line": reply.line,
            "found_at": reply.found_at.isoformat(),
            "automatic": reply.automatic,
        }
        self._history.insert(TABLE, document, reply.found_at.year)

    def knows(self, name: str) -> bool:
        """Return whether an answer was found before."""
        return name in self._found.now().names

    def all(self) -> tuple[Reply, ...]:
        """Return all answers, the newest first."""
        return self._found.now().newest

    def of_dispatch(self, dispatch_id: str) -> tuple[Reply, ...]:
        """Return the answers to one dispatch, the newest first."""
        return self._found.now().by_dispatch.get(dispatch_id, ())

    def unseen(self) -> tuple[Reply, ...]:
        """Return what people wrote and nobody has looked at yet."""
        seen = self._history.confirmed(TABLE)
        since = datetime.fromisoformat(seen) if seen else None
        return tuple(
            reply
            for reply in self.all()
            if not reply.automatic and (since is None or reply.found_at > since)
        )

    def see(self, at: datetime, by: str) -> None:
        """Remember that a person has looked at all there is."""
        newest = self.all()
        if newest:
            self._history.confirm(TABLE, newest[0].found_at.isoformat(), at, by)


@dataclass(frozen=True, slots=True)
class _Found:
    names: frozenset[str]
    newest: tuple[Reply, ...]
    by_dispatch: Mapping[str, tuple[Reply, ...]]


def _found(documents: Sequence[Mapping[str, Any]]) -> _Found:
    newest = sorted(map(_reply, documents), key=lambda one: one.found_at, reverse=True)
    by_dispatch: dict[str, tuple[Reply, ...]] = {}
    for reply in newest:
        by_dispatch[reply.dispatch] = (*by_dispatch.get(reply.dispatch, ()), reply)
    return _Found(frozenset(str(one["name"]) for one in documents), tuple(newest), by_dispatch)


def _reply(document: Mapping[str, Any]) -> Reply:
    return Reply(
        dispatch=document["dispatch"],
        customer=document["customer"],
        name=document["customer_name"],
        sender=document["sender"],
        subject=document["subject"],
        line=document["line"],
        found_at=datetime.fromisoformat(document["found_at"]),
        automatic=document["automatic"],
    )
