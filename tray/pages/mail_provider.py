"""The provider of the firm's mailbox: chosen or proposed, and its servers put into the settings."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import ChangeSettings
from core.domain.wording import say
from core.errors import UnknownName
from core.mail_providers import mail_providers, provider_at, provider_named, provider_of
from core.store.settings import Settings
from tray.pages.desk import desk_of, field

GROUPS = ("smtp", "imap")
"""The groups of settings that a provider fills in."""
_BACK = {"smtp": "/settings/smtp?saved=yes", "welcome": "/welcome/sending"}


def shown_provider(request: Request, settings: Settings) -> Mapping[str, object]:
    """Return what a page shows of the providers: the one chosen, proposed or in use."""
    proposed = provider_of(settings.email.sender)
    in_use = provider_at(settings.smtp.host)
    chosen = provider_named(request.query_params.get("provider", ""))
    return {
        "providers": mail_providers(),
        "provider": chosen or in_use or proposed,
        "provider_proposed": None if chosen or in_use else proposed,
        "provider_in_use": in_use,
    }


async def use(request: Request) -> Response:
    """Put a provider's servers into the firm's settings."""
    desk = desk_of(request)
    form = await request.form()
    provider = provider_named(field(form, "provider"))
    back = _BACK.get(field(form, "back"))
    if provider is None or back is None:
        raise UnknownName(say("There is no such page."))
    sender = desk.office.settings().settings.email.sender
    return await desk.carry_out(form, ChangeSettings(provider.settings(sender)), back)


ROUTES = [Route("/settings/mail-provider", use, methods=["POST"])]
