"""The example firm at the moments that pictures show: at work, waiting, new, under way, away."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page

from core.domain.commands import (
    ChangeSettings,
    CopyDesign,
    ReloadLedger,
    ReloadSettings,
    RunAutomaticSending,
    SendStatement,
)
from core.domain.dispatches import DispatchState
from core.domain.events import DispatchRecorded, Event
from core.engine.engine import Engine
from core.engine.status import Role
from core.errors import FolderMissing
from core.mail.faults import MailServer, silence_fault
from core.store.data_folder import make_data_folder
from core.store.machine import read_machine
from core.texts import tell
from tests.tray.eventually import eventually
from tray.bootstrap import open_engine
from tray.clock import SystemClock
from tray.demo import write_demo
from tray.pages.server import Pages

SENT = "C0003"
UNCLEAR = "C0002"
"""Whom a statement was sent to of which nobody knows whether it arrived."""
UNKNOWN = "Chi;Dove;Quanto;Entro\nC0002;Milano;120,00;31/12/2026\nC0003;Lodi;80,50;15/01/2027\n"
WRONG = (
    "Codice cliente;Numero documento;Data documento;Data scadenza;Importo\nC0002;7;31/13/2026;;1\n"
)
_LONGEST_LOOK = 300
"""Seconds that a run waits to be looked at."""


@contextmanager
def full_firm(folder: Path, language: str, *, whole: bool = False) -> Iterator[Pages]:
    """Open the pages of the example firm after a run of which one sending is unclear.

    With a problem and an unknown table, unless it is to be `whole`.
    """
    with _at_work(folder, language) as engine:
        if not whole:
            _leave_unclear(engine, language)
            (folder / "ledger" / "export.csv").write_text(UNKNOWN, "utf-8")
            (folder / "ledger" / "wrong.csv").write_text(WRONG, "utf-8")
        with _serve(engine) as pages:
            yield pages


@contextmanager
def due_firm(folder: Path, language: str, role: Role | None = None) -> Iterator[Pages]:
    """Open the pages of the example firm before its statements have left: here, or elsewhere."""
    write_demo(folder, SystemClock(), read_machine().name, language)
    with _open(folder, language, role) as engine, _serve(engine) as pages:
        if role is not Role.CLIENT:
            engine.post(ChangeSettings({"automatic.approval": "always"}, {})).result()
        yield pages


@contextmanager
def empty_firm(folder: Path, language: str) -> Iterator[Pages]:
    """Open the pages of a firm that was just made."""
    make_data_folder(folder, "Officina Bianchi S.n.c.", read_machine().name, language)
    with _open(folder, language) as engine, _serve(engine) as pages:
        yield pages


@contextmanager
def firm_under_way(folder: Path, language: str, sent: int = 2) -> Iterator[Pages]:
    """Open the pages in the middle of a run, which waits until they were looked at."""
    write_demo(folder, SystemClock(), read_machine().name, language)
    looked = threading.Event()
    with _open(folder, language) as engine:

        def wait(event: Event) -> None:
            # Heard on the engine's thread: as long as this lasts, nothing further is sent.
            if isinstance(event, DispatchRecorded) and engine.status.done == sent:
                looked.wait(_LONGEST_LOOK)

        engine.subscribe(wait)
        with _serve(engine) as pages:
            run = engine.post(RunAutomaticSending())
            eventually(lambda: engine.status.done == sent, "a run under way", 60)
            try:
                yield pages
            finally:
                looked.set()
                run.result()


@contextmanager
def firm_away(folder: Path, language: str) -> Iterator[Pages]:
    """Open the pages of a firm whose data folder cannot be reached any more."""
    with _at_work(folder, language) as engine, _serve(engine) as pages:
        away = folder.with_name("away")
        folder.rename(away)
        with suppress(FolderMissing):
            engine.post(ReloadLedger()).result()
        try:
            yield pages
        finally:
            away.rename(folder)


def settle(page: Page) -> None:
    """Wait until all that a page shows is there."""
    page.wait_for_load_state("load")
    page.evaluate("Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")


@contextmanager
def _at_work(folder: Path, language: str) -> Iterator[Engine]:
    """Open the engine of the example firm after a run and a sending by hand."""
    write_demo(folder, SystemClock(), read_machine().name, language)
    with _open(folder, language) as engine:
        engine.post(ReloadLedger()).result()
        engine.post(RunAutomaticSending()).result()
        engine.post(SendStatement((SENT,), "outbox")).result()
        engine.post(CopyDesign("classic", "own")).result()
        yield engine


def _leave_unclear(engine: Engine, language: str) -> None:
    """Let a mail server have fallen silent after it took a statement."""
    history = engine.firm.parts.history
    why = tell(silence_fault(MailServer("smtp.provider.example")), language)
    (dispatch,) = history.newest(UNCLEAR, limit=1)
    unclear = replace(dispatch, channel="smtp", state=DispatchState.UNKNOWN)
    history.record(replace(unclear, receipt="", error=why))


@contextmanager
def _open(folder: Path, language: str, role: Role | None = None) -> Iterator[Engine]:
    before = {name: os.environ.get(name) for name in ("SOLLECITO_CONFIG_DIR", "SOLLECITO_LANGUAGE")}
    os.environ["SOLLECITO_CONFIG_DIR"] = str(folder.parent / "pc")
    os.environ["SOLLECITO_LANGUAGE"] = language
    engine = open_engine(folder, role=role)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _serve(engine: Engine) -> Iterator[Pages]:
    engine.post(ReloadSettings()).result()
    engine.post(ReloadLedger()).result()
    pages = Pages(engine)
    pages.start()
    try:
        yield pages
    finally:
        pages.stop()
