"""The plugins: what each offers, whether it works, and the switch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import SendTestMessage, SwitchPlugin
from core.domain.wording import Text, say
from core.errors import UnknownName
from core.plugin_border import PluginState
from tray.pages.desk import desk_of, field
from tray.pages.nav import NavEntry
from tray.pages.settings import address_to_try

NAV = NavEntry(say("Plugins"), "/plugins", 80)
_STATES: dict[PluginState, tuple[str, Text]] = {
    PluginState.ON: ("done", say("On")),
    PluginState.OFF: ("waiting", say("Off")),
    PluginState.BROKEN: ("failed", say("Broken")),
}


def plugins(request: Request) -> Response:
    """Show every plugin there is."""
    desk = desk_of(request)
    found = sorted(desk.office.plugins(), key=lambda info: (not info.needs_person, info.name))
    off = desk.office.settings().settings.plugins.off
    channels = {info.name: info for info in desk.office.status.channels}
    return desk.page(
        request, "plugins.html", plugins=found, states=_STATES, off=off, channels=channels
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
    if name not in {info.name for info in desk.office.plugins()}:
        raise UnknownName(say("There is no plugin “{name}” here.", name=name))
    command = SwitchPlugin(name, enabled=field(form, "switch") == "on")
    return await desk.carry_out(form, command, "/plugins")


ROUTES = [
    Route("/plugins", plugins),
    Route("/plugins", switch, methods=["POST"]),
    Route("/plugins/try", try_out, methods=["POST"]),
    Route("/plugins/try", plugins),
]
