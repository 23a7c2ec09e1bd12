from pathlib import Path

import pytest

from core.domain.commands import (
    ConfirmLedger,
    ReloadLedger,
    SetPreferences,
)
from core.domain.parties import SendingPreferences
from core.engine.status import Role
from core.errors import NotServer
from tests.firms import Firm, customers_table, items_table, make_firm_of

ALL = ["BIANCHI", "ROSSI", "VERDI"]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return make_firm_of(tmp_path)


def test_a_clock_set_back_plans_nothing(firm: Firm) -> None:
    firm.run()
    firm.clock.pass_days(-3)
    assert firm.run().skipped == {"clock_set_back": 3}


def test_a_clock_that_jumped_waits_for_a_person(firm: Firm) -> None:
    firm.run()
    firm.clock.pass_days(60)
    firm.write("partite.csv", items_table(ALL, firm.clock.today()))
    assert firm.run().skipped == {"clock_jumped": 3}
    assert firm.run(asked=True).sent == 3


def test_nobody_is_written_to_from_an_old_ledger(firm: Firm) -> None:
    firm.clock.pass_days(32)
    assert firm.run().skipped == {"ledger_stale": 3}


def test_a_ledger_that_lost_more_than_half_waits_for_a_person(firm: Firm) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.write("partite.csv", items_table(["VERDI"], firm.clock.today()))
    assert firm.run().skipped == {"ledger_shrunk": 3}
    firm.engine.post(ConfirmLedger()).result()
    assert firm.run().sent == 1


def test_a_file_that_cannot_be_used_keeps_the_whole_run_back(firm: Firm) -> None:
    firm.write("incassi.csv", "")
    assert firm.run().skipped == {"ledger_incomplete": 3}
    (firm.folder / "ledger" / "incassi.csv").unlink()
    assert firm.run().sent == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"automatic__enabled": False}, "automatic_off"),
        ({"automatic__paused_until": "2026-11-24"}, "paused"),
        ({"automatic__minimum_amount": "100.01"}, "below_minimum"),
        ({"email__via": "outlook"}, "no_channel"),
    ],
)
def test_the_firm_s_settings_keep_back(firm: Firm, changes: dict[str, object], reason: str) -> None:
    firm.set(**changes)
    assert firm.run().skipped == {reason: 3}


@pytest.mark.parametrize(
    "preferences",
    [SendingPreferences(automatic=False), SendingPreferences(excluded_until="2026-11-24")],
)
def test_a_customer_left_out_gets_nothing(firm: Firm, preferences: SendingPreferences) -> None:
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SetPreferences("ROSSI", preferences)).result()
    assert firm.run().skipped == {"opted_out": 1}


def test_a_customer_without_an_address_is_named(firm: Firm) -> None:
    firm.write("clienti.csv", customers_table(ALL).replace("conti@rossi.example", ""))
    assert firm.run().skipped == {"no_email": 1}


def test_a_customer_with_a_wrong_address_is_named(firm: Firm) -> None:
    firm.write("clienti.csv", customers_table(ALL).replace("conti@rossi.example", "conti@"))
    assert firm.run().skipped == {"invalid_email": 1}


def test_who_may_have_paid_gets_nothing_until_the_payment_can_be_read(firm: Firm) -> None:
    header = "Codice cliente;Numero documento;Data documento;Data scadenza;Importo\n"
    rows = "".join(f"{code};{code[0]}1/26;01/10/2026;31/10/2026;100,00\n" for code in ALL)
    firm.write("partite.csv", header + rows)
    firm.write(
        "incassi.csv",
        "Id incasso;Codice cliente;Data incasso;Importo;Numero documento\n"
        "P1;ROSSI;31/02/2026;100,00;R1/26\n",
    )
    assert firm.run().skipped == {"doubtful_customer": 1}


def test_a_client_does_not_send_by_itself(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path, role=Role.CLIENT)
    with pytest.raises(NotServer):
        firm.run()


def test_a_plugin_s_veto_withholds(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path, plugins=("tests.cautious_plugin",))
    finished = firm.run()
    assert finished.skipped == {"vetoed": 1}
    assert "ROSSI" not in firm.script.customers
