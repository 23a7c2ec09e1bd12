"""The end of the session, as Windows announces it, while a statement is on its way."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from core.store.data_folder import make_data_folder
from core.store.history import History
from core.store.settings_file import change_settings
from tests.firms import customers_table, items_table
from tests.servers.mail import _free_ports
from tests.tray.eventually import eventually
from tests.windows.windows_python import windows_path
from tests.windows.wine_desktop import LONG, WineDesktop, page_of
from tray.clock import SystemClock
from tray.icon_image import IconState

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

CODES = ("ROSSI", "BIANCHI", "VERDI")


class SlowServer:
    """A mail server that keeps the first message until it is let go."""

    def __init__(self) -> None:
        self.has_it = threading.Event()
        self.go_on = threading.Event()
        self.taken = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.has_it.set()
        await asyncio.to_thread(self.go_on.wait)
        self.taken += 1
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[SlowServer, int]]:
    server = SlowServer()
    (port,) = _free_ports(1)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server, port
    finally:
        server.go_on.set()
        controller.stop()


@pytest.mark.parametrize("look", ["with the icon", "headless"])
def test_statement_on_its_way_at_log_off_is_sent_and_the_others_wait(
    desktop: WineDesktop, mail: tuple[SlowServer, int], tmp_path: Path, look: str
) -> None:
    server, port = mail
    folder = a_firm(tmp_path, port)
    program = desktop.start(
        *("-m", "tray", "run", "--data", windows_path(folder), "--no-browser"),
        *(["--headless"] if look == "headless" else []),
        env={
            "SOLLECITO_CONFIG_DIR": windows_path(tmp_path / "pc"),
            "SOLLECITO_MACHINE": "PC1",
            "SOLLECITO_LANGUAGE": "en",
        },
    )
    address = eventually(lambda: page_of(program), "the page", LONG)
    eventually(server.has_it.is_set, "the message", LONG)
    if look == "with the icon":
        desktop.shows(IconState.WORKING)
    desktop.start("wineboot", "--end-session")
    eventually(lambda: not answers(address), "the end of the page", LONG)
    server.go_on.set()
    eventually(lambda: states(folder) == ["planned", "planned", "sent"], "the states", LONG)
    assert server.taken == 1


def a_firm(tmp_path: Path, port: int) -> Path:
    folder = tmp_path / "firm"
    make_data_folder(folder, "Ferramenta Rossi S.r.l.", "PC1", "it")
    settings = {
        "automatic.enabled": True,
        "email.via": "smtp",
        "email.sender": "amministrazione@rossi.example",
        "smtp.host": "127.0.0.1",
        "smtp.port": port,
        "smtp.security": "none",
    }
    change_settings(folder / "sollecito.toml", settings)
    (folder / "ledger" / "clienti.csv").write_text(customers_table(CODES), "utf-8")
    items = items_table(CODES, SystemClock().today())
    (folder / "ledger" / "partite.csv").write_text(items, "utf-8")
    return folder


def states(folder: Path) -> list[str]:
    return sorted(d.state for d in History(folder / "history", "PC2", "anna").newest())


def answers(address: str) -> bool:
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), 5):
            return True
    except OSError:
        return False
