from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import HistoryUnwritable
from core.mail.message import build_message
from plugins.channels.outbox import OutboxChannel
from tests.deliveries import Intent, a_delivery, a_site


def test_message_is_written_exactly_as_it_would_be_sent(tmp_path: Path) -> None:
    site = a_site(tmp_path, bcc=("copia@rossi.example",))
    receipt = OutboxChannel().deliver(site, a_delivery(), Intent())
    assert receipt == Receipt(DispatchState.SENT, "outbox/2026-11-24 C0001.eml")
    written = (tmp_path / receipt.text).read_bytes()
    assert written == build_message(site, a_delivery())
    assert b"copia@" not in written
    assert message_from_bytes(written, policy=default)["To"] == "cliente@sollecito.test"


def test_second_message_of_a_day_lies_beside_the_first(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    first, second = (
        OutboxChannel().deliver(site, a_delivery(message_id=f"<{n}@x>"), Intent()) for n in "12"
    )
    assert (first.text, second.text) == (
        "outbox/2026-11-24 C0001.eml",
        "outbox/2026-11-24 C0001 (2).eml",
    )


def test_intent_is_recorded_before_the_message_is_there(tmp_path: Path) -> None:
    intent = Intent(then=HistoryUnwritable(say("The disk is full.")))
    with pytest.raises(HistoryUnwritable):
        OutboxChannel().deliver(a_site(tmp_path), a_delivery(), intent)
    assert not list((tmp_path / "outbox").iterdir())


@pytest.mark.parametrize("code", ["A/B", "CON", "../x", "x" * 300, "fine."])
def test_any_code_gives_a_file_in_the_outbox(tmp_path: Path, code: str) -> None:
    receipt = OutboxChannel().deliver(a_site(tmp_path), a_delivery(code=code), Intent())
    assert (tmp_path / receipt.text).parent == tmp_path / "outbox"
    assert (tmp_path / receipt.text).is_file()


def test_data_folder_that_is_away_leaves_the_message_for_later(tmp_path: Path) -> None:
    intent = Intent()
    receipt = OutboxChannel().deliver(a_site(tmp_path / "away"), a_delivery(), intent)
    assert receipt.state is DispatchState.RETRY
    assert "is not there" in str(receipt.fault)
    assert intent.times == 0


def test_file_in_the_place_of_the_outbox_leaves_the_message_for_later(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("mine", "utf-8")
    intent = Intent()
    receipt = OutboxChannel().deliver(a_site(tmp_path), a_delivery(), intent)
    assert receipt.state is DispatchState.RETRY
    assert "outbox" in str(receipt.fault)
    assert intent.times == 0
    assert (tmp_path / "outbox").read_text("utf-8") == "mine"


def test_address_that_is_none_fails(tmp_path: Path) -> None:
    delivery = a_delivery(recipients=("nessuno",))
    receipt = OutboxChannel().deliver(a_site(tmp_path), delivery, Intent())
    assert receipt.state is DispatchState.FAILED
    assert "“nessuno” is not an e-mail address" in str(receipt.fault)


@pytest.mark.parametrize(
    ("sender", "sentence"),
    [("", "No sender is set"), ("Rossi", "“Rossi”"), ("a@rossi.example", None)],
)
def test_outbox_needs_a_sender(sender: str, sentence: str | None) -> None:
    fault = OutboxChannel().validate_environment(a_site(sender=sender))
    assert (fault is None) if sentence is None else sentence in str(fault)
