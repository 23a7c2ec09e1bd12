"""A long ledger is watched while it is read, and may be stopped: that of before then stays."""

from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, StopReading
from core.domain.events import Event, LedgerReading
from core.domain.planning import SkipReason
from core.engine import loading
from core.tables import progress
from tests.firms import Firm, make_firm_of

CODES = tuple(f"C{number}" for number in range(10))


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A firm with few rows, for a program that takes four of them for many."""
    monkeypatch.setattr(progress, "STEP", 4)
    monkeypatch.setattr(loading, "LARGE", 100)
    firm = make_firm_of(tmp_path, CODES)
    firm.set(email__via="outbox")
    return firm


def read(firm: Firm) -> bool:
    whole: bool = firm.engine.post(ReloadLedger()).result()
    return whole


def test_file_and_rows_are_told_as_they_go_by(firm: Firm) -> None:
    heard: list[Event] = []
    firm.engine.subscribe(heard.append)
    assert read(firm)
    assert [event for event in heard if isinstance(event, LedgerReading)] == [
        LedgerReading("ledger/clienti.csv", 1, 2),
        LedgerReading("ledger/clienti.csv", 1, 2, 4, 10),
        LedgerReading("ledger/clienti.csv", 1, 2, 8, 10),
        LedgerReading("ledger/partite.csv", 2, 2),
        LedgerReading("ledger/partite.csv", 2, 2, 4, 10),
        LedgerReading("ledger/partite.csv", 2, 2, 8, 10),
        LedgerReading("", 2, 2),
    ]


def test_snapshot_says_so_only_meanwhile(firm: Firm) -> None:
    assert firm.engine.status.reading is None
    seen: list[LedgerReading | None] = []

    def look(event: Event) -> None:
        if isinstance(event, LedgerReading):
            seen.append(firm.engine.status.reading)

    firm.engine.subscribe(look)
    read(firm)
    assert seen[-2:] == [LedgerReading("ledger/partite.csv", 2, 2, 8, 10), LedgerReading("", 2, 2)]
    assert firm.engine.status.reading is None


def test_stopped_reading_leaves_the_ledger_of_before_in_force(firm: Firm) -> None:
    read(firm)
    before = firm.engine.status

    def stop(event: Event) -> None:
        if isinstance(event, LedgerReading) and event.rows == 4 and event.number == 2:
            firm.engine.firm.stop_reading.set()

    firm.write("partite.csv", (firm.folder / "ledger/partite.csv").read_text().replace("1", "2"))
    firm.engine.subscribe(stop)
    assert not read(firm)
    status = firm.engine.status
    assert status.totals == before.totals
    assert status.held_back is not None
    assert status.held_back.reason is SkipReason.LEDGER_INCOMPLETE
    told = [str(problem.what) for problem in status.problems]
    assert told == ["The reading of the ledger was stopped: the figures are those of before."]


def test_it_is_read_whole_the_next_time(firm: Firm) -> None:
    firm.engine.firm.stop_reading.set()
    assert not read(firm)
    assert not read(firm)
    assert len(firm.engine.status.problems) == 1
    firm.engine.post(StopReading()).result()
    assert read(firm)
    assert firm.engine.status.held_back is None
    assert firm.engine.status.ledger.customers == len(CODES)


def test_few_rows_are_not_worth_a_word(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path)
    heard: list[Event] = []
    firm.engine.subscribe(heard.append)
    read(firm)
    assert not [event for event in heard if isinstance(event, LedgerReading)]
