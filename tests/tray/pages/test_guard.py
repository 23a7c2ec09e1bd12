"""Who gets past the guard, tried as an attacker would."""

import pytest

from core.domain.commands import Pause
from tests.tray.pages.conftest import HOST, Reader, errand_key

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_without_the_cookie_nothing_is_shown(stranger: Reader) -> None:
    for path in ("/", "/customers/C0001", "/customers/C0001/statement.pdf", "/static/live.js"):
        answer = stranger.client.get(path)
        assert answer.status_code == 403
        assert "Rossi" not in answer.text


@pytest.mark.parametrize(
    "cookie", [b"sollecito-8765=wrong", b"sollecito-8765=\xfc", b";;=", b"\xff"]
)
def test_a_wrong_cookie_is_none(stranger: Reader, cookie: bytes) -> None:
    answer = stranger.client.get("/", headers=[(b"cookie", cookie)])
    assert answer.status_code == 403


def test_a_launch_token_opens_its_path_once(stranger: Reader) -> None:
    address = f"/open?token={stranger.keys.new_token('/problems')}"
    first = stranger.client.get(address, follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/problems")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    stranger.client.cookies.clear()
    assert stranger.client.get(address).status_code == 403


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_only_opening_a_page_uses_its_token(stranger: Reader, method: str) -> None:
    address = f"/open?token={stranger.keys.new_token('/')}"
    assert stranger.client.request(method, address).status_code == 403
    assert stranger.client.get(address).status_code == 200


def test_a_used_token_leads_home_in_the_browser_that_used_it(reader: Reader) -> None:
    assert reader.client.get("/open?token=used").url.path == "/"


def test_the_oldest_of_many_unused_tokens_expire(stranger: Reader) -> None:
    first = stranger.keys.new_token("/")
    for _ in range(32):
        stranger.keys.new_token("/")
    assert stranger.keys.redeem(first) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "", f"{HOST}.evil"]
)
def test_another_host_name_is_misdirected(reader: Reader, host: str) -> None:
    assert reader.client.get("/", headers={"host": host}).status_code == 421


def test_localhost_is_ours(reader: Reader) -> None:
    assert reader.client.get("/", headers={"host": "localhost:8765"}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_page_of_another_site_may_not_even_read(reader: Reader, site: str) -> None:
    assert reader.client.get("/", headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(reader: Reader, headers: dict[str, str]) -> None:
    form = {"csrf": reader.keys.csrf, "errand": "1"}
    assert reader.client.post("/run", data=form, headers=headers).status_code == 403
    assert reader.office.posted == []


@pytest.mark.parametrize("csrf", [None, "", "wrong", "wrong\u00e9"])
def test_a_form_without_its_token_is_refused(reader: Reader, csrf: str | None) -> None:
    form = {"errand": "1"} if csrf is None else {"errand": "1", "csrf": csrf}
    assert reader.client.post("/run", data=form).status_code == 403
    assert reader.office.posted == []


def test_the_token_counts_in_the_form_only(reader: Reader) -> None:
    answer = reader.client.post(f"/run?csrf={reader.keys.csrf}", data={"errand": "1"})
    assert answer.status_code == 403


def test_our_own_form_is_taken(reader: Reader) -> None:
    form = {"csrf": reader.keys.csrf, "errand": "1", "until": "tomorrow"}
    headers = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert reader.client.post("/pause", data=form, headers=headers).status_code == 200
    assert reader.office.posted == [Pause(reader.office.status.day)]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
def test_only_forms_are_taken(reader: Reader, kind: str) -> None:
    body = f"csrf={reader.keys.csrf}&errand=1"
    answer = reader.client.post("/run", content=body, headers={"content-type": kind})
    assert answer.status_code == 415


def test_a_huge_form_is_cut_short(reader: Reader) -> None:
    body = f"csrf={reader.keys.csrf}&errand=1&filler=" + "x" * 70_000
    assert reader.client.post("/run", content=body, headers=FORM).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(reader: Reader, method: str) -> None:
    assert reader.client.request(method, "/run").status_code == 405


def test_a_form_cannot_be_sent_to_a_page_that_only_shows(reader: Reader) -> None:
    answer = reader.client.post("/due", data={"csrf": reader.keys.csrf})
    assert answer.status_code == 405


@pytest.mark.parametrize("path", ["/", "/nowhere", "/open", "/static/style.css", "/run"])
def test_every_answer_carries_the_strict_headers(reader: Reader, path: str) -> None:
    headers = reader.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../macros.html",
        "/static/%2e%2e/macros.html",
        "/static/..%2fmacros.html",
        "/static/%2e%2e%2f%2e%2e%2f__init__.py",
        "/static//etc/passwd",
        "/static/..%5cmacros.html",
    ],
)
def test_static_files_end_at_their_folder(reader: Reader, path: str) -> None:
    answer = reader.client.get(path)
    assert answer.status_code == 404
    assert "{%" not in answer.text


def test_a_refusal_is_said_in_the_language_of_the_windows(stranger: Reader) -> None:
    assert "icon" in stranger.client.get("/").text


def test_a_form_pressed_twice_goes_once(reader: Reader) -> None:
    form = {"csrf": reader.keys.csrf, "errand": errand_key(reader.see("/")), "until": "tomorrow"}
    first = reader.client.post("/pause", data=form)
    second = reader.client.post("/pause", data=form)
    assert first.url == second.url
    assert reader.office.posted == [Pause(reader.office.status.day)]


@pytest.mark.parametrize("token", [None, "wrong", ""])
def test_files_are_taken_only_with_the_forms_token(reader: Reader, token: str | None) -> None:
    data = {} if token is None else {"csrf": token}
    files = {"file": ("logo.png", b"\x89PNG")}
    assert reader.client.post("/designs/own/upload", data=data, files=files).status_code == 403


def test_files_are_taken_only_where_files_are_expected(reader: Reader) -> None:
    files = {"file": ("logo.png", b"\x89PNG")}
    answer = reader.client.post("/run", data={"csrf": reader.keys.csrf}, files=files)
    assert answer.status_code == 415


def test_a_token_hidden_in_a_file_is_none(reader: Reader) -> None:
    files = {"csrf": ("csrf", reader.keys.csrf.encode())}
    assert reader.client.post("/designs/own/upload", files=files).status_code == 403


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n--x--", b"\xff" * 99])
def test_broken_files_are_refused(reader: Reader, body: bytes) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert reader.client.post("/designs/own/upload", content=body, headers=kind).status_code == 403


def test_more_than_32_megabytes_are_refused(reader: Reader) -> None:
    files = {"file": ("table.csv", b";" * (32 * 1024 * 1024))}
    data = {"csrf": reader.keys.csrf}
    assert reader.client.post("/welcome/upload", data=data, files=files).status_code == 413
