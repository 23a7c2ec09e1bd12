"""The connections of one run: each channel is connected once, at its first delivery."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from core.channels import Channel, Deliver, Delivery, HandOver
from core.domain.dispatches import Receipt
from core.engine.firm import Firm
from core.engine.pace import Pace
from core.engine.sent_copies import with_copy
from core.engine.sites import site_of


class Connections:
    """Opens channels lazily, so that a channel that cannot connect spoils only its own."""

    def __init__(self, firm: Firm) -> None:
        """Keep the firm; nothing is connected yet."""
        self._firm = firm
        self._open = ExitStack()
        self._delivers: dict[str, Deliver] = {}
        self._pace = Pace(firm)

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up everywhere."""
        self._open.__exit__(kind, error, trace)

    def deliver_by(self, channel: Channel) -> Deliver:
        """Return the function that delivers by a channel; it connects when first called."""

        def deliver(delivery: Delivery, hand_over: HandOver) -> Receipt:
            if channel.name not in self._delivers:
                connection = channel.connect(site_of(self._firm, channel))
                connected = self._open.enter_context(connection)
                copied = with_copy(self._firm, channel, connected)
                self._delivers[channel.name] = self._pace.of(channel.name, copied)
            return self._delivers[channel.name](delivery, hand_over)

        return deliver
