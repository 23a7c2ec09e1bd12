"""A plugin's channel as the engine holds it: its mistakes are noted against the plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from core.channels import Channel, Deliver, Delivery, HandOver, Site
from core.domain.dispatches import Dispatch, Receipt
from core.domain.parties import Customer
from core.domain.wording import Text, say
from core.errors import SollecitoError
from core.plugin_answers import (
    expect_addresses,
    expect_receipt,
    expect_receipts,
    expect_text,
)
from core.plugin_border import Failure, Plugin, PluginState

T = TypeVar("T")
LONGEST_FOLLOWED = 31
"""Days; the history is searched day by day."""
WORLD = (OSError, SollecitoError)
"""A server that is away or a full disk is no mistake of the plugin."""


class GuardedChannel(Channel):
    """Delivers through a plugin's channel; errors of a delivery still reach the engine."""

    def __init__(self, inner: Channel, plugin: Plugin) -> None:
        """Take over the name, the kind and the label of the channel inside."""
        vars(self).update(
            name=inner.name,
            kind=inner.kind,
            label=inner.label,
            takes_back=inner.takes_back is True,
            writes_file=inner.writes_file is True,
            carries_attachments=inner.carries_attachments is True,
            waited_for=inner.waited_for is True,
            followed_days=_days(inner.followed_days),
        )
        self._inner = inner
        self._plugin = plugin

    def validate_environment(self, site: Site) -> Text | None:
        """Return why the channel cannot work here; a check that fails is a reason, too."""
        if self._plugin.state is not PluginState.ON:
            return self._plugin.reason
        answer = self._plugin.attempt(
            "validate_environment",
            lambda: expect_text(self._inner.validate_environment(site)),
        )
        if isinstance(answer, Failure):
            return say(
                "The plugin “{plugin}” failed: {error}.",
                plugin=self._plugin.name,
                error=str(answer),
            )
        return answer

    def address(self, customer: Customer) -> tuple[str, ...]:
        """Return where the channel reaches the customer; nowhere if it fails to say."""
        answer = self._plugin.attempt(
            "address", lambda: expect_addresses(self._inner.address(customer))
        )
        return () if isinstance(answer, Failure) else answer

    def written(self, site: Site, delivery: Delivery) -> bytes:
        """Return the header and the letter as they leave; nothing if it fails to say."""
        answer = self._plugin.attempt(
            "written", lambda: bytes(self._inner.written(site, delivery)), WORLD
        )
        return b"" if isinstance(answer, Failure) else answer

    def mailed_to(self, site: Site, address: str) -> str:
        """Return the e-mail address behind an address; none if it fails to say."""
        answer = self._plugin.attempt(
            "mailed_to", lambda: str(self._inner.mailed_to(site, address))
        )
        return "" if isinstance(answer, Failure) else answer

    def follow(self, site: Site, dispatches: Sequence[Dispatch]) -> Mapping[str, Receipt]:
        """Return how dispatches ended; a server that is away is no answer, and no mistake."""
        if self._plugin.state is not PluginState.ON:
            return {}
        answer = self._plugin.attempt(
            "follow", lambda: expect_receipts(self._inner.follow(site, dispatches)), WORLD
        )
        if not isinstance(answer, Failure):
            return answer
        if isinstance(answer.error, WORLD):
            raise answer.error
        return {}

    def joins(self, site: Site) -> bool:
        """Whether a run is delivered as one document; each by itself if it fails to say."""
        answer = self._plugin.attempt("joins", lambda: bool(self._inner.joins(site)))
        return answer is True

    @contextmanager
    def connect(self, site: Site) -> Iterator[Deliver]:
        """Connect; what goes wrong while hanging up is only noted."""
        connection = self._call("connect", lambda: self._inner.connect(site))
        inner = self._call("connect", connection.__enter__)

        def deliver(delivery: Delivery, hand_over: HandOver) -> Receipt:
            return self._call("deliver", lambda: expect_receipt(inner(delivery, hand_over)))

        try:
            yield deliver
        finally:
            self._plugin.attempt("disconnect", lambda: connection.__exit__(None, None, None))

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Deliver one statement over a connection of its own."""
        return self._call(
            "deliver", lambda: expect_receipt(self._inner.deliver(site, delivery, hand_over))
        )

    def undo(self, site: Site, dispatch: Dispatch) -> Text | None:
        """Take a dispatch back; what fails on the way still reaches the engine."""
        return self._call("undo", lambda: expect_text(self._inner.undo(site, dispatch)))

    def test(self, site: Site, delivery: Delivery) -> Receipt:
        """Send an example that is no customer's."""
        return self._call("test", lambda: expect_receipt(self._inner.test(site, delivery)))

    def _call(self, where: str, call: Callable[[], T]) -> T:
        """Let errors through, counted; sys.exit() becomes an error that a thread survives."""
        if self._plugin.state is not PluginState.ON:
            raise SollecitoError(
                say("The plugin “{plugin}” is switched off.", plugin=self._plugin.name),
                self._plugin.reason,
            )
        answer = self._plugin.attempt(where, call, WORLD)
        if not isinstance(answer, Failure):
            return answer
        if isinstance(answer.error, Exception):
            raise answer.error
        raise RuntimeError(str(answer)) from answer.error


def _days(answer: object) -> int:
    """Return a number of days that a history can be searched for."""
    return answer if isinstance(answer, int) and 0 < answer <= LONGEST_FOLLOWED else 3
