"""The days ahead as front ends ask for them: planned once for each state of the firm."""

from __future__ import annotations

from threading import Lock

from core.domain.forecast import DayAhead
from core.domain.planning import Plan
from core.engine.candidates import make_plan_ahead
from core.engine.firm import Firm
from core.engine.status import Status

DAYS = 14


class DaysAhead:
    """Remembers the days ahead until the firm is another one; any thread may ask."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._lock = Lock()
        self._plan: Plan | None = None
        self._ahead: tuple[DayAhead, ...] = ()

    def of(self, status: Status, days: int) -> tuple[DayAhead, ...]:
        """Return today and the days after it, made now if they are not of this snapshot."""
        if days > DAYS:
            return make_plan_ahead(self._firm, self._firm.sight(), days)
        self.renew(status)
        return self._ahead[: days + 1]

    def of_late(self, status: Status, days: int) -> tuple[DayAhead, ...]:
        """Return what was known a moment ago rather than wait; never of another day."""
        ahead = self._ahead
        if not ahead or ahead[0].day != status.day:
            return self.of(status, days)
        return ahead[: days + 1]

    def renew(self, status: Status) -> bool:
        """Plan ahead for a snapshot; return whether that was not yet done."""
        with self._lock:
            # While a run is under way only its progress differs: the plan is the same object.
            if self._plan is status.plan:
                return False
            self._ahead = make_plan_ahead(self._firm, self._firm.sight(), DAYS)
            self._plan = status.plan
            return True
