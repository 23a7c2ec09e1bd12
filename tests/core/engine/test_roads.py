"""A statement takes the first of its roads that leads to the customer, and says why not others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.commands import (
    FollowSendings,
    ReloadLedger,
    ResolveDispatch,
    SendStatement,
    SetPreferences,
)
from core.domain.dispatches import DispatchState, Receipt
from core.domain.parties import SendingPreferences
from core.domain.planning import SkipReason
from core.domain.roads import road_passed
from core.domain.wording import say
from core.engine.automatic_run import recover
from core.engine.engine import Engine
from core.engine.serving import usual_channel_fault
from core.errors import SettingsInvalid
from core.store.server_lock import ServerLock
from tests.firms import Firm, make_firm_of, make_parts
from tests.plugins.channels.scripted_hylafax import ScriptedHylafax
from tests.plugins.channels.scripted_printer import Printer, scripted_printer

CUSTOMERS = """Codice cliente;Ragione sociale;E-mail;Indirizzo;CAP;Città
ROSSI;Rossi S.r.l.;conti@rossi.example;Via Roma 1;50123;Firenze
BIANCHI;Bianchi S.r.l.;;Via Po 2;00184;Roma
VERDI;Verdi S.r.l.;;;;
"""
PEC_CUSTOMER = "ROSSI;Rossi S.r.l.;conti@rossi.example;rossi@pec.example\n"
FAX_CUSTOMER = """Codice cliente;Ragione sociale;Fax;Indirizzo;CAP;Città
ROSSI;Rossi S.r.l.;02 5551 2345;Via Roma 1;50123;Firenze
"""


@pytest.fixture
def printer() -> Iterator[Printer]:
    with scripted_printer() as printer:
        yield printer


def firm_with(folder: Path, *roads: str, customers: str = CUSTOMERS, **settings: object) -> Firm:
    firm = make_firm_of(folder)
    firm.write("clienti.csv", customers)
    firm.set(automatic__roads=list(roads or ("email",)), **settings)
    return firm


def skipped(firm: Firm) -> dict[str, tuple[SkipReason, str]]:
    plan = firm.engine.status.plan
    return {one.customer.code: (one.skip.reason, str(one.skip.detail)) for one in plan.skipped}


def roads(firm: Firm) -> dict[str, str]:
    return {one.customer: one.channel for one in firm.dispatches}


def came_back(firm: Firm, customer: str) -> None:
    """The customer's last sending came back from its address."""
    last = next(one for one in reversed(firm.dispatches) if one.customer == customer)
    firm.engine.firm.bounced.add(last, last.address, firm.clock.now())


def test_unless_the_firm_says_so_all_is_e_mail(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path)
    firm.write("clienti.csv", CUSTOMERS)
    firm.run()
    assert firm.states() == {"ROSSI": "sent"}
    assert skipped(firm)["BIANCHI"][0] is SkipReason.NO_EMAIL


