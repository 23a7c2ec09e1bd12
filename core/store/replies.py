"""What customers answered, beside the history: its first line, and whether somebody has looked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.domain.replies import Reply
from core.store.history import History

TABLE = "replies"


class Replies:
    """The answers that any PC of the firm has found."""

    def __init__(self, history: History) -> None:
        """Use the database that the history lies in."""
        self._history = history
        self._version = -1
        self._known: frozenset[str] = frozenset()
        self._newest: tuple[Reply, ...] = ()
        self._by_dispatch: dict[str, tuple[Reply, ...]] = {}

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
        self._look()
        return name in self._known

    def all(self) -> tuple[Reply, ...]:
        """Return all answers, the newest first."""
        self._look()
        return self._newest

    def of_dispatch(self, dispatch_id: str) -> tuple[Reply, ...]:
        """Return the answers to one dispatch, the newest first."""
        self._look()
        return self._by_dispatch.get(dispatch_id, ())

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

    def _look(self) -> None:
        version = self._history.version(TABLE)
        if version == self._version:
            return
        documents = self._history.table(TABLE).all()
        self._known = frozenset(str(one["name"]) for one in documents)
        found = sorted(map(_reply, documents), key=lambda one: one.found_at, reverse=True)
        self._newest = tuple(found)
        by_dispatch: dict[str, list[Reply]] = {}
        for reply in found:
            by_dispatch.setdefault(reply.dispatch, []).append(reply)
        self._by_dispatch = {name: tuple(replies) for name, replies in by_dispatch.items()}
        self._version = version


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
