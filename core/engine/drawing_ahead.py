"""Drawing ahead: while one statement is delivered, the next is drawn and archived."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from core.engine.firm import Firm
from core.engine.sending import Announce, Order, Prepared, prepare


class DrawingAhead:
    """Prepares the orders of a run, one ahead; the mail server's answer takes as long.

    A run that ends early leaves at most one archived statement that was not sent.
    """

    def __init__(self, firm: Firm, orders: Sequence[Order], announce: Announce) -> None:
        """Keep the orders in the sequence in which they will be asked for."""
        self._firm = firm
        self._announce = announce
        self._orders = orders
        self._places = {order.dispatch.id: place for place, order in enumerate(orders)}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self._drawn: dict[int, Future[Prepared]] = {}

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the one in hand."""
        self._thread.shutdown(cancel_futures=True)

    def prepare(self, order: Order) -> Prepared:
        """Return an order ready to be delivered, and have the next one drawn meanwhile."""
        place = self._places[order.dispatch.id]
        drawn = self._drawn.pop(place, None)
        ready = drawn.result() if drawn else prepare(self._firm, order, self._announce)
        if place + 1 < len(self._orders):
            following = self._orders[place + 1]
            self._drawn[place + 1] = self._thread.submit(
                prepare, self._firm, following, self._announce
            )
        return ready
