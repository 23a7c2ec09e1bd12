"""The hooks a plugin can implement; docs/reference/plugin-hooks.md tells how."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pluggy

from core.channels import Channel, Site
from core.domain.dispatches import Dispatch
from core.domain.ledger import Ledger
from core.domain.statements import Statement
from core.domain.wording import Text
from core.drawing import Document, Drawing
from core.readers import Reader

PROJECT = "sollecito"
API = 1
"""Grows when a hook changes so that older plugins cannot go on; a plugin may state its own."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def ledger_readers() -> Iterable[Reader]:  # type: ignore[empty-body]
    """Offer readers of the files in the ledger folder."""


@hookspec
def ledger_loaded(ledger: Ledger) -> None:
    """Learn of a ledger that has just replaced the old one."""


@hookspec(firstresult=True)
def render_statement(drawing: Drawing) -> Document | None:
    """Draw a statement as PDF, or leave it to another plugin."""


@hookspec(firstresult=True)
def archive_statement(site: Site, dispatch: Dispatch, pdf: bytes) -> Path | None:
    """Keep the PDF of a dispatch, byte for byte, durably; return where it lies."""


@hookspec
def output_channels() -> Iterable[Channel]:  # type: ignore[empty-body]
    """Offer roads by which statements leave: e-mail, fax, post, archive, disk."""


@hookspec
def veto_dispatch(statement: Statement, automatic: bool) -> Text | None:  # noqa: FBT001
    """Withhold a sending with a sentence that says why; a plugin that fails here withholds."""


@hookspec
def dispatch_recorded(dispatch: Dispatch) -> None:
    """Learn of a dispatch whose outcome has just been recorded."""
