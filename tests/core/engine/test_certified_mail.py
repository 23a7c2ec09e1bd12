"""Certified mail goes to the one PEC address of a customer, and to none of its others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, SendStatement, SetPreferences
from core.domain.parties import SendingPreferences
from core.domain.planning import SkipReason
from core.errors import SollecitoError
from tests.firms import Firm, make_firm_of

TABLE = "Codice cliente;Ragione sociale;E-mail;Posta certificata\n"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = make_firm_of(tmp_path, ["ROSSI"], secret={"pec": "segreta"}.get)
    firm.set(
        automatic__roads=["pec"],
        email__bcc="copia@rossi.example",
        pec__host="localhost",
        pec__port=1,
        pec__user="rossi@pec.example",
        pec__imap_host="localhost",
        pec__timeout=2,
    )
    firm.write("clienti.csv", TABLE + "ROSSI;Rossi;io@rossi.example;rossi@pec.example\n")
    firm.engine.post(ReloadLedger()).result()
    yield firm
    firm.engine.firm.parts.history.close()


def goes_to(firm: Firm) -> str:
    """Return where today's plan would send a PEC; else why not."""
    plan = firm.engine.status.plan
    if plan.due:
        return plan.due[0].candidate.address
    return str(plan.skipped[0].skip.detail)


def test_plan_takes_the_address_of_the_table_and_no_e_mail(firm: Firm) -> None:
    assert goes_to(firm) == "rossi@pec.example"
    firm.write("clienti.csv", TABLE + "ROSSI;Rossi;io@rossi.example;\n")
    firm.engine.post(ReloadLedger()).result()
    assert goes_to(firm) == "The customer has no PEC address."
    (skipped,) = firm.engine.status.plan.skipped
    assert skipped.skip.reason is SkipReason.NO_EMAIL


def test_address_that_a_person_has_set_counts_more(firm: Firm) -> None:
    own = SendingPreferences(pec="altra@pec.example", addresses=("mail@rossi.example",))
    firm.engine.post(SetPreferences("ROSSI", own)).result()
    assert goes_to(firm) == "altra@pec.example"
    firm.engine.post(SetPreferences("ROSSI", SendingPreferences(), ("pec",))).result()
    assert goes_to(firm) == "rossi@pec.example"


@pytest.mark.parametrize("address", ["a@pec.example, b@pec.example", "nobody", "a@b@c"])
def test_what_is_not_one_address_stops_it_before_anything_is_planned(
    firm: Firm, address: str
) -> None:
    with pytest.raises(SollecitoError, match="No mail can reach"):
        firm.engine.post(SendStatement(("ROSSI",), "pec", address)).result()
    assert firm.dispatches == []


def test_no_blind_copy_is_noted_and_the_message_is_named_by_the_pec(firm: Firm) -> None:
    firm.run()
    (dispatch,) = firm.dispatches
    assert (dispatch.state, dispatch.bcc) == ("retry", "")
    assert dispatch.message_id.endswith("@pec.example>")


def test_without_an_account_the_plan_says_what_is_missing(firm: Firm) -> None:
    firm.set(pec__host="")
    firm.engine.post(ReloadLedger()).result()
    assert goes_to(firm).startswith("No PEC provider is set.")
