"""The provider of the firm's mailbox: chosen or proposed, and its servers put into the settings."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.commands import ChangeSettings
from core.domain.wording import say
from core.errors import UnknownName
from core.mail.providers import mail_providers, provider_at, provider_named, provider_of
from core.store.settings import Settings
from tray.pages.desk import desk_of, field

GROUPS = {"smtp": "mail", "imap": "mail", "pec": "pec"}
"""The groups of settings that a provider of a kind fills in."""
_BACK = {
    "smtp": "/settings/smtp?saved=yes",
    "pec": "/settings/pec?saved=yes",
    "welcome": "/welcome/sending",
}


def shown_provider(
    request: Request, settings: Settings, kind: str = "mail"
) -> Mapping[str, object]:
    """Return what a page shows of the providers: the one chosen, proposed or in use."""
    pec = settings.pec
    writer = pec.sender or pec.user if kind == "pec" else settings.email.sender
    proposed = provider_of(writer, kind)
    in_use = provider_at(pec.host if kind == "pec" else settings.smtp.host, kind)
    chosen = provider_named(request.query_params.get("provider", ""))
    if chosen is not None and chosen.kind != kind:
        chosen = None
    return {
        "providers": mail_providers(kind),
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
    settings = desk.office.settings().settings
    sender = settings.email.sender
    if provider.kind == "pec":
        # With some providers the user is no address: one that is entered stays.
        sender = "" if settings.pec.user else settings.pec.sender
    return await desk.carry_out(form, ChangeSettings(provider.settings(sender)), back)


ROUTES = [Route("/settings/mail-provider", use, methods=["POST"])]
