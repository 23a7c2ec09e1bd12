"""Who was put off while others were accepted is tried again alone; nobody gets it twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, ReloadLedger, SendStatement
from core.domain.dispatches import DispatchState
from core.engine.snapshot import build_status
from tests.firms import Firm, items_table, make_firm_of
from tests.servers.scripted_smtp import ScriptedSmtp

FIRST, REST = "a@rossi.example", "b@rossi.example"
SENT, RETRY, FAILED = DispatchState.SENT, DispatchState.RETRY, DispatchState.FAILED
GREYLISTED = "451 4.7.1 Greylisted"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp({f"RCPT {REST}": (GREYLISTED, "250 ok")}) as server:
        yield server


@pytest.fixture
def firm(tmp_path: Path, server: ScriptedSmtp) -> Firm:
    firm = make_firm_of(tmp_path, ["ROSSI"])
    firm.write(
        "clienti.csv", f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{FIRST}, {REST}\n"
    )
    firm.set(email__via="smtp", email__sender="io@ditta.example", smtp__host="127.0.0.1")
    firm.set(smtp__port=server.port, smtp__security="none")
    firm.engine.post(ReloadLedger()).result()
    return firm


def states(firm: Firm) -> list[tuple[str, DispatchState]]:
    return [(one.address, one.state) for one in firm.dispatches]


def later(firm: Firm, minutes: int = 15) -> list[tuple[str, DispatchState]]:
    firm.clock.moment += timedelta(minutes=minutes)
    firm.engine.post(FollowSendings()).result()
    return states(firm)


def got(server: ScriptedSmtp) -> list[list[str]]:
    return [one.recipients for one in server.received]


def test_it_goes_to_the_one_put_off_alone_and_as_a_message_of_its_own(
    firm: Firm, server: ScriptedSmtp
) -> None:
    firm.run()
    assert states(firm) == [(f"{FIRST}, {REST}", SENT), (REST, RETRY)]
    first, rest = firm.dispatches
    assert first.error == f"Not yet taken for {REST}."
    assert "(greylisting)" in rest.error
    assert rest.rest_of == first.id
    assert later(firm, 14)[1] == (REST, RETRY)
    assert later(firm, 1)[1] == (REST, SENT)
    assert got(server) == [[FIRST], [REST]]
    assert firm.dispatches[0].message_id != firm.dispatches[1].message_id
    later(firm, 600)
    assert len(server.received) == 2


def test_overview_says_that_it_waits_and_why(firm: Firm) -> None:
    firm.run()
    attention = [str(sentence) for sentence in build_status(firm.engine.firm).attention]
    assert any("tried again later today: 1. b@rossi.example is not" in one for one in attention)


def test_no_run_of_the_same_day_takes_it_up_for_all_of_them(
    firm: Firm, server: ScriptedSmtp
) -> None:
    firm.run()
    firm.clock.moment += timedelta(minutes=5)
    firm.run()
    assert got(server) == [[FIRST]]
    assert later(firm)[1] == (REST, SENT)
    assert got(server) == [[FIRST], [REST]]


def test_what_a_person_sends_to_all_meanwhile_ends_it(firm: Firm, server: ScriptedSmtp) -> None:
    firm.run()
    firm.clock.moment += timedelta(minutes=5)
    firm.engine.post(SendStatement(("ROSSI",), "smtp")).result()
    assert later(firm)[1] == (REST, DispatchState.DROPPED)
    assert [REST in one for one in got(server)].count(True) == 1


def test_one_that_is_never_taken_is_told_as_failed_at_the_end_of_the_day(
    firm: Firm, server: ScriptedSmtp
) -> None:
    server.script[f"RCPT {REST}"] = [GREYLISTED]
    firm.run()
    assert later(firm)[1] == (REST, RETRY)
    firm.clock.pass_days(1)
    assert later(firm)[1] == (REST, FAILED)
    assert got(server) == [[FIRST]]
    attention = [str(sentence) for sentence in build_status(firm.engine.firm).attention]
    assert any("failed in the last days: 1" in one for one in attention)


def test_changed_figures_leave_it_to_a_person(firm: Firm, server: ScriptedSmtp) -> None:
    firm.run()
    firm.write("partite.csv", items_table(["ROSSI"], firm.clock.today(), amount="40,00"))
    firm.engine.post(ReloadLedger()).result()
    assert later(firm)[1] == (REST, FAILED)
    assert "figures have changed" in firm.dispatches[1].error
    assert got(server) == [[FIRST]]


def test_program_that_was_closed_meanwhile_tells_it_as_not_sent(
    firm: Firm, server: ScriptedSmtp
) -> None:
    firm.run()
    firm.restart()
    firm.engine.post(ReloadLedger()).result()
    assert later(firm)[1] == (REST, FAILED)
    assert got(server) == [[FIRST]]


def test_of_three_each_gets_it_once_and_the_person_s_own_letter(
    firm: Firm, server: ScriptedSmtp
) -> None:
    third = "c@rossi.example"
    server.script[f"RCPT {third}"] = [GREYLISTED, GREYLISTED, "250 ok"]
    address = f"{FIRST}, {REST}, {third}"
    firm.engine.post(
        SendStatement(("ROSSI",), "smtp", address=address, letter="Come detto.")
    ).result()
    later(firm)
    assert later(firm)[-1] == (third, SENT)
    assert got(server) == [[FIRST], [REST], [third]]
    assert all(b"Come detto." in one.content for one in server.received)


def test_put_off_blind_copy_is_named_and_not_sent_for_itself(
    firm: Firm, server: ScriptedSmtp
) -> None:
    server.script[f"RCPT {REST}"] = ["250 ok"]
    server.script["RCPT copia@ditta.example"] = [GREYLISTED]
    firm.set(email__bcc="copia@ditta.example")
    firm.run()
    assert states(firm) == [(f"{FIRST}, {REST}", SENT)]
    assert "copia@ditta.example" in firm.dispatches[0].error
