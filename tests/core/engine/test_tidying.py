"""What is done once a day when there is nothing else to do."""

from pathlib import Path

import pytest

from core.domain.commands import FollowSendings
from core.domain.wording import say
from core.errors import HistoryUnwritable
from tests.firms import Firm, make_firm_of


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path)
    firm.run()
    return firm


def journals(firm: Firm) -> list[str]:
    return sorted(path.name for path in (firm.folder / "history").rglob("*.jsonl"))


def test_last_years_journal_is_compacted_in_the_new_year(firm: Firm) -> None:
    before = firm.dispatches
    firm.engine.post(FollowSendings()).result()
    assert journals(firm) == ["PC1.jsonl"]
    firm.clock.pass_days(60)
    firm.engine.post(FollowSendings()).result()
    assert journals(firm) == ["PC1.g2.jsonl"]
    assert firm.dispatches == before
    firm.restart()
    assert firm.dispatches == before


def test_a_journal_that_cannot_be_written_waits_and_stops_nothing(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_: object, year: int) -> None:
        raise HistoryUnwritable(say("The share is away in {year}.", year=year))

    monkeypatch.setattr("core.store.history.History.compact_past", away)
    firm.clock.pass_days(60)
    firm.engine.post(FollowSendings()).result()
    assert "journals stay as they are" in caplog.text
