"""The firm's settings: what `sollecito.toml` may say, checked key by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from core.causes import cause_of
from core.domain.money import ZERO
from core.domain.parties import Company
from core.domain.policy import Scope, SendingPolicy
from core.domain.wording import say
from core.errors import SettingsInvalid
from core.store import settings_faults
from core.store.settings_values import (
    Address,
    Addresses,
    Amount,
    Bic,
    Day,
    Folder,
    Gateway,
    Iban,
    Inside,
    Letters,
    Lines,
    Mailbox,
    Refused,
    Roads,
)

VIAS = ("smtp", "outlook", "mapi", "outbox")
"""Built-in roads for e-mail; a plugin with a table of its own can be named too."""


MEGABYTE = 1_000_000


class Table(BaseModel):
    """A table of the file: strict, and without room for keys that mean nothing."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class CompanyTable(Table):
    """`[company]`: the firm as statements and letters show it."""

    name: str = Field(min_length=1)
    address: Lines = ()
    vat_number: str = ""
    iban: Iban = ""
    bic: Bic = ""
    email: Address = ""
    phone: str = ""
    logo: Inside = ""

    def to_domain(self) -> Company:
        """Return the firm as the domain knows it."""
        return Company(**dict(self))


class AutomaticTable(Table):
    """`[automatic]`: the rule for automatic sending."""

    enabled: bool = False
    scope: Literal["overdue", "open"] = "overdue"
    period_days: int = Field(default=10, ge=1, le=3650)
    minimum_amount: Amount = ZERO
    max_ledger_age_days: int = Field(default=31, ge=1, le=3650)
    paused_until: Day = None
    approval: Literal["never", "always"] = "never"
    roads: Roads = ("email",)

    def to_policy(self) -> SendingPolicy:
        """Return the rule as the domain knows it."""
        return SendingPolicy(
            enabled=self.enabled,
            scope=Scope(self.scope),
            period_days=self.period_days,
            minimum_amount=self.minimum_amount,
            max_ledger_age_days=self.max_ledger_age_days,
        )


class EmailTable(Table):
    """`[email]`: who writes, and the covering letter."""

    via: str = "smtp"
    sender: Mailbox = ""
    reply_to: Mailbox = ""
    bcc: Addresses = ""
    text: Letters = Field(default_factory=dict)

    def text_in(self, language: str) -> str | None:
        """Return the firm's own letter in a language; None: the program's."""
        return self.text.get(language) or None


class SmtpTable(Table):
    """`[smtp]`: the mail server."""

    host: str = "127.0.0.1"
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    ca_file: str = ""
    timeout: int = Field(default=30, ge=1, le=600)
    per_minute: int = Field(default=0, ge=0, le=6000)
    per_day: int = Field(default=0, ge=0, le=1_000_000)
    confirmations: bool = False
    login: Literal["password", "oauth2"] = "password"
    auth_url: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""


class ImapTable(Table):
    """`[imap]`: the sender's mailbox: what came back, what was answered, what was sent."""

    host: str = ""
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls"] = "tls"
    user: str = ""
    folder: str = Field(default="INBOX", min_length=1)
    sent_copy: bool = False
    sent_folder: str = ""
    ca_file: str = ""


class PecTable(Table):
    """`[pec]`: the firm's own PEC mailbox, to send from and to find the receipts in."""

    host: str = ""
    port: int = Field(default=465, ge=1, le=65535)
    security: Literal["tls", "starttls"] = "tls"
    user: str = ""
    sender: Mailbox = ""
    imap_host: str = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    folder: str = Field(default="INBOX", min_length=1)
    ca_file: str = ""
    timeout: int = Field(default=30, ge=1, le=600)
    per_minute: int = Field(default=0, ge=0, le=6000)
    per_day: int = Field(default=0, ge=0, le=1_000_000)


