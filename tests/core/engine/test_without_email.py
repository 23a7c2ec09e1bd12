"""Whoever has no e-mail address is reached by another road, if the firm says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.commands import SetPreferences
from core.domain.parties import SendingPreferences
from core.domain.planning import SkipReason
from tests.firms import Firm, make_firm_of
from tests.plugins.channels.scripted_printer import Printer, scripted_printer

CUSTOMERS = """Codice cliente;Ragione sociale;E-mail;Indirizzo;CAP;Città
ROSSI;Rossi S.r.l.;conti@rossi.example;Via Roma 1;50123;Firenze
BIANCHI;Bianchi S.r.l.;;Via Po 2;00184;Roma
VERDI;Verdi S.r.l.;;;;
"""


@pytest.fixture
def printer() -> Iterator[Printer]:
    with scripted_printer() as printer:
        yield printer


def firm_with(folder: Path, customers: str = CUSTOMERS, **settings: object) -> Firm:
    firm = make_firm_of(folder)
    firm.write("clienti.csv", customers)
    firm.set(**settings)
    return firm


def skipped(firm: Firm) -> dict[str, tuple[SkipReason, str]]:
    plan = firm.engine.status.plan
    return {one.customer.code: (one.skip.reason, str(one.skip.detail)) for one in plan.skipped}


def test_unless_the_firm_says_so_they_are_skipped(tmp_path: Path) -> None:
    firm = firm_with(tmp_path)
    firm.run()
    assert firm.states() == {"ROSSI": "sent"}


def test_they_get_a_letter_if_the_firm_says_so(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, automatic__without_email="printer", post__printer=printer.url)
    firm.run()
    assert {one.customer: one.channel for one in firm.dispatches} == {
        "ROSSI": "scripted",
        "BIANCHI": "printer",
    }
    assert len(printer.documents) == 1
    reason, detail = skipped(firm)["VERDI"]
    assert (reason, detail) == (SkipReason.NO_EMAIL, "The customer has no e-mail address.")


def test_a_letter_counts_as_the_last_sending(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, automatic__without_email="printer", post__printer=printer.url)
    firm.run()
    firm.clock.pass_days(9)
    firm.run()
    assert len(printer.documents) == 1
    firm.clock.pass_days(1)
    firm.run()
    assert len(printer.documents) == 2


def test_a_road_that_is_closed_says_why(tmp_path: Path) -> None:
    firm = firm_with(tmp_path, automatic__without_email="printer")
    firm.run()
    reason, detail = skipped(firm)["BIANCHI"]
    assert reason is SkipReason.NO_CHANNEL
    assert "No printer is set" in detail
    assert firm.states() == {"ROSSI": "sent"}


def test_a_road_that_does_not_exist_says_so(tmp_path: Path) -> None:
    firm = firm_with(tmp_path, automatic__without_email="pigeon")
    firm.run()
    assert skipped(firm)["BIANCHI"][1] == "There is no channel “pigeon” here."


def test_a_wrong_address_is_mended_and_not_written_around(tmp_path: Path, printer: Printer) -> None:
    customers = CUSTOMERS.replace("Bianchi S.r.l.;;", "Bianchi S.r.l.;conti.bianchi.example;")
    settings = {"automatic__without_email": "printer", "post__printer": printer.url}
    firm = firm_with(tmp_path, customers, **settings)
    firm.run()
    assert printer.documents == []
    assert skipped(firm)["BIANCHI"][0] is SkipReason.INVALID_EMAIL


def test_what_is_missing_is_named_by_its_road(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, post__printer=printer.url)
    firm.run()
    firm.engine.post(SetPreferences("VERDI", SendingPreferences(channel="printer"))).result()
    assert skipped(firm)["VERDI"][1] == "The customer has no postal address."
