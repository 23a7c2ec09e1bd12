"""Small true values for the plugins' hooks, and a folder to drop plugins into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent

from core.channels import Delivery, Site
from core.domain.covering_letter import CoveringLetter
from core.domain.design import Design
from core.domain.dispatches import ChannelKind
from core.domain.parties import Company, Customer
from core.domain.statements import Statement
from core.drawing import Document, Drawing
from core.plugin_manager import PluginInfo, Plugins
from tests.dispatches import a_dispatch

COMPANY = Company("Ferramenta Rossi S.r.l.")
CUSTOMER = Customer(
    "C0012",
    "Idraulica Bianchi",
    address="Via Po 3",
    postcode="00184",
    city="Roma",
    province="RM",
    emails=("conti@bianchi.example",),
)
STATEMENT = Statement(CUSTOMER, date(2026, 11, 24), ())
DRAWING = Drawing(STATEMENT, COMPANY, Design("classic"), "it")
DOCUMENT = Document(b"%PDF-1.7 drawn", 2)
NOON = datetime.fromisoformat("2026-11-24T12:00:00+01:00")
DISPATCH = a_dispatch(
    "C0012",
    name="Idraulica Bianchi",
    channel="pigeon",
    kind=ChannelKind.POST,
    address="",
    automatic=False,
)

GOOD_CHANNEL = """
    import sollecito as s

    class Pigeon(s.Channel):
        name = "pigeon"
        kind = s.ChannelKind.POST
        label = s.say("Pigeon")

        def deliver(self, site, delivery, hand_over):
            hand_over()
            return s.Receipt(s.DispatchState.SENT, "flown")

    @s.hookimpl
    def output_channels():
        return [Pigeon()]
"""

RAISES_IN_EVERY_HOOK = """
    import sollecito as s

    @s.hookimpl
    def ledger_loaded(ledger): raise RuntimeError("ledger")
    @s.hookimpl
    def render_statement(drawing): raise RuntimeError("render")
    @s.hookimpl
    def archive_statement(site, dispatch, pdf): raise RuntimeError("archive")
    @s.hookimpl
    def dispatch_recorded(dispatch): raise RuntimeError("recorded")
"""
DRAWS = """
    import sollecito as s

    @s.hookimpl
    def render_statement(drawing): return s.Document(b"%PDF-1.7 by a stranger", 1)
"""


@dataclass(frozen=True)
class PluginsFolder:
    """A plugins folder on a desk: files are dropped in, changed, thrown away."""

    path: Path

    def drop(self, name: str, source: str) -> Path:
        file = self.path / f"{name}.py"
        file.write_text(dedent(source), "utf-8")
        return file

    def plugins(self, *builtin: str, max_failures: int = 5, off: tuple[str, ...] = ()) -> Plugins:
        return Plugins(
            builtin, entry_points=False, folder=self.path, max_failures=max_failures, off=off
        )


def site(data: Path, **settings: object) -> Site:
    return Site(COMPANY, data, settings)


def delivery(*recipients: str, file_name: str = "estratto-conto-C0012-2026-11-24.pdf") -> Delivery:
    letter = CoveringLetter("Estratto conto", "")
    return Delivery(DISPATCH, CUSTOMER, DOCUMENT, file_name, letter, recipients, NOON)


def info(plugins: Plugins, name: str) -> PluginInfo:
    return next(plugin for plugin in plugins.report() if plugin.name == name)
