"""What a person sent and a server refused for now is tried again, or told as not sent."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, ReloadLedger, SendStatement
from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.engine.snapshot import build_status
from core.errors import HistoryUnwritable
from sollecito import Delivery
from tests.firms import Firm, items_table, make_firm_of

ALL = ("ROSSI", "BIANCHI", "VERDI")
REFUSED = Receipt(DispatchState.RETRY, fault=say("The mail server cannot be reached."))
WAITING = "Sendings that are tried again later today: 1. The mail server cannot be reached."


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """A firm that sends nothing by itself, whose mail server is away."""
    firm = make_firm_of(tmp_path)
    firm.set(automatic__enabled=False)
    firm.engine.post(ReloadLedger()).result()
    firm.script.answers["VERDI"] = REFUSED
    return firm


def send(firm: Firm, letter: str = "") -> None:
    firm.engine.post(SendStatement(("VERDI",), "scripted", letter=letter)).result()


def later(firm: Firm, minutes: int) -> dict[str, str]:
    firm.clock.moment += timedelta(minutes=minutes)
    firm.engine.post(FollowSendings()).result()
    return firm.states()


def needs_a_person(firm: Firm) -> list[str]:
    return [str(sentence) for sentence in build_status(firm.engine.firm).attention]


def test_it_is_tried_again_after_a_quarter_of_an_hour_with_the_person_s_own_letter(
    firm: Firm,
) -> None:
    send(firm, letter="As agreed by telephone.")
    assert WAITING in needs_a_person(firm)
    firm.script.answers.clear()
    assert later(firm, 14) == {"VERDI": "retry"}
    assert later(firm, 1) == {"VERDI": "sent"}
    assert firm.script.delivered[-1].letter.body == "As agreed by telephone."
    assert len(firm.dispatches) == 1
    assert WAITING not in needs_a_person(firm)


def test_each_pause_is_twice_as_long_as_the_one_before(firm: Firm) -> None:
    tries: list[int] = []
    quarter = 0
    firm.script.before = lambda _: tries.append(quarter)
    send(firm)
    for quarter in range(1, 9):  # noqa: B007 - noted by each try
        later(firm, 15)
    assert tries == [0, 1, 3, 7]


def test_who_has_paid_meanwhile_is_not_written_to(firm: Firm) -> None:
    send(firm)
    firm.script.answers.clear()
    firm.write("partite.csv", items_table(ALL, firm.clock.today(), amount="40,00"))
    firm.engine.post(ReloadLedger()).result()
    assert later(firm, 15) == {"VERDI": "failed"}
    assert "figures have changed" in firm.dispatches[0].error


def test_what_went_out_meanwhile_is_not_sent_a_second_time(firm: Firm) -> None:
    send(firm)
    firm.script.answers.clear()
    firm.clock.moment += timedelta(minutes=5)
    send(firm)
    later(firm, 15)
    assert [dispatch.state for dispatch in firm.dispatches] == ["dropped", "sent"]
    assert firm.script.customers == ["VERDI"]


def test_what_the_program_itself_sent_meanwhile_is_not_sent_a_second_time(firm: Firm) -> None:
    send(firm)
    firm.script.answers.clear()
    firm.set(automatic__enabled=True)
    firm.clock.moment += timedelta(minutes=5)
    firm.run()
    later(firm, 15)
    assert firm.script.customers.count("VERDI") == 1


def test_a_letter_that_went_out_meanwhile_counts_as_well(firm: Firm) -> None:
    send(firm)
    firm.script.answers.clear()
    firm.engine.post(SendStatement(("VERDI",), "outbox")).result()
    later(firm, 15)
    assert firm.script.customers == []


def test_what_was_sent_before_it_or_only_filed_keeps_nobody_from_trying(firm: Firm) -> None:
    firm.script.answers.clear()
    send(firm)
    firm.script.answers["VERDI"] = REFUSED
    firm.clock.moment += timedelta(minutes=5)
    send(firm)
    firm.script.answers.clear()
    firm.engine.post(SendStatement(("VERDI",), "archive")).result()
    later(firm, 15)
    assert firm.script.customers == ["VERDI", "VERDI"]


def unwritable() -> HistoryUnwritable:
    return HistoryUnwritable(say("The history cannot be written."))


def test_a_try_that_finds_the_history_away_is_taken_up_again(firm: Firm) -> None:
    send(firm)
    firm.script.answers.clear()

    def away(_: Delivery) -> None:
        raise unwritable()

    firm.script.before = away
    with pytest.raises(HistoryUnwritable):
        later(firm, 15)
    firm.script.before = lambda _: None
    assert later(firm, 1) == {"VERDI": "sent"}
    assert firm.script.customers == ["VERDI"]


def test_a_try_that_broke_off_after_the_hand_over_is_never_repeated(firm: Firm) -> None:
    send(firm)
    firm.script.answers["VERDI"] = unwritable()
    with pytest.raises(HistoryUnwritable):
        later(firm, 15)
    firm.script.answers.clear()
    assert later(firm, 60) == {"VERDI": "sending"}
    assert firm.script.customers == []


def test_at_midnight_it_is_told_as_not_sent(firm: Firm) -> None:
    send(firm)
    assert later(firm, 24 * 60) == {"VERDI": "failed"}
    assert "Sendings that failed in the last days: 1" in needs_a_person(firm)


def test_what_an_earlier_life_could_not_send_is_told_as_not_sent(firm: Firm) -> None:
    send(firm)
    firm.restart()
    firm.engine.post(ReloadLedger()).result()
    assert later(firm, 1) == {"VERDI": "failed"}
    assert "cannot be reached" in firm.dispatches[0].error
