"""The pages in a real browser: Debian's chromium, driven by Playwright."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from reportlab.pdfgen.canvas import Canvas

from core.domain.bookkeeping import build_ledger
from core.domain.commands import SendStatement
from core.domain.events import LedgerLoaded
from core.domain.ledger import LedgerPart
from core.domain.planning import Plan
from core.drawing import Document
from tests.browser import complaints_of
from tests.fake_office import FakeOffice
from tests.fakes import CUSTOMERS, TODAY, fake_ledger_part, fake_problem
from tray.pages.server import Pages

PATHS = (
    "/",
    "/plan",
    "/history",
    "/problems",
    "/run",
    "/customers/C0005",
    "/customers/C0005/send?channel=smtp",
    "/search?q=e",
)
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


def drawn(pages: int) -> Document:
    file = BytesIO()
    canvas = Canvas(file)
    for page in range(pages):
        canvas.drawString(100, 700, f"Page {page + 1}")
        canvas.showPage()
    canvas.save()
    return Document(file.getvalue(), pages)


@pytest.fixture
def office() -> FakeOffice:
    office = FakeOffice(problems=(fake_problem(),))
    office.document = drawn(2)
    return office


@pytest.fixture
def page(chromium: Browser, office: FakeOffice) -> Iterator[Page]:
    """A window on the overview; whatever the browser complains about fails the test."""
    pages = Pages(office)
    pages.start()
    context = chromium.new_context(base_url=pages.address)
    window = context.new_page()
    complaints = complaints_of(window)
    window.goto(pages.launch_url())
    yield window
    context.close()
    pages.stop()
    assert complaints == []


def test_a_change_appears_by_itself(page: Page, office: FakeOffice) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("4 statements are due today.")
    page.get_by_role("searchbox").fill("caf")
    office.change(plan=Plan(TODAY, (), ()))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Nothing is due today. The next look is tomorrow."
    )
    expect(page.get_by_role("searchbox")).to_have_value("caf")


def test_many_tabs_are_served_and_all_of_them_stay_fresh(page: Page, office: FakeOffice) -> None:
    tabs = [page, *(page.context.new_page() for _ in range(8))]
    for tab in tabs[1:]:
        tab.goto("/")
    office.change(plan=Plan(TODAY, (), ()))
    for tab in tabs:
        expect(tab.get_by_role("heading", level=1)).to_contain_text(
            "Nothing is due today.", timeout=30_000
        )
    tabs[0].close()
    office.change(automatic=False)
    for tab in tabs[1:]:
        expect(tab.get_by_role("heading", level=1)).to_have_text(
            "Automatic sending is off.", timeout=30_000
        )


def test_a_statement_is_looked_at_and_sent(page: Page, office: FakeOffice) -> None:
    page.get_by_role("searchbox").press_sequentially("müll")
    page.get_by_role("link", name="Müller Werkzeuge GmbH").first.wait_for()
    page.locator("#found a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Müller Werkzeuge GmbH")
    expect(page.locator(".preview img")).to_have_count(2)
    page.get_by_role("link", name="E-mail…").click()
    page.get_by_label("To", exact=True).fill("boss@muller.example")
    page.get_by_role("button", name="Send to Müller Werkzeuge GmbH").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sent")
    assert office.posted == [SendStatement(("C0005",), "smtp", "boss@muller.example", TODAY)]


def test_the_sheet_is_drawn_anew_when_the_ledger_changes(page: Page, office: FakeOffice) -> None:
    page.goto("/customers/C0005")
    expect(page.locator(".preview img")).to_have_count(2)
    before = page.locator(".preview img").first.get_attribute("src") or ""
    office.ledger, _ = build_ledger([LedgerPart(CUSTOMERS, fake_ledger_part().items[:-1])])
    office.document = drawn(3)
    office.publish(LedgerLoaded(5, 9, 0, whole=True))
    expect(page.locator(".preview img")).to_have_count(3)
    expect(page.locator(".preview img").first).not_to_have_attribute("src", before)


def test_customers_are_found_with_the_keyboard(page: Page) -> None:
    page.get_by_role("searchbox").press_sequentially("edil")
    page.locator("#found a").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edil Verdi S.p.A.")


def test_without_scripts_everything_still_works(chromium: Browser, office: FakeOffice) -> None:
    pages = Pages(office)
    pages.start()
    context = chromium.new_context(base_url=pages.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(pages.launch_url())
    page.get_by_role("searchbox").fill("neri")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Post…").click()
    page.get_by_role("button", name="Print").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("To the printer")
    context.close()
    pages.stop()
    assert office.posted == [SendStatement(("C0004",), "printer", "", TODAY)]


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(path)
        excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(excess) <= 0, path


def test_every_field_has_a_label_and_every_page_one_first_heading(page: Page) -> None:
    for path in PATHS:
        page.goto(path)
        unlabelled = "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(f => !f.labels.length && !f.ariaLabel).length"  # noqa: E501 - one expression
        assert page.evaluate(unlabelled) == 0, path
        assert page.locator("h1").count() == 1, path


def test_the_focus_can_be_seen(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_the_pictures_keep_their_place_before_they_arrive(page: Page) -> None:
    page.goto("/customers/C0005")
    moved = "new Promise(d => new PerformanceObserver(l => d(l.getEntries().map(e => e.value))).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => d([]), 300))"  # noqa: E501 - one expression
    page.locator(".preview img").nth(1).wait_for()
    assert sum(page.evaluate(moved)) < 0.02
