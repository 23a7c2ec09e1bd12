"""What `[smtp]` and `[email]` say of the mail server, for every channel that sends by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from core.channels import Site
from core.domain.wording import Text, say
from core.errors import AddressInvalid, SecretNotKept
from core.mail.faults import MailServer
from core.mail.message import mail_address
from core.mail.token import TokenSource

OAUTH = "smtp-oauth"
"""Under which name the refresh token is kept; beside it what the provider calls a secret."""
OAUTH_CLIENT = "smtp-oauth-client"


def mail_server(site: Site) -> MailServer:
    """Return the server that the table `[smtp]` describes."""
    table = {key: str(value).strip() for key, value in site.settings.items()}
    security = table.get("security") or "starttls"
    user = table.get("user", "")
    certificates = table.get("ca_file", "")
    tokens = token_source(table, site.secret, site.keep_secret)
    return MailServer(
        host=table.get("host", ""),
        port=int(table.get("port") or (465 if security == "tls" else 587)),
        security=security,
        user=user,
        password=(site.secret("smtp") or "") if user and not tokens else "",
        ca_file=str(site.folder / certificates) if certificates else "",
        timeout=float(table.get("timeout") or 30),
        tokens=tokens,
        confirmations=site.settings.get("confirmations") is True,
    )


def mail_fault(site: Site) -> Text | None:
    """Return what is missing in the settings before e-mail can leave, or None."""
    server = mail_server(site)
    if not server.host:
        return say("No mail server is set. Enter its name under [smtp] host.")
    if not site.sender:
        return say("No sender is set. Enter it under [email] sender.")
    if server.tokens is not None:
        return _oauth_fault(site, server)
    if server.user and not server.password:
        return say(
            "The password of {user} on {host} is missing. Enter it in the settings.",
            user=server.user,
            host=server.host,
        )
    return _address_fault(site)


def token_source(
    table: Mapping[str, str],
    secret: Callable[[str], str | None],
    keep_secret: Callable[[str, str], None],
) -> TokenSource | None:
    """Return where the table `[smtp]` takes access tokens from; None: it has a password."""
    if table.get("login") != "oauth2":
        return None

    def keep(token: str) -> None:
        # Where the one in use comes from the environment there may be no store.
        with suppress(SecretNotKept):
            keep_secret(OAUTH, token)

    return TokenSource(
        url=table.get("token_url", ""),
        client_id=table.get("client_id", ""),
        refresh_token=secret(OAUTH) or "",
        client_secret=secret(OAUTH_CLIENT) or "",
        scope=table.get("scope", ""),
        keep=keep,
    )


def _address_fault(site: Site) -> Text | None:
    try:
        for address in (site.sender, *filter(None, (site.reply_to, *site.bcc))):
            mail_address(address)
    except AddressInvalid as error:
        return error.title
    return None


def _oauth_fault(site: Site, server: MailServer) -> Text | None:
    tokens = server.tokens
    if tokens is None or not (server.user and tokens.url and tokens.client_id):
        return say("For OAuth2, enter [smtp] user, [smtp] token_url and [smtp] client_id.")
    if not tokens.refresh_token:
        return say(
            "The access of {user} on {host} is missing. Give it on the page of the mail server’s"
            " settings, or with `sollecito access`.",
            user=server.user,
            host=server.host,
        )
    return _address_fault(site)
