"""Every page as people who see, hear or move differently use it, checked by axe-core."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenes import empty_firm, firm_away, firm_under_way, full_firm
from tests.screenshots import AWAY, EMPTY, FULL, UNDER_WAY
from tray.pages.server import Pages

Scene = Callable[[Path, str], AbstractContextManager[Pages]]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules})"
MOVING = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== 'none').length"  # noqa: E501 - one expression
FOCUSED = """() => {
  const here = document.activeElement;
  const ring = (element) => element && getComputedStyle(element).outlineStyle !== "none";
  here.dataset.seen ??= Math.random().toString();
  return [here.dataset.seen, here === document.body || ring(here) || ring(here.closest("tr"))];
}"""
"""Which element has the focus, and whether a ring around it or its line shows it."""
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module", params=["en", "it"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pages]:
    with full_firm(tmp_path_factory.mktemp("full") / "firm", request.param) as pages:
        yield pages


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with empty_firm(tmp_path_factory.mktemp("empty") / "firm", "en") as pages:
        yield pages


def test_axe_finds_what_is_wrong(chromium: Browser, full: Pages) -> None:
    page = opened(chromium, full)
    spoil = "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/x><p style=color:#ddd>x')"  # noqa: E501 - one expression
    page.goto("/problems")
    page.evaluate(spoil)
    assert "image-alt" in {name for name, _ in faults(page)}
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_full_firm(
    chromium: Browser, full: Pages, scheme: str
) -> None:
    assert violations(chromium, full, FULL, scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_empty_firm(
    chromium: Browser, empty: Pages, scheme: str
) -> None:
    assert violations(chromium, empty, EMPTY, scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_an_unclear_sending_is_decided(
    chromium: Browser, full: Pages, scheme: str
) -> None:
    page = opened(chromium, full)
    page.goto("/history?state=unknown")
    asked = [link.get_attribute("href") or "" for link in page.locator(".resolve a").all()]
    page.context.close()
    assert len(asked) == 2
    assert violations(chromium, full, tuple(asked), scheme) == []


@pytest.mark.parametrize(("scene", "paths"), [(firm_under_way, UNDER_WAY), (firm_away, AWAY)])
def test_axe_finds_nothing_during_a_run_nor_without_the_folder(
    chromium: Browser, tmp_path: Path, scene: Scene, paths: tuple[str, ...]
) -> None:
    with scene(tmp_path / "firm", "it") as pages:
        assert violations(chromium, pages, paths, "dark") == []


@pytest.mark.parametrize("path", ["/", "/customers", "/designs/own", "/problems", "/history"])
def test_every_control_is_reached_by_keyboard_and_can_be_seen(
    chromium: Browser, full: Pages, path: str
) -> None:
    page = opened(chromium, full)
    page.goto(path)
    reachable = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary"  # noqa: E501 - one selector
    shown = f"[...document.querySelectorAll('{reachable}')].filter(e => e.tabIndex >= 0 && e.checkVisibility()).length"  # noqa: E501 - one expression
    wanted = page.evaluate(shown)
    seen: set[str] = set()
    # A date has a stop for its day, month, year and calendar.
    stops = wanted + 2 + 3 * page.locator("input[type=date]").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        mark, outlined = page.evaluate(FOCUSED)
        seen.add(mark)
        assert outlined, page.evaluate("document.activeElement.outerHTML")
    assert len(seen) >= wanted
    page.context.close()


def test_columns_are_put_in_order_without_a_mouse(chromium: Browser, full: Pages) -> None:
    page = opened(chromium, full)
    page.goto("/designs/own")
    first = page.locator("#order li").nth(1)
    name = first.locator("input[name=column]").input_value()
    first.locator("button").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#order li").nth(2).locator("input[name=column]")).to_have_value(name)
    expect(page.locator("#order li").nth(2).locator("button").nth(1)).to_be_focused()
    page.context.close()


def test_nothing_moves_for_who_wants_no_motion(chromium: Browser, full: Pages) -> None:
    page = opened(chromium, full, reduced=True)
    for path in ("/", "/designs/own", "/customers"):
        page.goto(path)
        assert page.evaluate(MOVING) == 0, path
    page.context.close()


def violations(browser: Browser, pages: Pages, paths: tuple[str, ...], scheme: str) -> list[str]:
    page = opened(browser, pages, scheme=scheme)
    found: list[str] = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, (path, answer.status)
        found += [f"{path}: {name}: {where}" for name, where in faults(page)]
    page.context.close()
    return found


def faults(page: Page) -> list[tuple[str, str]]:
    """Return the rules that a page breaks, and where first."""
    page.evaluate(AXE)
    broken = page.evaluate(RUN, RULES)["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in broken]


def opened(browser: Browser, pages: Pages, *, scheme: str = "light", reduced: bool = False) -> Page:
    context = browser.new_context(
        base_url=pages.address,
        color_scheme=scheme,  # type: ignore[arg-type] # "light" or "dark"
        reduced_motion="reduce" if reduced else "no-preference",
    )
    page = context.new_page()
    page.goto(pages.launch_url())
    return page
