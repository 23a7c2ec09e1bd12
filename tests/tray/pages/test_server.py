"""The server itself, over a real socket."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from core.errors import SollecitoError
from tests.fake_office import FakeOffice
from tray.pages.server import Pages


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


@pytest.fixture
def pages(office: FakeOffice) -> Iterator[Pages]:
    pages = Pages(office)
    pages.start()
    yield pages
    pages.stop()


@pytest.fixture
def browser(pages: Pages) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=pages.address, follow_redirects=True) as client:
        client.get(pages.launch_url())
        yield client


def say_raw(pages: Pages, request: bytes) -> bytes:
    """Send bytes as they are; return the first line of the answer."""
    port = int(pages.address.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


def test_the_launch_url_shows_the_page_it_names(pages: Pages) -> None:
    with httpx.Client(follow_redirects=True) as client:
        answer = client.get(pages.launch_url("/problems"))
    assert answer.status_code == 200
    assert answer.url.path == "/problems"


def test_every_launch_url_is_another(pages: Pages) -> None:
    assert pages.launch_url() != pages.launch_url()


def test_the_server_does_not_name_itself(browser: httpx.Client) -> None:
    assert "server" not in browser.get("/").headers


def test_only_this_machine_can_connect(pages: Pages) -> None:
    assert pages.address.startswith("http://127.0.0.1:")
    port = int(pages.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the system has it
        socket.create_connection(("127.0.0.2", port), timeout=1).close()


def test_a_taken_port_is_a_sentence(pages: Pages, office: FakeOffice) -> None:
    port = int(pages.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(SollecitoError, match=f"Port {port} of this PC is taken"):
        Pages(office, port)


def test_pages_that_never_started_can_be_stopped(office: FakeOffice) -> None:
    pages = Pages(office)
    pages.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(pages.address)


def test_a_page_hears_of_changes_and_its_stream_ends_with_the_program(office: FakeOffice) -> None:
    pages = Pages(office)
    pages.start()
    with httpx.Client(base_url=pages.address, follow_redirects=True, timeout=60) as browser:
        browser.get(pages.launch_url())
        with browser.stream("GET", "/events") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 3000"
            office.change(automatic=False)
            assert "event: change" in (next(lines), next(lines))
            pages.stop()
            assert list(lines)[-1] == ""
    office.change(automatic=True)


def test_a_stranger_hears_nothing(pages: Pages) -> None:
    assert httpx.get(f"{pages.address}events").status_code == 403


@pytest.mark.parametrize(
    ("request_", "answers"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"421"),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"4"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", b"4"),
    ],
)
def test_crooked_requests_are_refused(pages: Pages, request_: bytes, answers: bytes) -> None:
    assert say_raw(pages, request_).split(b" ")[1].startswith(answers)


@pytest.mark.parametrize(
    "path", ["/static/../macros.html", "/static/%2e%2e/macros.html", "/static/./../macros.html"]
)
def test_dots_in_a_raw_path_lead_nowhere(browser: httpx.Client, pages: Pages, path: str) -> None:
    host = pages.address.split("/")[2]
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n"
    assert b" 404 " in say_raw(pages, request.encode())
    allowed = request.replace(path, "/static/live.js")
    assert b" 200 " in say_raw(pages, allowed.encode())


def test_a_line_break_in_an_address_makes_no_header(browser: httpx.Client) -> None:
    answer = browser.get("/customers/x%0d%0aset-cookie:%20a=b")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_whoever_wants_to_know_hears_that_an_address_was_used(office: FakeOffice) -> None:
    used: list[str] = []
    pages = Pages(office, 0, lambda: used.append("used"))
    pages.start()
    address = pages.launch_url()
    for _ in range(2):
        httpx.get(address)
    pages.stop()
    assert used == ["used"]
