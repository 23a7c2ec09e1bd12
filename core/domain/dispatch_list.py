"""The list of dispatches: which of them a person wants to see, and one page of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domain.dispatches import Dispatch, DispatchState


@dataclass(frozen=True, slots=True)
class DispatchQuery:
    """What a person looks for in the history; what is None is not asked."""

    customers: tuple[str, ...] | None = None
    """Codes."""
    first: date | None = None
    last: date | None = None
    channel: str = ""
    state: DispatchState | None = None
    automatic: bool | None = None
    before: str = ""
    """Go on after the dispatch of this id, which an earlier page ended with."""
    size: int | None = 50
    """None: all of them, however many."""

    def wants(self, dispatch: Dispatch) -> bool:
        """Whether a dispatch is one of those looked for."""
        return (
            (self.customers is None or dispatch.customer in self.customers)
            and (self.first is None or dispatch.day >= self.first)
            and (self.last is None or dispatch.day <= self.last)
            and self.channel in ("", dispatch.channel)
            and self.state in (None, dispatch.state)
            and self.automatic in (None, dispatch.automatic)
        )


@dataclass(frozen=True, slots=True)
class DispatchPage:
    """Some of the dispatches looked for, the newest first."""

    rows: tuple[Dispatch, ...]
    older: str = ""
    """For the next page's `before`; empty: there are no older ones."""
    searched_to: date | None = None
    """How far back was looked, if the page is not full and there is more."""


def sort_newest_first(dispatches: list[Dispatch]) -> None:
    """Sort as the history lists them."""
    dispatches.sort(key=lambda found: (found.created_at, found.id), reverse=True)


def page_of(found: list[Dispatch], query: DispatchQuery) -> DispatchPage:
    """Cut one page out of all that may be looked for."""
    wanted = [dispatch for dispatch in found if query.wants(dispatch)]
    sort_newest_first(wanted)
    places = (n for n, dispatch in enumerate(wanted, 1) if dispatch.id == query.before)
    begin = next(places, 0)
    end = len(wanted) if query.size is None else begin + query.size
    rows = tuple(wanted[begin:end])
    return DispatchPage(rows, rows[-1].id if end < len(wanted) and rows else "")
