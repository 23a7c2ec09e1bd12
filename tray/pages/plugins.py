"""The plugins: what each offers, whether it works, and the switch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import SendTestMessage, SwitchPlugin
from core.domain.wording import Text, say
from core.engine.office import Office
from core.engine.status import Status
from core.errors import UnknownName
from core.plugin_border import PluginInfo, PluginState
from tray.pages.desk import desk_of, field
from tray.pages.nav import NavEntry
from tray.pages.settings import address_to_try

NAV = NavEntry(say("Plugins"), "/plugins", 80)
_STATES: dict[PluginState, tuple[str, Text]] = {
    PluginState.ON: ("done", say("On")),
    PluginState.OFF: ("waiting", say("Off")),
    PluginState.BROKEN: ("failed", say("Broken")),
}

_HOOKS = {
    "render_statement": say("draws the statement"),
    "archive_statement": say("keeps the PDF of what is sent"),
    "veto_dispatch": say("may withhold a sending"),
    "ledger_loaded": say("hears of new figures"),
    "dispatch_recorded": say("hears of each sending"),
}
_INDISPENSABLE = {
    "render_statement": say("No statement can be drawn any more, to look at or to send."),
    "archive_statement": say("No PDF is kept any more of what is sent, so nothing is sent."),
}


def plugins(request: Request) -> Response:
    """Show every plugin there is."""
    desk = desk_of(request)
    found = sorted(desk.office.plugins(), key=lambda info: (not info.needs_person, info.name))
    off = desk.office.settings().settings.plugins.off
    channels = {info.name: info for info in desk.office.status.channels}
    return desk.page(
        request,
        "plugins.html",
        plugins=found,
        states=_STATES,
        off=off,
        channels=channels,
        offers_of=partial(offers_of, desk.office.status),
    )


async def try_out(request: Request) -> Response:
    """Send an example statement by a channel: nothing is recorded."""
    desk = desk_of(request)
    form = await request.form()
    name = field(form, "channel")
    if name not in {info.name for info in desk.office.status.channels}:
        raise UnknownName(say("There is no channel “{name}” here.", name=name))
    command = SendTestMessage(address_to_try(form), name)
    return await desk.carry_out(form, command, "/plugins")


async def switch(request: Request) -> Response:
    """Switch a plugin on or off for the whole firm."""
    desk = desk_of(request)
    form = await request.form()
    name = field(form, "plugin")
    info = next((one for one in desk.office.plugins() if one.name == name), None)
    if info is None:
        raise UnknownName(say("There is no plugin “{name}” here.", name=name))
    enabled = field(form, "switch") == "on"
    stops = () if enabled or field(form, "sure") else what_stops(desk.office, info)
    if stops:
        return desk.page(request, "confirm_plugin.html", info=info, stops=stops)
    return await desk.carry_out(form, SwitchPlugin(name, enabled=enabled), "/plugins")


def offers_of(status: Status, info: PluginInfo) -> tuple[Text, ...]:
    """Return what a plugin does, in the words of an office."""
    labels = {channel.name: channel.label for channel in status.channels}
    told = []
    patterns = ", ".join(one for one in info.offers if _is_pattern(one))
    if patterns:
        told.append(say("reads files: {patterns}", patterns=patterns))
    for offer in info.offers:
        if offer in _HOOKS:
            told.append(_HOOKS[offer])
        elif not _is_pattern(offer):
            label = labels.get(offer) or info.label or Text("{name}", {"name": offer})
            told.append(say("a road out: {channel}", channel=label))
    return tuple(told)


def what_stops(office: Office, info: PluginInfo) -> tuple[Text, ...]:
    """Return what will no longer be done once a plugin is off, as far as it is done now."""
    status = office.status
    return (
        *_roads_that_close(status, info),
        *_files_that_stay_unread(status, info),
        *_deeds_nobody_does(office, info),
    )


def _roads_that_close(status: Status, info: PluginInfo) -> Iterator[Text]:
    due = Counter(entry.candidate.channel for entry in status.plan.due)
    for channel in status.channels:
        if channel.name not in info.offers:
            continue
        if due[channel.name] or channel.name == status.usual_channel:
            yield say(
                "Nothing leaves any more by “{channel}”; due today by it: {count}.",
                channel=channel.label,
                count=due[channel.name],
            )


def _files_that_stay_unread(status: Status, info: PluginInfo) -> Iterator[Text]:
    patterns = tuple(filter(_is_pattern, info.offers))
    names = [file.rpartition("/")[2].lower() for file in status.ledger.files]
    count = sum(any(fnmatchcase(name, one) for one in patterns) for name in names)
    if count:
        yield say(
            "Files that are no longer read: {count}. The figures stay as they are now, and "
            "nothing is sent by itself.",
            count=count,
        )


def _deeds_nobody_does(office: Office, info: PluginInfo) -> Iterator[Text]:
    others = [one for one in office.plugins() if one != info and one.state is PluginState.ON]
    for hook, sentence in _INDISPENSABLE.items():
        if hook in info.offers and not any(hook in one.offers for one in others):
            yield sentence


def _is_pattern(offer: str) -> bool:
    return "*" in offer or "." in offer


ROUTES = [
    Route("/plugins", plugins),
    Route("/plugins", switch, methods=["POST"]),
    Route("/plugins/try", try_out, methods=["POST"]),
    Route("/plugins/try", plugins),
]
