"""Roads whose plugin is switched off: said where a person would choose them or set them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.domain.wording import Text, say
from core.engine.office import Office
from core.plugin_border import PluginState

_TABLES = {
    "fax": ("fax", "email_to_fax", "windows_fax"),
    "post": ("printer", "windows_printer", "letters"),
}
"""Which channels a group of settings is for, where it is not the one of its name."""


def roads_off(office: Office) -> Mapping[str, Text]:
    """Return what the channels are called that a person has switched off, by name."""
    there = {channel.name for channel in office.status.channels}
    return {
        name: info.label or Text("{name}", {"name": info.name})
        for info in office.plugins()
        if info.state is PluginState.OFF
        for name in info.offers
        if name not in there
    }


def marked_off(road: Text) -> Text:
    """Return a road's name as a list shows it that nobody should choose it from."""
    return say("{road} (switched off)", road=road)


def remarks_on(group: str, chosen: tuple[str, ...], off: Mapping[str, Text]) -> Iterator[Text]:
    """Say which channels are off that a group of settings is for, or that are chosen in it."""
    for name in dict.fromkeys((*_TABLES.get(group, (group,)), *chosen)):
        if name in off:
            yield say("“{channel}” is switched off in [plugins] off.", channel=off[name])