def test_who_has_no_e_mail_gets_a_letter(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.run()
    assert roads(firm) == {"ROSSI": "scripted", "BIANCHI": "printer"}
    assert len(printer.documents) == 1


def test_the_history_says_which_roads_were_passed_over(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, "fax", "email", "post", post__printer=printer.url)
    firm.run()
    bianchi = next(one for one in firm.dispatches if one.customer == "BIANCHI")
    assert bianchi.remarks == (
        "Fax: No fax server is set. Enter its name under [fax] host.",
        "E-mail: The customer has no e-mail address.",
    )
    assert firm.engine.firm.parts.history.notes("BIANCHI")[0].remarks == bianchi.remarks


def test_who_is_reached_by_no_road_is_skipped_with_every_reason(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.run()
    assert skipped(firm)["VERDI"] == (
        SkipReason.NO_EMAIL,
        "E-mail: The customer has no e-mail address. Post: The customer has no postal address.",
    )


def test_post_takes_the_printer_if_there_is_one_else_a_file(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post")
    firm.run()
    assert roads(firm)["BIANCHI"] == "letters"
    firm.set(post__printer=printer.url)
    assert firm.engine.candidate("BIANCHI").channel == "printer"


def test_a_letter_counts_as_the_last_sending(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, "email", "printer", post__printer=printer.url)
    firm.run()
    firm.clock.pass_days(9)
    firm.run()
    assert len(printer.documents) == 1
    firm.clock.pass_days(1)
    firm.run()
    assert len(printer.documents) == 2


def test_a_channel_that_cannot_work_says_why(tmp_path: Path) -> None:
    firm = firm_with(tmp_path, "email", "printer")
    firm.run()
    reason, detail = skipped(firm)["BIANCHI"]
    assert reason is SkipReason.NO_CHANNEL
    assert "No printer is set" in detail
    assert firm.states() == {"ROSSI": "sent"}


def test_a_road_that_does_not_exist_says_so(tmp_path: Path) -> None:
    firm = firm_with(tmp_path, "email", "pigeon")
    firm.run()
    assert "There is no channel “pigeon” here." in skipped(firm)["BIANCHI"][1]


def test_a_wrong_address_is_named_and_the_next_road_taken(tmp_path: Path, printer: Printer) -> None:
    customers = CUSTOMERS.replace("Bianchi S.r.l.;;", "Bianchi S.r.l.;conti.bianchi.example;")
    firm = firm_with(tmp_path, "email", customers=customers)
    firm.run()
    assert skipped(firm)["BIANCHI"][0] is SkipReason.INVALID_EMAIL
    firm.set(automatic__roads=["email", "post"], post__printer=printer.url)
    firm.run()
    assert roads(firm)["BIANCHI"] == "printer"
    bianchi = next(one for one in firm.dispatches if one.customer == "BIANCHI")
    assert bianchi.remarks == ("E-mail: No mail can reach “conti.bianchi.example”.",)


def test_a_customers_own_order_counts_before_the_firms(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, "email", post__printer=printer.url)
    firm.engine.post(ReloadLedger()).result()
    own = SendingPreferences(channel="fax, post")
    firm.engine.post(SetPreferences("ROSSI", own)).result()
    firm.run()
    assert roads(firm) == {"ROSSI": "printer"}


def test_a_customers_order_of_unknown_roads_is_refused(tmp_path: Path) -> None:
    firm = firm_with(tmp_path)
    firm.run()
    for wrong in ("post, pigeon", ",", ""):
        asked = firm.engine.post(SetPreferences("ROSSI", SendingPreferences(channel=wrong)))
        with pytest.raises(SettingsInvalid):
            asked.result()


def test_what_is_missing_is_named_by_its_road(tmp_path: Path, printer: Printer) -> None:
    firm = firm_with(tmp_path, post__printer=printer.url)
    firm.run()
    firm.engine.post(SetPreferences("VERDI", SendingPreferences(channel="printer"))).result()
    assert skipped(firm)["VERDI"][1] == "The customer has no postal address."


def test_an_address_from_which_mail_came_back_is_passed_over_until_a_person_writes_to_it(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.run()
    came_back(firm, "ROSSI")
    firm.clock.pass_days(10)
    firm.run()
    assert roads(firm)["ROSSI"] == "printer"
    firm.clock.pass_days(1)
    firm.engine.post(SendStatement(("ROSSI",), "scripted")).result()
    assert firm.engine.candidate("ROSSI").channel == "scripted"


def test_an_address_refused_at_once_is_not_tried_again_tomorrow(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    gone = Receipt(DispatchState.FAILED, "550 5.1.1 no such user", nobody_there=True)
    firm.script.answers["ROSSI"] = gone
    firm.run()
    assert roads(firm)["ROSSI"] == "scripted"
    firm.clock.pass_days(1)
    firm.run()
    assert roads(firm)["ROSSI"] == "printer"


def test_a_pec_address_that_does_not_exist_is_passed_over_and_e_mail_taken(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path, secret=lambda _: "segreta")
    firm.write("clienti.csv", "Codice cliente;Ragione sociale;E-mail;PEC\n" + PEC_CUSTOMER)
    servers = {
        "pec__host": "localhost",
        "pec__imap_host": "localhost",
        "pec__user": "r@pec.r.example",
    }
    firm.set(automatic__roads=["pec", "email"], **servers)
    firm.engine.post(ReloadLedger()).result()
    assert firm.engine.candidate("ROSSI").channel == "pec"
    firm.engine.post(SendStatement(("ROSSI",), "outbox", "rossi@pec.example")).result()
    came_back(firm, "ROSSI")
    taken = firm.engine.candidate("ROSSI")
    assert (taken.channel, taken.address) == ("scripted", "conti@rossi.example")
    assert str(road_passed(taken.passed_over[0])).startswith("PEC: Nothing reached rossi@pec")


@pytest.mark.only_on("unix", "HylaFAX has no programs for Windows")
def test_a_number_without_a_fax_is_passed_over_the_next_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    hylafax = ScriptedHylafax(programs)
    monkeypatch.setenv("PATH", hylafax.path)
    firm = make_firm_of(tmp_path / "firm")
    firm.write("clienti.csv", FAX_CUSTOMER)
    firm.set(automatic__roads=["fax", "post"], fax__host="fax.local")
    firm.run()
    hylafax.end("F", "0:1", "No carrier detected")
    firm.engine.post(FollowSendings()).result()
    firm.run(asked=True)
    assert [(one.channel, one.state) for one in firm.dispatches] == [("fax", "failed")]
    firm.clock.pass_days(1)
    firm.run()
    second = firm.dispatches[-1]
    assert (second.channel, second.state) == ("letters", "sent")
    assert second.remarks == (
        "Fax: Nothing reached +390255512345 the last time. Correct it, or send once by hand.",
    )


def test_a_road_that_failed_today_makes_no_other_send_on_the_same_day(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.script.answers["ROSSI"] = Receipt(DispatchState.FAILED, "550 no such user")
    firm.run()
    came_back(firm, "ROSSI")
    firm.run(asked=True)
    assert skipped(firm)["ROSSI"][0] is SkipReason.FAILED_TODAY
    firm.clock.pass_days(1)
    firm.run()
    assert roads(firm)["ROSSI"] == "printer"


def test_an_unclear_road_makes_no_other_send_within_the_period(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.script.answers["ROSSI"] = ConnectionResetError()
    firm.run()
    firm.script.fault = say("Closed.")
    for _ in range(9):
        firm.clock.pass_days(1)
        firm.run()
    assert [one.state.value for one in firm.dispatches if one.customer == "ROSSI"] == ["unknown"]
    assert len(printer.documents) == 1, "that of BIANCHI"


def test_what_surely_has_not_left_may_take_the_next_road_today(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.script.answers["ROSSI"] = Receipt(DispatchState.RETRY, "421 later")
    firm.run()
    firm.script.fault = say("Closed.")
    firm.run(asked=True)
    mine = [(one.channel, one.state.value) for one in firm.dispatches if one.customer == "ROSSI"]
    assert mine == [("scripted", "dropped"), ("printer", "sent")]
    firm.script.fault, firm.script.answers = None, {}
    firm.run(asked=True)
    recover(firm.engine.firm)
    assert firm.script.customers == []


def test_of_two_servers_that_see_different_roads_the_first_to_plan_sends(tmp_path: Path) -> None:
    firm = firm_with(tmp_path, "email", "post")
    blind = tmp_path / "elsewhere"
    blind.mkdir()
    parts = make_parts(tmp_path, firm.clock, machine="PC2", lock=ServerLock(blind, "PC2"))
    other = Firm(tmp_path, firm.clock, Engine(parts), firm.script)

    def another_server(_: float) -> None:
        """It runs while ours lets its plan settle, and its e-mail cannot work."""
        firm.script.fault = say("Closed.")
        other.run(asked=True)
        firm.script.fault = None

    firm.restart(wait=another_server, settle_seconds=1.0)
    firm.run()
    mine = [(one.channel, one.state.value) for one in firm.dispatches if one.customer == "ROSSI"]
    assert sorted(mine) == [("letters", "yielded"), ("scripted", "sent")]


def test_a_person_settles_an_unclear_one_and_the_next_road_is_free(
    tmp_path: Path, printer: Printer
) -> None:
    firm = firm_with(tmp_path, "email", "post", post__printer=printer.url)
    firm.script.answers["ROSSI"] = ConnectionResetError()
    firm.run()
    unclear = next(one for one in firm.dispatches if one.customer == "ROSSI")
    firm.engine.post(ResolveDispatch(unclear.id, DispatchState.FAILED)).result()
    firm.script.fault = say("Closed.")
    firm.clock.pass_days(1)
    firm.run()
    assert roads(firm)["ROSSI"] == "printer"


@pytest.mark.parametrize(
    ("order", "hindered"),
    [
        (["email", "post"], True),
        (["post", "email"], True),
        (["post"], False),
        (["fax", "post"], False),
        (["fax"], True),
    ],
)
def test_closed_e_mail_is_told_where_it_is_a_road_of_the_firm(
    tmp_path: Path, order: list[str], hindered: bool
) -> None:
    firm = firm_with(tmp_path, *order)
    firm.script.fault = say("Closed.")
    assert (usual_channel_fault(firm.engine.firm) is not None) == hindered
