"""A copy of each e-mail lies in the sender's own folder for it, once, and only of what was sent."""

from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, ResolveDispatch
from core.domain.dispatches import DispatchState, moved
from core.engine.sent_copies import AT_ONCE
from core.store.waiting_copies import WaitingCopies
from tests.commands import Command
from tests.firms import Firm, items_table
from tests.servers.mail import DOMAIN, PASSWORD, SENT, UNKNOWN, MailServers
from tests.servers.test_bounces import CLIENT, firm_on, look, sent_to

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


def firm_with_copies(mail: MailServers, folder: Path, **settings: object) -> Firm:
    firm = firm_on(mail, folder, **{"imap__sent_copy": True, **settings})
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{CLIENT}\n")
    firm.write("partite.csv", items_table(["ROSSI"], firm.clock.today()))
    return firm


def copies(mail: MailServers, message_id: str, folder: str = SENT, which: str = "ALL") -> int:
    found = mail.mailbox("azienda", folder, which=which)
    return [message["Message-ID"] for message in found].count(message_id)


def waiting(firm: Firm) -> list[str]:
    return list(WaitingCopies(firm.folder).ids())


def attention(firm: Firm) -> str:
    return " ".join(map(str, firm.engine.status.attention))


def test_copy_lies_among_what_was_sent_as_read_and_as_it_left(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_with_copies(mail, tmp_path)
    firm.run()
    dispatch = sent_to(firm, "ROSSI")
    assert copies(mail, dispatch.message_id) == 0
    firm.engine.post(FollowSendings()).result()
    assert copies(mail, dispatch.message_id, which="SEEN") == 1
    (copy,) = (m for m in mail.mailbox("azienda", SENT) if m["Message-ID"] == dispatch.message_id)
    arrived = mail.wait_for("cliente", dispatch.message_id)
    assert copy.get_payload() is not None
    assert [part.get_content() for part in copy.walk() if not part.is_multipart()] == [
        part.get_content() for part in arrived.walk() if not part.is_multipart()
    ]
    assert waiting(firm) == []
    look(firm)
    assert copies(mail, dispatch.message_id) == 1


def test_copy_is_made_after_a_crash_and_never_twice(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_with_copies(mail, tmp_path)
    firm.run()
    dispatch = sent_to(firm, "ROSSI")
    message = WaitingCopies(firm.folder).read(dispatch.id)
    secret = firm.engine.firm.parts.secret
    firm.restart(secret=secret)
    look(firm)
    assert copies(mail, dispatch.message_id) == 1
    # As if the program had died between the copy and the note of it.
    WaitingCopies(firm.folder).keep(dispatch.id, message)
    firm.restart(secret=secret)
    look(firm)
    assert copies(mail, dispatch.message_id) == 1
    assert waiting(firm) == []


@pytest.mark.parametrize(("word", "made"), [(DispatchState.SENT, 1), (DispatchState.FAILED, 0)])
def test_copy_of_what_is_unclear_waits_until_it_is_settled(
    mail: MailServers, tmp_path: Path, word: DispatchState, made: int
) -> None:
    firm = firm_with_copies(mail, tmp_path)
    firm.run()
    dispatch = sent_to(firm, "ROSSI")
    unclear = moved(dispatch, DispatchState.UNKNOWN, firm.clock.now())
    firm.engine.firm.parts.history.record(unclear)
    look(firm)
    assert copies(mail, dispatch.message_id) == 0
    assert waiting(firm) == [dispatch.id]
    firm.engine.post(ResolveDispatch(dispatch.id, word)).result()
    look(firm)
    assert copies(mail, dispatch.message_id) == made
    assert waiting(firm) == []


def test_nothing_is_copied_of_what_was_refused(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_with_copies(mail, tmp_path)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{UNKNOWN}\n")
    firm.run()
    assert firm.states() == {"ROSSI": "failed"}
    assert waiting(firm) == []
    look(firm)
    assert copies(mail, sent_to(firm, "ROSSI").message_id) == 0


def test_nothing_is_copied_unless_it_is_wished(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_with_copies(mail, tmp_path, imap__sent_copy=False)
    firm.run()
    assert not (firm.folder / "sent-copies").exists()
    look(firm)
    assert copies(mail, sent_to(firm, "ROSSI").message_id) == 0


def test_folder_may_be_named(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_with_copies(mail, tmp_path, imap__sent_folder="INBOX")
    firm.run()
    look(firm)
    assert copies(mail, sent_to(firm, "ROSSI").message_id, "INBOX") == 1


def test_copy_that_cannot_be_made_is_told_and_made_later_and_the_sending_stays_sent(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_with_copies(mail, tmp_path, imap__sent_folder="Assente")
    firm.run()
    look(firm)
    assert firm.states() == {"ROSSI": "sent"}
    assert f"cannot be put into the folder “Assente” of azienda@{DOMAIN}" in attention(firm)
    firm.set(imap__sent_folder="", imap__port=1)
    look(firm)
    assert "cannot be reached" in attention(firm)
    assert firm.states() == {"ROSSI": "sent"}
    firm.set(imap__port=mail.imap)
    look(firm)
    assert copies(mail, sent_to(firm, "ROSSI").message_id) == 1
    assert "copy" not in attention(firm)
    assert "reached" not in attention(firm)


def test_mailbox_without_room_is_told_and_the_sending_stays_sent(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_with_copies(mail, tmp_path, imap__user=f"piena@{DOMAIN}")
    firm.run()
    look(firm)
    assert firm.states() == {"ROSSI": "sent"}
    assert f"of piena@{DOMAIN}: [OVERQUOTA] Quota exceeded" in attention(firm)
    assert "The e-mail itself was sent." in attention(firm)
    assert len(waiting(firm)) == 1


def test_without_a_mailbox_the_waiting_copies_are_told(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_with_copies(mail, tmp_path, imap__host="")
    firm.run()
    look(firm)
    assert "no mailbox is set" in attention(firm)
    firm.set(imap__sent_copy=False)
    look(firm)
    assert waiting(firm) == []


def test_command_for_one_run_leaves_no_copy_waiting(
    mail: MailServers, tmp_path: Path, sollecito: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "firm"
    firm = firm_with_copies(mail, folder)
    codes = [f"C{number:03}" for number in range(AT_ONCE + 5)]
    lines = "".join(f"{code};{code};{CLIENT}\n" for code in codes)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;E-mail\n{lines}")
    firm.write("partite.csv", items_table(codes, firm.clock.today()))
    firm.engine.stop()
    firm.engine.firm.parts.lock.release()
    monkeypatch.setenv("SOLLECITO_SMTP_PASSWORD", PASSWORD)
    before = len(mail.mailbox("azienda", SENT))
    answer = sollecito("auto", "--data", folder)
    assert (answer.code, answer.json["sent"]) == (0, len(codes))
    assert len(mail.mailbox("azienda", SENT)) == before + len(codes)
    assert waiting(firm) == []
