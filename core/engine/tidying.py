"""Tidying up, once a day, when there is nothing else to do."""

from __future__ import annotations

import logging
from datetime import date

from core.engine.firm import Firm
from core.errors import HistoryUnwritable

log = logging.getLogger(__name__)


class Tidying:
    """Rewrites the journals of years that are over without what was superseded."""

    def __init__(self, firm: Firm) -> None:
        """Begin with the first look of the day."""
        self._firm = firm
        self._looked: date | None = None

    def look(self) -> None:
        """Do it if it was not done today; what cannot be written waits until tomorrow."""
        today = self._firm.parts.clock.today()
        if self._looked == today:
            return
        self._looked = today
        try:
            self._firm.parts.history.compact_past(today.year)
        except HistoryUnwritable as error:
            log.warning("journals stay as they are: %s", error)
