"""What a person does at the pages of a real firm, in a real browser."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from core.domain.commands import ReloadLedger
from core.store.settings_file import change_settings
from tests.browser import complaints_of
from tests.firms import Firm, make_firm_of
from tray.pages.server import Pages

MAGENTA = (255, 0, 255)
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = make_firm_of(tmp_path)
    firm.engine.start()
    firm.engine.post(ReloadLedger()).result()
    yield firm
    firm.engine.stop()


@pytest.fixture
def page(chromium: Browser, firm: Firm) -> Iterator[Page]:
    """A window on the firm; what the browser complains about, but a conflict, fails the test."""
    pages = Pages(firm.engine)
    pages.start()
    context = chromium.new_context(base_url=pages.address)
    window = context.new_page()
    complaints = complaints_of(window)
    window.goto(pages.launch_url())
    yield window
    context.close()
    pages.stop()
    assert [words for words in complaints if "status of 409" not in words] == []


def test_a_customer_is_found_while_typing_and_opened_with_the_keyboard(page: Page) -> None:
    page.goto("/customers")
    expect(page.locator("#list tbody tr")).to_have_count(3)
    page.get_by_label("Search", exact=True).press_sequentially("verd")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page).to_have_url("/customers?q=verd")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verdi S.r.l.")


def test_a_click_anywhere_in_the_line_opens_the_customer(page: Page) -> None:
    page.goto("/customers")
    box = page.locator("#list tbody tr").nth(1).locator("td").last.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 10, box["y"] + 10)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rossi S.r.l.")


def test_a_customer_that_is_left_out_leaves_the_plan(page: Page, firm: Firm) -> None:
    assert len(firm.engine.status.plan.due) == 3
    page.goto("/customers/VERDI")
    page.get_by_label("By itself").select_option("no")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("By itself")).to_have_value("no")
    assert [due.customer.code for due in firm.engine.status.plan.due] == ["BIANCHI", "ROSSI"]
    page.goto("/customers?show=excluded")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.goto("/customers/VERDI")
    page.get_by_role("button", name="Back to what the table says").click()
    expect(page.get_by_label("By itself")).to_have_value("")
    assert len(firm.engine.status.plan.due) == 3


def test_a_letter_is_changed_sent_to_the_outbox_and_taken_back(page: Page, firm: Firm) -> None:
    page.goto("/customers/VERDI")
    page.get_by_role("link", name="E-mail as files…").click()
    letter = page.get_by_label("Text", exact=True)
    expect(letter).to_have_value(firm.engine.letter("VERDI").body.strip())
    letter.fill("Caro Verdi,\nmancano {outstanding}.")
    page.get_by_role("button", name="Send to Verdi S.r.l.").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Written as a file")
    (file,) = (firm.folder / "outbox").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Caro Verdi,", "mancano EUR 100,00."]
    page.get_by_role("link", name="Take back…").click()
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Take this sending back?")
    assert not file.exists()


def test_a_setting_is_checked_while_typing_and_is_in_force_when_saved(
    page: Page, firm: Firm
) -> None:
    page.goto("/settings/company")
    page.get_by_label("IBAN").fill("IT00")
    expect(page.locator("#fault-company-iban")).to_contain_text("The IBAN is not valid")
    page.get_by_label("IBAN").fill("IT60X0542811101000000123456")
    expect(page.locator("#fault-company-iban")).to_be_empty()
    page.get_by_label("Name", exact=True).fill("Ferramenta Nuova")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved, and in force.")
    expect(page.locator(".firm")).to_have_text("Ferramenta Nuova")
    assert 'name = "Ferramenta Nuova"' in (firm.folder / "sollecito.toml").read_text("utf-8")


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_lost(
    page: Page, firm: Firm
) -> None:
    page.goto("/settings/company")
    page.get_by_label("Telephone").fill("02 1")
    change_settings(firm.folder / "sollecito.toml", {"company.phone": "02 9"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("It is now: 02 9.")
    expect(page.get_by_label("Telephone")).to_have_value("02 1")


def test_a_letter_reads_as_the_customer_will_read_it(page: Page) -> None:
    page.goto("/settings/letters")
    page.get_by_role("textbox", name="Text in English").fill("{customer} owes {nothing}")
    expect(page.locator("#fault-email-text-en")).to_contain_text("Nothing fills “{nothing}”")
    page.get_by_role("textbox", name="Text in English").fill("You owe {outstanding}.")
    expect(page.locator("[data-letter=en]")).to_contain_text("You owe EUR")


def test_a_logo_that_is_uploaded_stands_on_the_statement(page: Page, firm: Firm) -> None:
    page.goto("/customers/VERDI")
    assert not shows_magenta(page)
    logo = BytesIO()
    Image.new("RGB", (300, 100), MAGENTA).save(logo, "PNG")
    page.goto("/settings/company")
    page.locator("#file").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": logo.getvalue()}
    )
    page.get_by_role("button", name="Use as logo").click()
    expect(page.get_by_role("status")).to_contain_text("Saved, and in force.")
    expect(page.get_by_alt_text("The logo as it is now")).to_be_visible()
    assert (firm.folder / "designs" / "logo.png").is_file()
    assert shows_magenta(page)


def test_a_test_message_tells_where_it_went(page: Page, firm: Firm) -> None:
    firm.set(email__via="outbox")
    page.goto("/settings/email")
    page.get_by_role("textbox", name="To", exact=True).fill("anna@rossi.example")
    page.get_by_role("button", name="Send test message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Written as a file")
    assert len(list((firm.folder / "outbox").iterdir())) == 1
    assert firm.dispatches == []


def test_a_plugin_is_switched_off_and_its_button_goes(page: Page) -> None:
    page.goto("/plugins")
    page.get_by_role("button", name="Switch off Save as PDF").click()
    expect(page.get_by_role("button", name="Switch on Save as PDF")).to_be_visible()
    page.goto("/customers/VERDI")
    expect(page.get_by_role("link", name="Save as PDF…")).to_have_count(0)


def shows_magenta(page: Page) -> bool:
    """Whether the first page of the statement has the logo's colour on it."""
    answer = page.request.get("/customers/VERDI/statement-1.png")
    with Image.open(BytesIO(answer.body())) as picture:
        colours = picture.convert("RGB").getcolors(2**24) or []
    return any(colour == MAGENTA for _, colour in colours)
