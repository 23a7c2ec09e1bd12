"""Which road a statement takes: the first of a customer's order that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.dispatches import ChannelKind
from core.domain.planning import Candidate, PassedOver, Skip, SkipReason, find_closed
from core.domain.wording import Text, say

KINDS = ("pec", "email", "fax", "post")
"""Words for a road, whatever program serves it; a channel's own name is one, too."""
_NAMES = {
    ChannelKind.PEC: say("PEC"),
    ChannelKind.EMAIL: say("E-mail"),
    ChannelKind.FAX: say("Fax"),
    ChannelKind.POST: say("Post"),
}


def order_of(text: str) -> tuple[str, ...]:
    """Return the roads that a text names, in their order: `pec, email`."""
    names = (name.strip() for name in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def choose_road(options: Iterable[Candidate]) -> Candidate:
    """Return the customer by the first road that can be taken, with those passed over.

    Where none can, it is what a person can mend soonest: a road that has an address, then a
    wrong address, then a missing one. An empty order is no customer's.
    """
    tried: list[tuple[Candidate, Skip]] = []
    for option in options:
        closed = find_closed(option)
        if closed is None or _is_waited_for(option):
            passed = tuple(_passed(*one) for one in tried)
            return replace(option, passed_over=passed) if passed else option
        tried.append((option, closed))
    if len(tried) == 1:
        return tried[0][0]
    chosen, skip = min(tried, key=lambda one: _mended_late(*one))
    every = tuple(_passed(*one) for one in tried)
    return replace(chosen, passed_over=every, unreachable=Skip(skip.reason, told_together(every)))


def told_together(passed: Iterable[PassedOver]) -> Text:
    """Say each road with its reason, in one text."""
    first, *others = (road_passed(one) for one in passed)
    told = first
    for other in others:
        told = say("{first} {next}", first=told, next=other)
    return told


def road_passed(passed: PassedOver) -> Text:
    """Say why a road is not taken: its name and the reason."""
    name = _NAMES.get(passed.kind) or Text(passed.channel)
    return say("{road}: {reason}", road=name, reason=passed.reason)


def _passed(option: Candidate, closed: Skip) -> PassedOver:
    return PassedOver(option.channel, option.kind, closed.detail)


def _is_waited_for(option: Candidate) -> bool:
    """Whether only a fault that passes by itself is in the way, such as a closed Outlook.

    Taking the next road meanwhile would print letters by the hundred on a morning on which
    somebody is slow to open it.
    """
    return option.waited_for and find_closed(replace(option, channel_fault=None)) is None


def _mended_late(option: Candidate, closed: Skip) -> int:
    if closed.reason is SkipReason.NO_CHANNEL:
        return 0 if option.address and not option.returned else 3
    return 1 if closed.reason is SkipReason.INVALID_EMAIL else 2
