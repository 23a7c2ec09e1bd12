"""A channel that does what a test tells it: the plugin of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sollecito import (
    Channel,
    ChannelKind,
    Delivery,
    DispatchState,
    HandOver,
    Receipt,
    Site,
    Text,
    hookimpl,
    say,
)


class PowerCut(KeyboardInterrupt):
    """The program dies here, as if the plug was pulled."""


@dataclass
class Script:
    """What happens to the deliveries of one firm, and what was delivered."""

    answers: dict[str, Receipt | BaseException] = field(default_factory=dict)
    """By customer; an exception is raised after the hand-over."""
    fault: Text | None = None
    """Why the channel cannot work here."""
    before: Callable[[Delivery], None] = lambda _: None
    """Called before the hand-over of each delivery."""
    delivered: list[Delivery] = field(default_factory=list)

    @property
    def customers(self) -> list[str]:
        return [delivery.dispatch.customer for delivery in self.delivered]


SCRIPTS: dict[Path, Script] = {}


class ScriptedChannel(Channel):
    """Delivers into a list."""

    name = "scripted"
    kind = ChannelKind.EMAIL
    label = say("E-mail")

    def validate_environment(self, site: Site) -> Text | None:
        script = SCRIPTS.get(site.folder)
        return script.fault if script else None

    def deliver(self, site: Site, delivery: Delivery, hand_over: HandOver) -> Receipt:
        script = SCRIPTS[site.folder]
        script.before(delivery)
        answer = script.answers.get(delivery.dispatch.customer, Receipt(DispatchState.SENT, "ok"))
        if isinstance(answer, Receipt) and answer.state is not DispatchState.SENT:
            return answer
        hand_over()
        if isinstance(answer, BaseException):
            raise answer
        script.delivered.append(delivery)
        return answer


@hookimpl
def output_channels() -> Iterable[Channel]:
    return (ScriptedChannel(),)
