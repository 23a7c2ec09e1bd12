"""A program with nothing but an icon and the fake office: writes down what it was told to do."""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from core.domain.commands import Command, SendStatement
from core.domain.events import Event, RunFinished
from core.engine.office import Listener
from core.errors import SollecitoError
from tests.fake_office import FakeOffice
from tests.fakes import TODAY
from tray.icon import run_icon


class WritingOffice(FakeOffice):
    def __init__(self, log: Path, **status: Any) -> None:
        super().__init__(**status)
        self.log = log
        self.told: Event | None = None

    def post(self, command: Command) -> Future[Any]:
        # Only what a test presses: what else a command can carry is no matter of the menu's.
        if isinstance(command, SendStatement):
            self.write("posted", f"send {' '.join(command.customers)} by {command.channel}")
        else:
            self.write("posted", repr(command))
        return super().post(command)

    def subscribe(self, listener: Listener) -> None:
        super().subscribe(listener)
        if self.told is not None:
            listener(self.told)

    def write(self, what: str, value: str) -> None:
        with self.log.open("a") as file:
            file.write(json.dumps({what: value}) + "\n")


def main() -> int:
    office = WritingOffice(Path(sys.argv[1]), language=os.environ.get("SOLLECITO_LANGUAGE", "en"))
    if "NOTICE" in os.environ:
        # Said once the icon is there: whoever listens then shows it.
        office.told = RunFinished(TODAY, sent=2, unknown=1)
    try:
        run_icon(
            office,
            lambda path: office.write("opened", path),
            threading.Event(),
            patience=float(os.environ.get("PATIENCE", "10")),
        )
    except SollecitoError as error:
        office.write("refused", str(error.title))
        return 2
    office.write("ended", "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
