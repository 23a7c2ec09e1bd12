from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, SendStatement
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.wording import say
from core.errors import LedgerUnusable, SollecitoError, UnknownName
from tests.firms import Firm, make_firm_of


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path, plugins=("tests.cautious_plugin",))
    firm.engine.post(ReloadLedger()).result()
    return firm


def send(firm: Firm, *customers: str, via: str = "scripted", to: str = "") -> list[Dispatch]:
    return list(firm.engine.post(SendStatement(customers, via, to)).result())


def test_a_person_s_sending_is_recorded_as_such(firm: Firm) -> None:
    (dispatch,) = send(firm, "VERDI")
    assert (dispatch.state, dispatch.automatic, dispatch.user) == ("sent", False, "anna")
    assert firm.dispatches == [dispatch]


def test_email_is_whatever_channel_the_firm_has_chosen(firm: Firm) -> None:
    assert send(firm, "VERDI", via="email")[0].channel == "scripted"


def test_those_chosen_of_the_plan_go_by_its_roads_and_are_a_persons_own(firm: Firm) -> None:
    (dispatch,) = send(firm, "VERDI", via="")
    assert (dispatch.state, dispatch.automatic, dispatch.channel) == ("sent", False, "scripted")


def test_who_is_no_longer_due_is_not_sent_to_as_planned(firm: Firm) -> None:
    send(firm, "VERDI", via="")
    with pytest.raises(SollecitoError, match="plan has changed"):
        send(firm, "VERDI", via="")
    assert len(firm.dispatches) == 1


def test_another_address_counts_for_this_one_sending_only(firm: Firm) -> None:
    send(firm, "VERDI", to="capo@verdi.example; socio@verdi.example")
    send(firm, "VERDI")
    assert [d.recipients for d in firm.script.delivered] == [
        ("capo@verdi.example", "socio@verdi.example"),
        ("conti@verdi.example",),
    ]


def test_the_same_statement_may_be_sent_twice_by_hand_as_two_messages(firm: Firm) -> None:
    first, second = send(firm, "VERDI")[0], send(firm, "VERDI")[0]
    assert first.message_id != second.message_id


@pytest.mark.parametrize("address", ["verdi", "verdi@", "a b@verdi.example"])
def test_a_wrong_address_is_refused_before_anything_leaves(firm: Firm, address: str) -> None:
    with pytest.raises(SollecitoError, match="No mail can reach"):
        send(firm, "BIANCHI", "VERDI", to=address)
    assert firm.dispatches == []


@pytest.mark.parametrize("channel", ["pigeon", "owl"])
def test_an_unknown_channel_is_named_with_those_that_are_there(firm: Firm, channel: str) -> None:
    with pytest.raises(UnknownName, match=channel) as refused:
        send(firm, "VERDI", via=channel)
    assert "archive" in str(refused.value.hint)


def test_an_unknown_customer_stops_the_whole_request(firm: Firm) -> None:
    with pytest.raises(UnknownName, match="NERI"):
        send(firm, "VERDI", "NERI")
    assert firm.script.delivered == []


def test_nothing_is_sent_from_a_ledger_that_is_not_whole(firm: Firm) -> None:
    firm.restart()
    firm.write("incassi.csv", "\x00\x00")
    firm.engine.post(ReloadLedger()).result()
    with pytest.raises(LedgerUnusable):
        send(firm, "VERDI")


def test_a_plugin_s_veto_is_recorded_with_its_sentence(firm: Firm) -> None:
    (dispatch,) = send(firm, "ROSSI")
    assert (dispatch.state, dispatch.error) == (DispatchState.FAILED, "The lawyers are at it.")
    assert firm.script.delivered == []


def test_a_failure_is_told_in_the_language_of_the_pc_with_the_server_s_words(firm: Firm) -> None:
    firm.script.answers["VERDI"] = Receipt(DispatchState.FAILED, "550 no", say("Refused."))
    assert send(firm, "VERDI")[0].error == "Refused. [550 no]"


def test_the_outbox_gets_the_very_message(firm: Firm) -> None:
    (dispatch,) = send(firm, "VERDI", via="outbox")
    message = message_from_bytes(
        (firm.folder / dispatch.receipt).read_bytes(), policy=policy.default
    )
    (attachment,) = message.iter_attachments()
    assert message["To"] == "conti@verdi.example"
    assert message["Subject"] == "Estratto conto - Ferramenta Rossi S.r.l."
    assert attachment.get_filename() == "estratto-conto-VERDI-2026-11-24.pdf"
    assert attachment.get_content() == (firm.folder / dispatch.document).read_bytes()


def test_disk_saves_into_the_folder_that_was_chosen(firm: Firm, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    send(firm, "VERDI", via="disk", to=str(chosen))
    assert [path.name for path in chosen.iterdir()] == ["estratto-conto-VERDI-2026-11-24.pdf"]


def test_a_letter_for_this_sending_replaces_the_firms_and_is_filled(firm: Firm) -> None:
    letter = "Caro {customer}, sono {outstanding}."
    firm.engine.post(SendStatement(("VERDI",), "scripted", letter=letter)).result()
    firm.engine.post(SendStatement(("VERDI",), "scripted")).result()
    bodies = [delivery.letter.body for delivery in firm.script.delivered]
    assert bodies[0] == "Caro Verdi S.r.l., sono EUR 100,00."
    assert bodies[1] == firm.engine.letter("VERDI").body != bodies[0]
    assert [dispatch.letter for dispatch in firm.dispatches] == [bodies[0], ""]


@pytest.mark.parametrize("chosen", [True, False])
def test_disk_without_a_folder_saves_where_the_settings_say_else_to_the_documents(
    firm: Firm, tmp_path: Path, chosen: bool
) -> None:
    folder, documents = tmp_path / "chosen", tmp_path / "documents"
    for place in (folder, documents):
        place.mkdir()
    parts = firm.engine.firm.parts
    firm.engine.firm.parts = replace(parts, documents=documents)
    if chosen:
        firm.set(plugins__disk__folder=str(folder))
    send(firm, "VERDI", via="disk")
    assert len(list(folder.iterdir())) == chosen
    assert len(list(documents.iterdir())) == (not chosen)