class FaxTable(Table):
    """`[fax]`: the fax server."""

    host: str = ""
    port: int = Field(default=4559, ge=1, le=65535)
    attempts: int = Field(default=3, ge=1, le=12)
    timeout: int = Field(default=30, ge=1, le=600)
    cover: bool = False
    gateway: Gateway = ""


class AttachmentsTable(Table):
    """`[attachments]`: the open invoices' own files."""

    invoices: bool = False
    folder: Folder = "invoices"
    max_megabytes: int = Field(default=8, ge=1, le=50)


class OutlookTable(Table):
    """`[outlook]`: by which of its accounts Outlook sends."""

    account: Address = ""


class MapiTable(Table):
    """`[mapi]`: whether the mail program shows what a person sends."""

    show: bool = False


class PostTable(Table):
    """`[post]`: how letters are printed."""

    printer: str = ""
    timeout: int = Field(default=30, ge=1, le=600)
    join: bool = False


class StatementTable(Table):
    """`[statement]`: how statements look."""

    design: str = Field(default="classic", min_length=1)
    language: Literal["it", "en"] = "it"


def _split(value: Any) -> Any:
    """Tell the plugins' own tables from the one key that is ours."""
    if not isinstance(value, dict):
        return value
    own = {name: table for name, table in value.items() if name != "off"}
    return {"off": value.get("off", []), "tables": own}


class PluginsTable(Table):
    """`[plugins]`: which are switched off, and a table for each that needs one."""

    off: Lines = ()
    tables: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Settings(Table):
    """The whole file."""

    company: CompanyTable
    automatic: AutomaticTable = AutomaticTable()
    email: EmailTable = EmailTable()
    smtp: SmtpTable = SmtpTable()
    imap: ImapTable = ImapTable()
    pec: PecTable = PecTable()
    attachments: AttachmentsTable = AttachmentsTable()
    fax: FaxTable = FaxTable()
    outlook: OutlookTable = OutlookTable()
    mapi: MapiTable = MapiTable()
    post: PostTable = PostTable()
    statement: StatementTable = StatementTable()
    plugins: Annotated[PluginsTable, BeforeValidator(_split)] = PluginsTable()

    @model_validator(mode="after")
    def _via_is_known(self) -> Self:
        if self.email.via not in (*VIAS, *self.plugins.tables):
            raise Refused(
                say(
                    "One of these is allowed: {allowed}; or a plugin that has a table of its own.",
                    allowed=", ".join(VIAS),
                )
            )
        return self

    @property
    def policy(self) -> SendingPolicy:
        """Return the rule for automatic sending."""
        return self.automatic.to_policy()

    def table_of(self, plugin: str) -> Mapping[str, object]:
        """Return a plugin's own table: `[smtp]` or `[plugins.<name>]`."""
        if plugin == "email_to_fax":
            # It is e-mail, to an address made from the number.
            return {**dict(self.smtp), "gateway": self.fax.gateway}
        own: dict[str, Table] = {
            "smtp": self.smtp,
            "pec": self.pec,
            "fax": self.fax,
            "outlook": self.outlook,
            "mapi": self.mapi,
            "printer": self.post,
            "windows_printer": self.post,
        }
        if plugin in own:
            return dict(own[plugin])
        return self.plugins.tables.get(plugin, {})


def read_settings(path: Path) -> Settings:
    """Read and check the firm's settings."""
    return parse_settings(settings_bytes(path))


def settings_bytes(path: Path) -> bytes:
    """Return the file of the firm's settings as it is, right or wrong."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsInvalid(
            say("{file} cannot be read: {cause}", file=path.name, cause=cause_of(error)),
            say("Is the data folder there? `sollecito init` makes a new one."),
        ) from error


def parse_settings(content: bytes) -> Settings:
    """Check the text of the firm's settings."""
    text, tables = settings_faults.parse(content)
    try:
        return Settings.model_validate(tables)
    except ValidationError as error:
        raise settings_faults.refusal(error, Settings, text) from None
