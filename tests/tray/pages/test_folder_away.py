"""A data folder that cannot be reached is told on every page, beside what is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from core.domain.commands import (
    CopyDesign,
    ReloadLedger,
    ReloadSettings,
    RunAutomaticSending,
    SendStatement,
    SetPreferences,
)
from core.domain.dispatches import DispatchState, Receipt
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.errors import FolderMissing, HistoryUnwritable, SettingsInvalid, SollecitoError
from core.store.settings_file import change_settings
from tests.fake_office import FakeOffice
from tests.firms import Firm, make_firm_of
from tests.tray.pages.conftest import Reader, errand_key, mark, open_pages
from tray.pages.desk import quoted

WHY = "The data folder cannot be reached."
PATHS = ("/", "/plan", "/customers", "/problems", "/plugins")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_so_beside_what_is_known(reader: Reader, path: str) -> None:
    reader.office.change(folder_present=False)
    assert WHY in reader.see(path)


def test_page_without_the_folder_says_nothing_of_what_is_missing_in_it(
    reader: Reader, tmp_path: Path
) -> None:
    # Its settings are not there: outside this case a person would be told how to make a folder.
    reader.office.change(folder_present=False, folder=str(tmp_path))
    page = reader.see("/welcome/firm")
    assert WHY in page
    assert "sollecito init" not in page


@pytest.mark.parametrize("kind", [FolderMissing, HistoryUnwritable, SettingsInvalid])
def test_it_is_said_instead_of_what_failed(reader: Reader, kind: type[SollecitoError]) -> None:
    def away(*_: object) -> None:
        raise kind(say("2026/pc is gone"))

    reader.office.change(folder_present=False)
    reader.office.statement = away  # type: ignore[assignment, method-assign] # a share that went away
    page = reader.see("/customers/C0005")
    assert WHY in page
    assert "data-wait" in page
    assert "is gone" not in page


def test_nothing_is_said_to_be_whole_meanwhile(reader: Reader) -> None:
    reader.office.change(problems=(), folder_present=False)
    assert "Every row of the ledger could be read." not in reader.see("/problems")
    reader.office.change(folder_present=True)
    page = reader.see("/problems")
    assert "Every row of the ledger could be read." in page
    assert WHY not in page


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    """A firm at work: one sending is unclear, one customer wants another language."""
    firm = make_firm_of(tmp_path / "firm")
    firm.script.answers["ROSSI"] = Receipt(DispatchState.UNKNOWN)
    firm.engine.start()
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SetPreferences("BIANCHI", SendingPreferences(language="en"))).result()
    firm.engine.post(RunAutomaticSending()).result()
    firm.engine.post(CopyDesign("classic", "own")).result()
    firm.engine.draw("ROSSI")
    yield firm
    firm.engine.stop()


@pytest.fixture
def visitor(firm: Firm) -> Iterator[Reader]:
    reader = open_pages(cast("FakeOffice", firm.engine))
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        yield reader


@contextmanager
def folder_away(firm: Firm) -> Iterator[None]:
    """Take the share away, as its watcher notices it, and bring it back."""
    away = firm.folder.with_name("away")
    firm.folder.rename(away)
    firm.engine.post(ReloadSettings()).result()
    with pytest.raises(FolderMissing):
        firm.engine.post(ReloadLedger()).result()
    yield
    away.rename(firm.folder)
    firm.engine.post(ReloadSettings()).result()
    firm.engine.post(ReloadLedger()).result()


FROM_MEMORY = {
    "/": "300.00",
    "/plan": "Rossi S.r.l.",
    "/plan/ahead": "Next 14 days",
    "/plan/skipped": "Rossi S.r.l.",
    "/customers": "100.00",
    "/customers?sort=last": "24/11/2026",
    "/customers?show=failed": "Rossi S.r.l.",
    "/customers/ROSSI": "1/26",
    "/customers/BIANCHI": '<option value="en" selected>',
    "/search?q=s": "Verdi S.r.l.",
    "/history": "The history cannot be read now.",
    "/replies": "The history cannot be read now.",
    "/run": "nothing to send now",
    "/automatic": "disabled",
    "/problems": "Problems",
    "/plugins": "scripted",
    "/mapping": "Columns of a table",
    "/designs": "classic",
    "/settings": "Ferramenta Rossi S.r.l.",
    "/settings/email": "amministrazione@rossi.example",
    "/settings/this-pc": "PC1",
    "/settings/this-pc/server": "PC1",
    "/help": "Help",
}
"""Pages, and what they show all the same."""
WAITING = (
    "/customers/ROSSI/send?channel=scripted",
    "/dispatches/{sent}/undo",
    "/dispatches/{sent}/resolve?word=lost",
    "/designs/classic",
    "/designs/own",
    "/welcome/firm",
    "/welcome/look",
)
FILES = (
    "/dispatches/{sent}/statement.pdf",
    "/customers/ROSSI/evidence.zip",
    "/history.csv",
)


def test_what_is_known_is_shown_while_the_folder_is_away(firm: Firm, visitor: Reader) -> None:
    with folder_away(firm):
        for path, known in FROM_MEMORY.items():
            page = visitor.see(path)
            assert WHY in page, path
            assert "away since 24/11/2026 08:00" in page, path
            assert known in page, path
    for path in FROM_MEMORY:
        page = visitor.see(path)
        assert WHY not in page, path
        assert "cannot be read now" not in page, path


def test_what_needs_the_folder_says_so_and_comes_back(firm: Firm, visitor: Reader) -> None:
    sent = quoted(firm.dispatches[0].id)
    with folder_away(firm):
        for path in WAITING:
            page = visitor.see(path.format(sent=sent))
            assert "This needs the data folder." in page, path
            assert "data-wait" in page, path
        for path in FILES:
            assert WHY in visitor.see(path.format(sent=sent), 503), path
    for path in WAITING + FILES:
        answer = visitor.client.get(path.format(sent=sent))
        assert answer.status_code == 200, path
        assert WHY.encode() not in answer.content, path


def test_statement_is_drawn_from_what_is_known(firm: Firm, visitor: Reader) -> None:
    with folder_away(firm):
        answer = visitor.client.get("/customers/ROSSI/statement.pdf")
        assert answer.content.startswith(b"%PDF")


def test_statement_that_cannot_be_drawn_is_no_broken_picture(firm: Firm, visitor: Reader) -> None:
    change_settings(firm.folder / "sollecito.toml", {"statement.design": "gone"})
    firm.engine.post(ReloadSettings()).result()
    with folder_away(firm):
        page = visitor.see("/customers/ROSSI")
        assert "the statement shows again with it" in page
        assert "statement-1.png" not in page


def test_nothing_is_sent_from_what_is_only_known(firm: Firm, visitor: Reader) -> None:
    firm.script.answers.clear()
    sent = len(firm.dispatches)
    asked = "/customers/VERDI/send?channel=scripted"
    form = {"channel": "scripted", "address": "conti@verdi.example", "as_of": "2026-11-24"}
    ready = visitor.see(asked)
    assert "/send?" in visitor.see("/customers/VERDI")
    with folder_away(firm):
        page = visitor.see("/customers/VERDI")
        assert "/send?" not in page
        assert "nothing is sent that could not be noted there" in page
        answer = visitor.client.post("/customers/VERDI/send", data=_filled(visitor, ready, form))
        assert answer.status_code == 503
        with pytest.raises(SollecitoError):
            firm.engine.post(SendStatement(("VERDI",), "scripted")).result()
        with pytest.raises(SollecitoError):
            firm.engine.post(RunAutomaticSending(asked=True)).result()
    assert len(firm.dispatches) == sent
    assert "/send?" in visitor.see("/customers/VERDI")


def _filled(visitor: Reader, page: str, form: dict[str, str]) -> dict[str, str]:
    return {"csrf": visitor.keys.csrf, "errand": errand_key(page), "mark": mark(page), **form}
