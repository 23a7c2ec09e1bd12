"""The pages of the example firm, and a browser that opened them from the tray."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.ledger import LedgerPart
from core.domain.parties import Customer
from tests.fake_office import FakeOffice
from tests.fakes import fake_ledger_part
from tray.autostart import Autostart
from tray.pages.app import build_app
from tray.pages.desk import Desk
from tray.pages.keys import Keys

HOST = "127.0.0.1:8765"


class InProcess(httpx.BaseTransport):
    """Asks the application itself, without a socket."""

    def __init__(self, app: Any) -> None:
        self._app = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


@dataclass
class Reader:
    """A person before the pages."""

    office: FakeOffice
    keys: Keys
    client: httpx.Client

    def see(self, path: str, code: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == code, answer.text
        return answer.text

    def press(self, page: str, path: str, /, **fields: str) -> httpx.Response:
        """Send the form of a page, as its button does."""
        text = self.see(page)
        form = {"csrf": self.keys.csrf, "errand": errand_key(text), "mark": mark(text), **fields}
        return self.client.post(path, data=form)


def errand_key(page: str) -> str:
    found = re.search(r'name="errand" value="([^"]+)"', page)
    assert found, page
    return found[1]


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    return found[1] if found else ""


def open_pages(office: FakeOffice, autostart: Autostart | None = None) -> Reader:
    keys = Keys()
    app = build_app(Desk(office, keys.csrf, autostart), keys, (HOST, "localhost:8765"))
    client = httpx.Client(
        transport=InProcess(app), base_url=f"http://{HOST}", follow_redirects=True
    )
    return Reader(office, keys, client)


def with_customer(office: FakeOffice, **fields: Any) -> Customer:
    """Add a customer that owes nothing."""
    customer = Customer(**fields)
    office.ledger, _ = build_ledger([fake_ledger_part(), LedgerPart((customer,))])
    return customer


@pytest.fixture
def stranger() -> Iterator[Reader]:
    reader = open_pages(FakeOffice())
    with reader.client:
        yield reader


@pytest.fixture
def reader(stranger: Reader) -> Reader:
    stranger.client.get("/open", params={"token": stranger.keys.new_token("/")})
    return stranger
