"""The plan and the history as a person uses them: a real browser on a real firm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.domain.commands import ReloadLedger, RunAutomaticSending
from core.domain.dispatches import DispatchState, Receipt
from core.errors import FolderMissing
from tests.browser import complaints_of
from tests.firms import Firm, customers_table, items_table, make_firm_of
from tests.tray.eventually import eventually
from tray.pages.server import Pages

ALL = ("ROSSI", "BIANCHI", "VERDI")
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path, language="en")
    firm.set(automatic__approval="always")
    firm.engine.start()
    firm.engine.post(ReloadLedger()).result()
    return firm


@pytest.fixture
def page(chromium: Browser, firm: Firm) -> Iterator[Page]:
    pages = Pages(firm.engine)
    pages.start()
    context = chromium.new_context(base_url=pages.address)
    window = context.new_page()
    complaints = complaints_of(window)
    window.goto(pages.launch_url("/plan"))
    yield window
    context.close()
    pages.stop()
    firm.engine.stop()
    assert complaints == []


def test_person_unticks_one_and_says_yes_to_the_others(page: Page, firm: Firm) -> None:
    expect(page.locator("#plan")).to_contain_text("3 statements wait for your yes.")
    page.get_by_label("Rossi S.r.l.", exact=True).uncheck()
    page.get_by_role("button", name="Send the chosen…").click()
    page.get_by_role("button", name="Send 2 statements").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent: 2")
    assert firm.script.customers == ["BIANCHI", "VERDI"]
    page.goto("/plan")
    expect(page.locator("#plan")).to_contain_text("1 statement waits for your yes.")


def test_one_tick_chooses_all_or_nobody(page: Page) -> None:
    page.get_by_label("All on this page").uncheck()
    expect(page.get_by_label("Rossi S.r.l.", exact=True)).not_to_be_checked()
    page.get_by_label("Verdi S.r.l.", exact=True).check()
    page.get_by_role("button", name="Send the chosen…").click()
    expect(page.get_by_role("button", name="Send one statement")).to_be_visible()


def test_ticks_stay_while_the_page_changes_by_itself(page: Page, firm: Firm) -> None:
    page.get_by_label("Verdi S.r.l.", exact=True).uncheck()
    firm.write("clienti.csv", customers_table(["ROSSI", "BIANCHI", "VERDI", "NERI"]))
    firm.write(
        "partite.csv", items_table(["ROSSI", "BIANCHI", "VERDI", "NERI"], firm.clock.today())
    )
    firm.engine.post(ReloadLedger())
    expect(page.get_by_label("Neri S.r.l.", exact=True)).to_be_checked()
    expect(page.get_by_label("Rossi S.r.l.", exact=True)).to_be_checked()
    expect(page.get_by_label("Verdi S.r.l.", exact=True)).not_to_be_checked()


def test_customer_left_out_until_a_date_is_no_longer_due(page: Page) -> None:
    for name in ("Bianchi S.r.l.", "Verdi S.r.l."):
        page.get_by_label(name, exact=True).uncheck()
    page.get_by_role("button", name="Leave the chosen out until…").click()
    page.get_by_label("Left out until").fill("2026-11-28")
    page.get_by_role("button", name="Leave out").click()
    expect(page.locator("#plan")).to_contain_text("2 statements wait for your yes.")
    page.goto("/plan/skipped")
    expect(page.locator("#plan")).to_contain_text("Left out until 28/11/2026.")
    page.goto("/plan/ahead/2026-11-29")
    expect(page.locator("#plan")).to_contain_text("Rossi S.r.l.")


def test_run_under_way_is_watched_and_stopped_from_any_page(page: Page, firm: Firm) -> None:
    page.goto("/problems")
    stopped = firm.engine.firm.stopping

    def wait(_: object) -> None:
        eventually(stopped.is_set)

    firm.script.before = wait
    run = firm.engine.post(RunAutomaticSending())
    progress = page.locator("#progress")
    expect(progress).to_contain_text("Sending: 0 of 3.")
    progress.get_by_role("button", name="Stop").click()
    assert run.result(timeout=10).unsent == 2
    expect(progress).to_be_hidden()
    page.goto("/history?state=planned")
    expect(page.locator("#history tbody tr")).to_have_count(2)
    page.goto("/")
    expect(page.locator("#recent")).to_contain_text("not sent because it was stopped 2")


def test_sending_is_proved_by_its_pdf_and_taken_back(page: Page, firm: Firm) -> None:
    firm.set(email__via="outbox")
    firm.engine.post(RunAutomaticSending()).result()
    page.goto("/history?customer=rossi")
    proof = page.get_by_role("link", name="PDF").get_attribute("href")
    assert page.request.get(proof or "").body().startswith(b"%PDF")
    page.get_by_role("link", name="Take back…").click()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Taken back")
    expect(page.locator("#outcome")).to_contain_text("Taken back by")
    left = sorted(path.name for path in (firm.folder / "outbox").iterdir())
    assert [name.split()[1] for name in left] == ["BIANCHI.eml", "VERDI.eml"]


def test_unclear_sending_is_found_from_the_overview_and_decided(page: Page, firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.UNKNOWN)
    firm.engine.post(RunAutomaticSending()).result()
    page.goto("/")
    page.locator("#attention").get_by_role("link", name="Look…").click()
    expect(page.locator("#history tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Yes…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Did this statement arrive?")
    assert firm.states()["ROSSI"] == "unknown"
    page.get_by_role("button", name="It arrived").click()
    expect(page.locator("#history")).to_contain_text("No sending is like that.")
    assert page.url.endswith("/history?state=unknown")
    assert firm.states()["ROSSI"] == "sent"


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/customers/ROSSI", "24/11/2026 08:00"),
        ("/history", "Rossi S.r.l."),
        ("/designs/classic", "classic"),
    ],
)
def test_a_folder_that_comes_back_is_seen_by_itself(
    page: Page, firm: Firm, path: str, known: str
) -> None:
    firm.engine.post(RunAutomaticSending()).result()
    away = firm.folder.with_name(f"{firm.folder.name}-away")
    firm.folder.rename(away)
    with suppress(FolderMissing):
        firm.engine.post(ReloadLedger()).result()
    page.goto(path)
    expect(page.locator("#away")).to_contain_text("The data folder cannot be reached.")
    away.rename(firm.folder)
    firm.engine.post(ReloadLedger()).result()
    expect(page.locator("#away")).to_be_empty()
    expect(page.locator("main")).to_contain_text(known)
    expect(page.locator("main")).not_to_contain_text("cannot be read now")


def test_figures_change_by_themselves_when_a_file_does(page: Page, firm: Firm) -> None:
    page.goto("/")
    owed = page.locator("#totals")
    expect(owed).to_contain_text("EUR\u00a0300.00")
    expect(owed.get_by_role("row").nth(2)).to_contain_text("300.00")
    firm.write("partite.csv", items_table(ALL, firm.clock.today(), amount="150,00"))
    firm.engine.post(ReloadLedger())
    expect(owed).to_contain_text("EUR\u00a0450.00")
    expect(page.locator("#next")).to_contain_text("Together they owe EUR\u00a0450.00.")
