"""Debian's chromium, driven by Playwright, and what it complains about."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import need

CHROMIUM = Path("/usr/bin/chromium")
# As long as it takes on a busy machine: what never comes is waited for this long only.
expect.set_options(timeout=60_000)


# Not for the whole session: while Playwright is there, no other test can run a loop of asyncio.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module; its absence is a failure in CI."""
    need(present=CHROMIUM.exists(), what="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def complaints_of(page: Page) -> list[str]:
    """Return the list into which goes what the browser complains about from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
