"""What a person does first, in a real browser: from nothing to a sent statement."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser import complaints_of
from tests.scenes import empty_firm, full_firm

LOGO = Path(__file__).parents[3] / "templates" / "demo" / "logo.png"
ITEMS = "Chi;Foglio;Data;Entro;Quanto\nROSSI;7;01/09/2026;30/09/2026;{amount}\n"
CUSTOMERS = "Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi & Figli;conti@rossi.example\n"
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window; whatever the browser complains about fails the test."""
    window = chromium.new_context().new_page()
    complaints = complaints_of(window)
    yield window
    window.context.close()
    # A refused form is answered with 422, which the browser notes too. The program has ended
    # before the window closes, and the page that listens for news finds nobody.
    expected = ("422", "ERR_CONNECTION_REFUSED")
    assert [one for one in complaints if not any(word in one for word in expected)] == []


def test_first_start_to_first_sent_statement(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "firm"
    with empty_firm(folder, "en") as pages:
        page.goto(pages.launch_url("/welcome"))
        page.get_by_label("Address, line by line").fill("Via Verdi 3\n24121 Bergamo BG")
        page.get_by_label("IBAN").fill("IT60X0542811101000000123456")
        page.get_by_role("button", name="Save and go on").click()
        drop(page, {"clienti.csv": CUSTOMERS, "export.csv": ITEMS.format(amount="1.250,50")})
        page.get_by_role("link", name="Say what its columns hold…").click()
        for place, field in enumerate(("Customer code", "Document number", "Date of the document")):
            page.locator(f"#column-{place}").select_option(field)
        page.locator("#column-3").select_option("Due date")
        page.locator("#column-4").select_option("Amount")
        expect(page.get_by_text("The table can be read so.")).to_be_visible()
        expect(page.locator("#columns")).to_contain_text("1,250.50")
        page.get_by_role("button", name="Remember and read").click()
        page.goto(f"{pages.address}welcome/look")
        expect(page.get_by_text("Rossi & Figli owes the most")).to_be_visible()
        page.get_by_role("link", name="Go on").click()
        page.get_by_label("E-mail leaves by").select_option("outbox")
        page.get_by_label("Sender").fill("Bianchi <info@bianchi.example>")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("link", name="Send to Rossi & Figli…").click()
        page.get_by_role("button", name="Send to Rossi & Figli").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Written as a file")
    assert len(list((folder / "outbox").glob("*.eml"))) == 1


def test_a_dropped_file_changes_the_figures(page: Page, tmp_path: Path) -> None:
    with empty_firm(tmp_path / "firm", "en") as pages:
        page.goto(pages.launch_url("/welcome/tables"))
        items = ITEMS.replace(
            "Chi;Foglio;Data;Entro;Quanto", "Codice cliente;Numero;Data;Scadenza;Importo"
        )
        drop(page, {"clienti.csv": CUSTOMERS, "partite.csv": items.format(amount="100,00")})
        expect(page.locator("#understood")).to_contain_text("EUR\u00a0100.00")
        page.goto(f"{pages.address}welcome/tables")
        page.get_by_label("Replace files of the same name").check()
        drop(page, {"partite.csv": items.format(amount="250,00")})
        expect(page.locator("#understood")).to_contain_text("EUR\u00a0250.00")


def test_a_changed_design_is_seen_at_once_and_then_in_the_pdf(page: Page, tmp_path: Path) -> None:
    with full_firm(tmp_path / "firm", "en") as pages:
        page.goto(pages.launch_url("/designs/own"))
        picture = page.locator("#sheet img").first
        before = picture.get_attribute("src") or ""
        page.get_by_text("Texts: Italian").click()
        page.locator("[id='texts.it.title']").fill("Situazione al {as_of}")
        expect(picture).not_to_have_attribute("src", before)
        page.locator("[id='margins.left']").fill("31")
        expect(page.locator("#fault")).to_contain_text("8 to 30")
        page.locator("[id='margins.left']").fill("25")
        expect(page.locator("#fault .fault")).to_have_count(0)
        page.locator("#file-logo").set_input_files(LOGO)
        expect(page.locator("[id='logo.file']")).to_have_value(re.compile(r"logo-\w{8}\.png"))
        page.get_by_role("button", name="Save design").click()
        expect(page.locator("#fault")).to_contain_text("Saved.")
        page.get_by_role("button", name="Use this design").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Designs")
        pdf = page.request.get(f"{pages.address}customers/C0003/statement.pdf").body()
    assert "Situazione al" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def test_without_scripts_a_design_is_looked_at_and_saved(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "firm"
    with full_firm(folder, "en") as pages:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(pages.launch_url("/designs/own"))
        page.get_by_label("Move down: Document", exact=True).click()
        page.get_by_role("button", name="Save design").click()
        context.close()
    text = (folder / "designs" / "own" / "design.toml").read_text("utf-8")
    assert 'columns = ["document_date", "document",' in text


def test_a_problem_is_gone_when_it_is_mended(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "firm"
    with full_firm(folder, "en") as pages:
        page.goto(pages.launch_url("/problems"))
        expect(page.get_by_role("heading", name="ledger/export.csv")).to_be_visible()
        (folder / "ledger" / "export.csv").unlink()
        (folder / "ledger" / "wrong.csv").unlink()
        page.get_by_role("button", name="Read the files again").click()
        expect(page.get_by_text("Every row of the ledger could be read.")).to_be_visible()


def drop(page: Page, files: dict[str, str]) -> None:
    """Drop tables on the page and put them into the ledger folder."""
    tables = [FilePayload(name=n, mimeType="text/csv", buffer=t.encode()) for n, t in files.items()]
    page.get_by_label("Tables: CSV, Excel or OpenDocument").set_input_files(tables)
    page.get_by_role("button", name="Put into the ledger folder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was understood")
