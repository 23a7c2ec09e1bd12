"""What providers of mailboxes publish of their servers, to fill in the settings with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from email.utils import parseaddr
from functools import cache
from importlib.resources import files
from typing import Any

from core.domain.wording import Text, say


@dataclass(frozen=True, slots=True)
class MailProvider:
    """The servers of one provider."""

    key: str
    name: str
    host: str
    imap_host: str
    domains: tuple[str, ...] = ()
    """What stands behind the @ of its addresses; firms with a domain of their own choose it."""
    port: int = 465
    security: str = "tls"
    imap_port: int = 993
    imap_security: str = "tls"
    per_minute: int = 0
    per_day: int = 0
    """What it takes from one mailbox; 0: not published, or by contract."""
    login: str = "password"
    """`password`; `app` for one made for programs; `oauth2`."""
    user: str = "address"
    """Who logs in: the whole `address`, or what stands before its @: `local`."""
    auth_url: str = ""
    token_url: str = ""
    scope: str = ""
    switched_off: bool = False
    """Mail programs are let in only once that is allowed in the mailbox."""
    keeps_copies: bool = False
    """What was sent lies in the mailbox without a program's doing."""
    kind: str = "mail"
    """`mail`; `pec` for certified mail, which has settings of its own."""
    wants_a_person: bool = False
    """Its terms allow no sending by a program alone."""

    def settings(self, sender: str = "") -> dict[str, object]:
        """Return the settings that it stands for, by dotted name; `sender` tells the user."""
        if self.kind == "pec":
            return self._pec_settings(sender)
        settings: dict[str, object] = {
            "smtp.host": self.host,
            "smtp.port": self.port,
            "smtp.security": self.security,
            "smtp.per_minute": self.per_minute,
            "smtp.per_day": self.per_day,
            "smtp.login": "oauth2" if self.login == "oauth2" else "password",
            "imap.host": self.imap_host,
            "imap.port": self.imap_port,
            "imap.security": self.imap_security,
        }
        if self.login == "oauth2":
            settings |= {
                "smtp.auth_url": self.auth_url,
                "smtp.token_url": self.token_url,
                "smtp.scope": self.scope,
            }
        address = parseaddr(sender)[1]
        if address:
            user = address if self.user == "address" else address.rpartition("@")[0]
            settings["smtp.user"] = user
        if self.keeps_copies:
            settings["imap.sent_copy"] = False
        return settings

    def notes(self) -> Iterator[Text]:
        """Yield what a person must do or know besides."""
        if self.login == "app":
            yield say(
                "It refuses the usual password: make one for programs in the account’s security"
                " page, and enter that."
            )
        if self.login == "oauth2":
            yield say(
                "It takes no password but OAuth2, which whoever runs the account must allow; else"
                " send by Outlook."
            )
        if self.switched_off:
            yield say("Allow mail programs (IMAP) in the mailbox’s own settings first.")
        if self.keeps_copies:
            yield say("It keeps a copy of what is sent by itself.")
        if self.kind == "pec" and self.per_minute:
            yield say("It takes {count} messages a minute.", count=self.per_minute)
        if self.wants_a_person:
            yield say(
                "Its terms want no sending by programs without a person: ask it before you send"
                " automatically."
            )

    def _pec_settings(self, sender: str) -> dict[str, object]:
        settings: dict[str, object] = {
            "pec.host": self.host,
            "pec.port": self.port,
            "pec.security": self.security,
            "pec.imap_host": self.imap_host,
            "pec.imap_port": self.imap_port,
            "pec.per_minute": self.per_minute,
        }
        address = parseaddr(sender)[1]
        return {**settings, "pec.user": address} if address else settings


@cache
def mail_providers(kind: str = "mail") -> tuple[MailProvider, ...]:
    """Return the providers of a kind, by name."""
    text = (files("templates") / "mail_providers.toml").read_text("utf-8")
    found = (_provider(key, table) for key, table in tomllib.loads(text).items())
    return tuple(sorted((p for p in found if p.kind == kind), key=lambda one: one.name.lower()))


def provider_named(key: str) -> MailProvider | None:
    """Return the provider of a key, of whatever kind."""
    known = (*mail_providers(), *mail_providers("pec"))
    return next((one for one in known if one.key == key), None)


def provider_of(address: str, kind: str = "mail") -> MailProvider | None:
    """Return the provider of an address, if what stands behind its @ tells."""
    _, at, domain = parseaddr(address)[1].lower().rpartition("@")
    return next((one for one in mail_providers(kind) if at and domain in one.domains), None)


def provider_at(host: str, kind: str = "mail") -> MailProvider | None:
    """Return the first provider whose server this is."""
    return next((one for one in mail_providers(kind) if one.host == host.strip().lower()), None)


def _provider(key: str, table: dict[str, Any]) -> MailProvider:
    known = {field.name for field in fields(MailProvider)} - {"key"}
    unknown = set(table) - known
    if unknown:
        raise ValueError(f"{key}: {', '.join(sorted(unknown))}")
    return MailProvider(key=key, **{**table, "domains": tuple(table.get("domains", ()))})
