"""A plugin that a person switches off: what it did is missed, and said so at once."""

from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, ReloadSettings, SwitchPlugin
from core.domain.planning import SkipReason
from core.domain.problems import Severity
from core.engine.engine import Engine
from core.engine.status import Role
from tests.firms import Firm, make_firm_of


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path)
    firm.set(email__via="outbox")
    firm.engine.post(ReloadLedger()).result()
    return firm


def switch(engine: Engine, plugin: str, *, on: bool) -> None:
    engine.post(SwitchPlugin(plugin, enabled=on)).result()


def test_files_without_their_reader_are_told_at_once_and_the_figures_stay(firm: Firm) -> None:
    before = firm.engine.status
    switch(firm.engine, "csv_tables", on=False)
    status = firm.engine.status
    assert status.totals == before.totals
    assert status.held_back is not None
    assert status.held_back.reason is SkipReason.LEDGER_INCOMPLETE
    said = "Files that are no longer read: 2. “Tables as text (CSV)” is switched off in"
    assert said in str(status.held_back.detail)
    assert status.held_back.detail in status.attention
    told = [problem for problem in status.problems if problem.severity is Severity.FILE]
    assert {problem.file for problem in told} == {"ledger/clienti.csv", "ledger/partite.csv"}
    switch(firm.engine, "csv_tables", on=True)
    assert firm.engine.status.held_back is None
    assert firm.engine.status.problems == before.problems


def test_program_that_starts_without_the_reader_says_so_too(firm: Firm) -> None:
    switch(firm.engine, "csv_tables", on=False)
    firm.restart()
    firm.engine.firm.parts.plugins.set_off(("csv_tables",))
    firm.engine.post(ReloadLedger()).result()
    assert any("no longer read: 2" in str(one) for one in firm.engine.status.attention)


def test_another_reader_of_the_same_files_takes_them_over(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path, plugins=("tests.own_reader",))
    firm.set(email__via="outbox")
    switch(firm.engine, "csv_tables", on=False)
    assert firm.engine.status.held_back is None
    assert len(firm.engine.status.plan.due) == 3


def test_closed_road_is_called_by_its_name_also_on_another_pc(firm: Firm) -> None:
    assert len(firm.engine.status.plan.due) == 3
    switch(firm.engine, "outbox", on=False)
    said = "“E-mail as files” is switched off in [plugins] off."
    assert [str(one) for one in firm.engine.status.attention] == [said]
    assert {str(one.skip.detail) for one in firm.engine.status.plan.skipped} == {said}
    firm.restart(role=Role.CLIENT, machine="PC2")
    firm.engine.post(ReloadSettings()).result()
    firm.engine.firm.parts.plugins.set_off(("outbox",))
    firm.engine.post(ReloadLedger()).result()
    assert said in map(str, firm.engine.status.attention)


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (
            "borb_pdf",
            "No statement can be drawn: “Drawing of the statement” is switched off in",
        ),
        ("archive", "No statement can be kept, so none is sent: “Archive” is switched off in"),
    ],
)
def test_without_what_is_indispensable_nothing_is_sent(firm: Firm, plugin: str, said: str) -> None:
    switch(firm.engine, plugin, on=False)
    held = firm.engine.status.held_back
    assert held is not None
    assert held.reason is SkipReason.NO_PLUGIN
    assert said in str(held.detail)
    assert firm.run().sent == 0
    assert firm.dispatches == []
