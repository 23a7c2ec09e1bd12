"""The days ahead as front ends ask for them: planned once for each state of the firm."""

from __future__ import annotations

from threading import Lock

from core.domain.forecast import DayAhead
from core.engine.candidates import make_plan_ahead
from core.engine.firm import Firm
from core.engine.status import Status


class Outlook:
    """Plans ahead when somebody asks, and remembers it until the snapshot is another one."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._lock = Lock()
        self._known: tuple[object, int, tuple[DayAhead, ...]] = (None, 0, ())

    def of(self, status: Status, days: int) -> tuple[DayAhead, ...]:
        """Return today and the days after it, as they stand at the moment of a snapshot."""
        with self._lock:
            # While a run is under way only the progress differs: the plan is the same object.
            plan, length, ahead = self._known
            if plan is not status.plan or length != days:
                ahead = make_plan_ahead(self._firm, days)
                self._known = (status.plan, days, ahead)
            return ahead
