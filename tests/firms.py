"""A small firm in a real data folder, with an engine on it and a clock that is moved."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.domain.commands import ReloadLedger, RunAutomaticSending
from core.domain.dispatches import Dispatch
from core.domain.events import RunFinished
from core.engine.engine import Engine
from core.engine.parts import Parts
from core.engine.status import Role
from core.plugin_manager import Plugins
from core.store.data_folder import make_data_folder
from core.store.history import History
from core.store.preferences import Preferences
from core.store.server_lock import ServerLock
from core.store.settings_file import change_settings
from plugins import BUILTIN
from tests.scripted_channel import SCRIPTS, Script

TODAY = date(2026, 11, 24)
CUSTOMERS = "Codice cliente;Ragione sociale;E-mail\n"
ITEMS = "Codice cliente;Numero documento;Data documento;Data scadenza;Importo;Residuo\n"


@dataclass
class HandClock:
    """A clock that stands until a test moves it."""

    moment: datetime = field(
        default_factory=lambda: datetime.fromisoformat("2026-11-24T08:00:00+01:00")
    )

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment

    def pass_days(self, days: int) -> None:
        self.moment += timedelta(days=days)


@dataclass
class Firm:
    """The firm of a test."""

    folder: Path
    clock: HandClock
    engine: Engine
    script: Script

    @property
    def dispatches(self) -> list[Dispatch]:
        """All dispatches, the oldest first."""
        return self.engine.firm.parts.history.newest()[::-1]

    def states(self) -> dict[str, str]:
        """The state of each customer's newest dispatch."""
        return {dispatch.customer: dispatch.state.value for dispatch in self.dispatches}

    def write(self, name: str, text: str) -> None:
        """Write a file of the ledger as the accounting program does, just now."""
        path = self.folder / "ledger" / name
        path.write_text(text, "utf-8")
        os.utime(path, (self.clock.moment.timestamp(),) * 2)

    def set(self, **changes: object) -> None:
        """Change the firm's settings: `automatic__scope="open"`."""
        path = self.folder / "sollecito.toml"
        change_settings(path, {key.replace("__", "."): v for key, v in changes.items()})
        self.engine.firm.reload_settings()

    def run(self, *, asked: bool = False) -> RunFinished:
        """Carry out today's plan, from the ledger as it now lies there."""
        self.engine.post(ReloadLedger()).result()
        finished: RunFinished = self.engine.post(RunAutomaticSending(asked=asked)).result()
        return finished

    def restart(self, **changes: Any) -> None:
        """Start the program anew, as after a crash."""
        parts = self.engine.firm.parts
        parts.history.close()
        parts.lock.release()
        self.engine = Engine(make_parts(self.folder, self.clock, **changes))


def make_firm_of(
    folder: Path, customers: Sequence[str] = ("ROSSI", "BIANCHI", "VERDI"), **changes: Any
) -> Firm:
    """Make a firm whose customers each owe 100.00 since twenty days ago."""
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    clock = HandClock()
    SCRIPTS[folder] = script = Script()
    change_settings(
        folder / "sollecito.toml",
        {
            "automatic.enabled": True,
            "plugins.scripted.of_the_tests": True,
            "email.via": "scripted",
            "email.sender": "amministrazione@rossi.example",
            "company.iban": "IT60X0542811101000000123456",
        },
    )
    firm = Firm(folder, clock, Engine(make_parts(folder, clock, **changes)), script)
    firm.write("clienti.csv", customers_table(customers))
    firm.write("partite.csv", items_table(customers, clock.today()))
    return firm


def customers_table(codes: Sequence[str]) -> str:
    """Return a customers table in which each has an address."""
    return CUSTOMERS + "".join(f"{c};{c.title()} S.r.l.;conti@{c.lower()}.example\n" for c in codes)


def items_table(codes: Sequence[str], today: date, *, amount: str = "100,00") -> str:
    """Return an items table in which each owes one invoice since twenty days."""
    due = f"{today - timedelta(days=20):%d/%m/%Y}"
    issued = f"{today - timedelta(days=50):%d/%m/%Y}"
    return ITEMS + "".join(
        f"{code};{number}/26;{issued};{due};{amount};{amount}\n"
        for number, code in enumerate(codes, 1)
    )


def make_parts(
    folder: Path,
    clock: HandClock,
    *,
    machine: str = "PC1",
    role: Role = Role.SERVER,
    plugins: Sequence[str] = (),
    wait: Callable[[float], None] = lambda _: None,
    **changes: Any,
) -> Parts:
    """Build the real parts on a test's folder and clock."""
    remembered = folder / "history"
    history = History(remembered, machine, "anna", look_every=0.0)
    parts = Parts(
        folder=folder,
        machine=machine,
        user="anna",
        role=role,
        server="PC1",
        language="en",
        clock=clock,
        plugins=Plugins((*BUILTIN, "tests.scripted_channel", *plugins), entry_points=False),
        history=history,
        preferences=Preferences(history),
        lock=ServerLock(remembered, machine),
        secret=lambda _: None,
        wait=wait,
    )
    return replace(parts, **changes)
