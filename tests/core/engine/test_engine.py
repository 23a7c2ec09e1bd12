from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.domain.commands import (
    CheckDate,
    ConfirmLedger,
    Pause,
    ReloadLedger,
    ReloadSettings,
    SetPreferences,
    SwitchAutomatic,
)
from core.domain.dispatches import DispatchState, Receipt
from core.domain.events import (
    Event,
    FolderFound,
    FolderLost,
    LedgerLoaded,
    RunFinished,
    SettingsRefused,
    StatusChanged,
)
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.errors import FolderMissing
from tests.firms import Firm, items_table, make_firm_of

ALL = ["BIANCHI", "ROSSI", "VERDI"]


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = make_firm_of(tmp_path / "firm")
    firm.engine.start()
    yield firm
    firm.engine.stop()


@pytest.fixture
def heard(firm: Firm) -> list[Event]:
    events: list[Event] = []
    firm.engine.subscribe(events.append)
    return events


def sent_at_tick(firm: Firm) -> int | None:
    """What a tick of the clock sends; None if it leads to no run."""
    finished: RunFinished | None = firm.engine.post(CheckDate()).result()
    return finished.sent if finished else None


def test_the_first_tick_of_a_day_carries_the_plan_out_and_the_others_do_not(firm: Firm) -> None:
    assert [sent_at_tick(firm), sent_at_tick(firm)] == [3, None]


def test_days_that_the_pc_was_off_are_caught_up(firm: Firm) -> None:
    sent_at_tick(firm)
    firm.clock.pass_days(13)
    firm.write("partite.csv", items_table(ALL, date(2026, 11, 24)))
    assert sent_at_tick(firm) == 3


