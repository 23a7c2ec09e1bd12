from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.commands import CheckDate, ConfirmLedger, ReloadLedger
from tests.firms import Firm, items_table, make_firm_of

ALL = ["BIANCHI", "ROSSI", "VERDI"]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path)
    firm.run()
    firm.clock.pass_days(1)
    return firm


def journal(firm: Firm) -> Path:
    (path,) = (firm.folder / "history").rglob("*.jsonl")
    return path


def emptied(firm: Firm) -> None:
    journal(firm).write_bytes(b"")


def deleted(firm: Firm) -> None:
    journal(firm).unlink()


def rotten(firm: Firm) -> None:
    lines = journal(firm).read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"ROSSI", b"R0SSI").replace(b"BIANCHI", b"B1ANCHI")
    lines[1] = lines[1].replace(b"VERDI", b"V3RDI").replace(b"fingerprint", b"fingerpr1nt")
    journal(firm).write_bytes(b"".join(lines))


def spoil(firm: Firm, how: Callable[[Firm], None]) -> None:
    """Damage the history while the program is not running, and with it what is derived."""
    firm.restart()
    firm.engine.firm.parts.history.close()
    for derived in (firm.folder / "history").rglob("*.index"):
        derived.unlink()
    how(firm)
    firm.restart()


def open_reasons(firm: Firm) -> list[str]:
    """What the pages ask a person to confirm."""
    return [doubt.reason for doubt in firm.engine.status.doubts]


@pytest.mark.parametrize("how", [emptied, deleted, rotten])
def test_a_damaged_history_holds_everything_back_until_a_person_confirms_it(
    firm: Firm, how: Callable[[Firm], None]
) -> None:
    spoil(firm, how)
    assert firm.run().skipped == {"history_damaged": 3}
    assert len(firm.script.delivered) == 3
    assert open_reasons(firm) == ["history_damaged"]
    firm.engine.post(ConfirmLedger()).result()
    assert open_reasons(firm) == []
    assert "history_damaged" not in (firm.run().skipped or {})


def test_a_line_cut_off_by_a_crash_was_never_counted_and_holds_nothing_back(firm: Firm) -> None:
    def torn(firm: Firm) -> None:
        with journal(firm).open("ab") as file:
            file.write(b'12345678 ["dispatches",99,{"customer":"ROS')

    spoil(firm, torn)
    assert firm.run().skipped == {"sent_recently": 3}


def test_new_damage_after_a_confirmation_is_a_new_doubt(firm: Firm) -> None:
    spoil(firm, rotten)
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(ConfirmLedger()).result()

    def more(firm: Firm) -> None:
        with journal(firm).open("ab") as file:
            file.write(b'00000000 ["dispatches",99,{"customer":"ROSSI"}]}\n')

    spoil(firm, more)
    assert firm.run().skipped == {"history_damaged": 3}


def test_payments_that_vanish_hold_everything_back(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path)
    firm.write(
        "partite.csv",
        "Codice cliente;Numero documento;Data documento;Data scadenza;Importo\n"
        "ROSSI;1/26;01/10/2026;31/10/2026;100,00\n",
    )
    firm.write(
        "incassi.csv",
        "Id incasso;Codice cliente;Data incasso;Importo;Numero documento\n"
        "P1;ROSSI;05/11/2026;100,00;1/26\n",
    )
    assert firm.run().sent == 0
    (firm.folder / "ledger" / "incassi.csv").rename(firm.folder / "ledger" / "incassi.bak")
    assert firm.run().skipped == {"ledger_shrunk": 3}


def test_a_run_on_a_wrong_day_far_ahead_blocks_until_a_person_confirms_today(firm: Firm) -> None:
    firm.clock.pass_days(20)
    firm.write("partite.csv", items_table(ALL, firm.clock.today()))
    firm.run(asked=True)
    firm.clock.pass_days(-20)
    firm.write("partite.csv", items_table(ALL, firm.clock.today()))
    assert firm.run().skipped == {"clock_set_back": 3}
    assert open_reasons(firm) == ["clock_set_back"]
    firm.engine.post(ConfirmLedger()).result()
    assert open_reasons(firm) == []
    assert firm.run().skipped == {"sent_recently": 3}
    firm.clock.pass_days(10)
    assert firm.run().sent == 3


@pytest.fixture
def confirmed(firm: Firm) -> Firm:
    """A firm whose clock was in the next year for a run, and is right again, as a person said."""
    firm.clock.pass_days(60)
    firm.write("partite.csv", items_table(ALL, firm.clock.today()))
    firm.run(asked=True)
    firm.clock.pass_days(-60)
    firm.write("partite.csv", items_table(ALL, firm.clock.today()))
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(ConfirmLedger()).result()
    return firm


def test_after_a_clock_in_the_next_year_there_is_one_run_a_day_again(confirmed: Firm) -> None:
    for _ in range(3):
        finished = [confirmed.engine.post(CheckDate()).result() for _ in range(3)]
        assert [one is not None for one in finished] == [True, False, False]
        confirmed.clock.pass_days(1)


def test_after_a_clock_in_the_next_year_a_person_s_yes_to_a_ledger_counts(confirmed: Firm) -> None:
    confirmed.write("partite.csv", items_table(ALL[:1], confirmed.clock.today()))
    assert confirmed.run().skipped == {"ledger_shrunk": 3}
    confirmed.engine.post(ConfirmLedger()).result()
    assert open_reasons(confirmed) == []
