"""Which of this PC's channels serves a road such as e-mail, fax or post, and whether it can."""

from __future__ import annotations

from collections.abc import Callable

from core.channels import Channel
from core.domain.dispatches import ChannelKind
from core.domain.wording import Text
from core.engine.firm import EMAIL, Firm
from core.engine.sites import site_of
from core.errors import UnknownName

Found = tuple[Channel | None, Text | None]
"""A channel, if there is one of that name, and why it cannot work here."""

_SEVERAL = {"fax": ChannelKind.FAX, "post": ChannelKind.POST}
"""Roads that more than one channel serves: the first that can work does."""


def find_channel(firm: Firm, name: str) -> Found:
    """Return a channel and why it cannot work here; both are asked once a plan."""
    try:
        channel = firm.channel(name)
    except UnknownName as error:
        return None, error.title
    return channel, channel.validate_environment(site_of(firm, channel))


def serving_channel(firm: Firm, road: str, find: Callable[[str], Found]) -> str:
    """Return the channel that serves a road: what the word means here, else its own name."""
    if road == EMAIL:
        return firm.settings.email.via
    kind = _SEVERAL.get(road)
    if kind is None:
        return road
    serving = [one.name for one in firm.parts.plugins.channels().values() if one.kind is kind]
    return next((name for name in serving if find(name)[1] is None), (*serving, road)[0])


def road_channels(firm: Firm) -> dict[str, Text | None]:
    """Return the channels of the firm's roads, in their order, with why each cannot work."""
    found: dict[str, Found] = {}

    def find(name: str) -> Found:
        if name not in found:
            found[name] = find_channel(firm, name)
        return found[name]

    taken = [serving_channel(firm, road, find) for road in firm.settings.automatic.roads]
    return {name: find(name)[1] for name in taken}


def usual_channel_fault(firm: Firm) -> Text | None:
    """Return why what the firm sends by itself is hindered on this PC, or None.

    E-mail that cannot leave is always told where it is one of the firm's roads; of the
    others, only that not one of them can be taken.
    """
    faults = road_channels(firm)
    if EMAIL in firm.settings.automatic.roads:
        return faults[firm.settings.email.via]
    first, *others = faults.values()
    return first if all(fault is not None for fault in others) else None