def test_what_was_paid_just_now_is_not_asked_for(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.write("partite.csv", items_table(["ROSSI", "VERDI"], firm.clock.today()))
    assert sent_at_tick(firm) == 2


def test_a_run_that_was_held_back_follows_when_the_reason_is_gone(firm: Firm) -> None:
    firm.write("incassi.csv", "")
    assert sent_at_tick(firm) is None
    (firm.folder / "ledger" / "incassi.csv").unlink()
    # The watcher tells of it; where it does not, the clock looks after a while.
    firm.clock.moment = firm.clock.moment.replace(hour=9)
    assert sent_at_tick(firm) == 3


@pytest.mark.parametrize(("enabled", "days", "readings"), [(False, 1, 0), (True, 40, 1)])
def test_ticks_that_can_lead_to_no_run_do_not_read_the_ledger_again_and_again(
    firm: Firm, heard: list[Event], enabled: bool, days: int, readings: int
) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.clock.pass_days(days)
    firm.set(automatic__enabled=enabled)
    heard.clear()
    assert [sent_at_tick(firm) for _ in range(5)] == [None] * 5
    assert sum(isinstance(event, LedgerLoaded) for event in heard) == readings


def test_what_failed_for_now_is_tried_again_after_a_while(firm: Firm) -> None:
    firm.script.answers["ROSSI"] = Receipt(DispatchState.RETRY)
    sent_at_tick(firm)
    firm.script.answers.clear()
    assert sent_at_tick(firm) is None
    firm.clock.moment = firm.clock.moment.replace(hour=9)
    assert sent_at_tick(firm) == 1


def test_a_run_that_found_the_road_closed_follows_when_it_is_open(firm: Firm) -> None:
    firm.script.fault = say("Outlook is not open.")
    assert [sent_at_tick(firm), sent_at_tick(firm)] == [0, None]
    firm.script.fault = None
    assert [sent_at_tick(firm), sent_at_tick(firm)] == [3, None]


def test_a_closed_road_is_remembered_by_the_next_life_of_the_program(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path / "other")
    firm.script.fault = say("Outlook is not open.")
    sent_at_tick(firm)
    firm.restart()
    firm.script.fault = None
    assert sent_at_tick(firm) == 3


def test_a_customer_s_own_closed_road_does_not_run_the_plan_at_every_tick(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SetPreferences("ROSSI", SendingPreferences(channel="printer"))).result()
    assert [sent_at_tick(firm), sent_at_tick(firm), sent_at_tick(firm)] == [2, None, None]


def test_closed_road_is_shown_and_gone_when_it_is_open_again(firm: Firm) -> None:
    firm.script.fault = say("Outlook is not open.")
    sent_at_tick(firm)
    assert firm.script.fault in firm.engine.status.attention
    firm.script.fault = None
    sent_at_tick(firm)
    assert firm.engine.status.attention == ()
    firm.script.fault = say("Outlook is not open.")
    sent_at_tick(firm)
    assert firm.script.fault in firm.engine.status.attention


def test_nothing_is_sent_while_the_folder_is_away(firm: Firm, heard: list[Event]) -> None:
    away = firm.folder.with_name("away")
    firm.folder.rename(away)
    with pytest.raises(FolderMissing):
        firm.engine.post(ReloadLedger()).result()
    assert not firm.engine.status.folder_present
    away.rename(firm.folder)
    firm.engine.post(ReloadLedger()).result()
    assert firm.engine.status.folder_present
    assert [type(e) for e in heard if not isinstance(e, StatusChanged)] == [
        FolderLost, FolderFound, LedgerLoaded,
    ]  # fmt: skip


def test_wrong_settings_are_named_and_the_last_good_ones_stay(
    firm: Firm, heard: list[Event]
) -> None:
    path = firm.folder / "sollecito.toml"
    path.write_text(path.read_text("utf-8").replace("period_days = 10", "period_days = 0"), "utf-8")
    firm.engine.post(ReloadSettings()).result()
    assert any(isinstance(event, SettingsRefused) for event in heard)
    assert firm.engine.firm.settings.automatic.period_days == 10
    assert firm.engine.status.settings_fault in firm.engine.status.attention


def test_a_broken_file_leaves_the_old_ledger_in_force(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.write("partite.csv", "Codice cliente;Numero documento;Importo\nROSSI;1")
    firm.engine.post(ReloadLedger()).result()
    status = firm.engine.status
    assert (status.ledger.whole, status.ledger.open_items) == (False, 3)
    assert status.held_back


def test_the_switch_is_written_into_the_settings_with_their_comments(firm: Firm) -> None:
    firm.engine.post(SwitchAutomatic(enabled=False)).result()
    text = (firm.folder / "sollecito.toml").read_text("utf-8")
    assert "enabled = false" in text
    assert "#" in text
    assert not firm.engine.status.automatic
    assert firm.engine.status.held_back


def test_a_pause_holds_back_until_its_day_is_over(firm: Firm) -> None:
    firm.engine.post(Pause(firm.clock.today())).result()
    assert sent_at_tick(firm) is None
    firm.clock.pass_days(1)
    assert sent_at_tick(firm) == 3


def test_a_ledger_held_back_is_shown_until_a_person_confirms_it(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.write("partite.csv", items_table(["VERDI"], firm.clock.today()))
    firm.engine.post(ReloadLedger()).result()
    assert [doubt.reason for doubt in firm.engine.status.doubts] == ["ledger_shrunk"]
    firm.engine.post(ConfirmLedger()).result()
    assert firm.engine.status.doubts == ()


def test_balances_are_always_those_of_the_newest_ledger(firm: Firm) -> None:
    for euros in range(1, 81):
        amount = f"{euros},00"
        firm.write("partite.csv", items_table(["ROSSI"], firm.clock.today(), amount=amount))
        firm.engine.firm.reload_ledger()
        # Not looked at each time: a ledger that is gone may leave its place to another one.
        if euros % 2 == 0:
            assert firm.engine.firm.sight().balances["ROSSI"]["EUR"].outstanding == euros


def test_the_snapshot_adds_up(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    status = firm.engine.status
    assert [str(total.outstanding) for total in status.totals] == ["300.00"]
    assert len(status.plan.due) == len(status.most_overdue) == 3
    assert {"scripted", "smtp", "outbox", "archive", "disk"} <= {c.name for c in status.channels}


def test_who_owes_and_has_no_address_is_counted(firm: Firm) -> None:
    without = (
        "Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;\nBIANCHI;B;b@x.example\nNERI;N;\n"
    )
    firm.write("clienti.csv", without)
    firm.write("partite.csv", items_table(["ROSSI", "BIANCHI"], firm.clock.today()))
    firm.engine.post(ReloadLedger()).result()
    assert firm.engine.status.unreached == (("no_email", 1),)


@pytest.mark.parametrize(("words", "found"), [("ross", ["ROSSI"]), ("s.r.l. ver", ["VERDI"]),
                                              ("nobody", [])])  # fmt: skip
def test_customers_are_found_by_any_of_their_words(
    firm: Firm, words: str, found: list[str]
) -> None:
    firm.engine.post(ReloadLedger()).result()
    assert [customer.code for customer in firm.engine.search(words)] == found


def test_a_listener_that_fails_does_not_silence_the_others(firm: Firm, heard: list[Event]) -> None:
    def broken(_: Event) -> None:
        raise RuntimeError

    firm.engine.subscribe(broken)
    later: list[Event] = []
    firm.engine.subscribe(later.append)
    firm.engine.post(ReloadLedger()).result()
    assert later == heard
