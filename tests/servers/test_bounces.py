"""What comes back is found in a real mailbox, and nothing in that mailbox is changed."""

import time
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.commands import ChangeSettings, FollowSendings, SendStatement, TryMailbox
from core.domain.dispatches import Dispatch, DispatchState, Receipt, moved
from core.domain.events import Event
from core.domain.planning import SkipReason
from tests.firms import Firm, items_table, make_firm_of
from tests.servers.mail import DOMAIN, PASSWORD, SENT, MailServers
from tray.clock import SystemClock
from tray.icon_image import IconState, icon_state
from tray.notices import notice_of

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]

SENDER = f"azienda@{DOMAIN}"
CLIENT = f"cliente@{DOMAIN}"
OFFICE = f"segreteria@{DOMAIN}"
GONE = "nessuno@bounce.test"
FULL = "piena@full.test"


def firm_on(mail: MailServers, folder: Path, **settings: object) -> Firm:
    firm = make_firm_of(folder, secret={"smtp": PASSWORD, "imap": PASSWORD}.get)
    # Reports are looked for by the day they came, and the server's clock is the real one.
    firm.clock.moment = SystemClock().now()
    firm.write(
        "clienti.csv",
        f"Codice cliente;Ragione sociale;E-mail\nROSSI;Caffè Rossi;{CLIENT}\n"
        f"BIANCHI;Bianchi;{GONE}\nVERDI;Verdi;{FULL}\n",
    )
    given = {"host": "localhost", "user": SENDER, "ca_file": str(mail.authority.ca)}
    firm.set(
        email__via="smtp",
        email__sender=SENDER,
        smtp__port=mail.starttls,
        imap__port=mail.imap,
        **{f"{table}__{key}": value for table in ("smtp", "imap") for key, value in given.items()},
    )
    firm.set(**settings)
    return firm


def look(firm: Firm) -> bool:
    firm.clock.moment += timedelta(minutes=16)
    changed: bool = firm.engine.post(FollowSendings()).result()
    return changed


def wait_for_reports(mail: MailServers, *dispatches: Dispatch) -> None:
    deadline = time.monotonic() + 20
    wanted = {one.message_id for one in dispatches}
    while time.monotonic() < deadline:
        found = "".join(one.as_string() for one in mail.mailbox("azienda"))
        if all(one in found for one in wanted):
            return
        time.sleep(0.2)
    raise AssertionError("no report came")


def sent_to(firm: Firm, code: str) -> Dispatch:
    return next(one for one in reversed(firm.dispatches) if one.customer == code)


def test_a_trial_counts_the_messages_and_changes_nothing(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path, imap__folder="INBOX")
    unread = mail.unread("azienda")
    receipt: Receipt = firm.engine.post(TryMailbox()).result()
    count = len(mail.mailbox("azienda"))
    assert receipt.state is DispatchState.SENT
    assert f"folder INBOX: {count}." in str(receipt.note)
    assert mail.unread("azienda") == unread
    firm.set(imap__folder="Altro")
    receipt = firm.engine.post(TryMailbox()).result()
    assert receipt.state is DispatchState.FAILED
    assert "Check the folder’s name" in str(receipt.fault)


def test_what_came_back_has_failed_with_its_reason(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path)
    firm.run()
    assert set(firm.states().values()) == {"sent"}
    wait_for_reports(mail, sent_to(firm, "BIANCHI"), sent_to(firm, "VERDI"))
    unread = mail.unread("azienda")
    assert look(firm)
    assert firm.states() == {"ROSSI": "sent", "BIANCHI": "failed", "VERDI": "failed"}
    assert f"the mailbox {GONE} does not exist" in sent_to(firm, "BIANCHI").error
    assert f"the mailbox {FULL} is full" in sent_to(firm, "VERDI").error
    assert "5.1.1 User unknown in test domain" in sent_to(firm, "BIANCHI").error
    (proof,) = sent_to(firm, "BIANCHI").proofs
    report = (firm.folder / proof.file).read_bytes()
    assert (proof.kind, proof.sha256) == ("bounce", sha256(report).hexdigest())
    assert b"Content-Type: message/delivery-status" in report
    assert abs(firm.clock.now() - proof.at) < timedelta(hours=1)
    assert mail.unread("azienda") == unread
    assert not look(firm)


def test_no_more_goes_to_an_address_by_itself_until_a_person_writes_to_it(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path)
    firm.run()
    wait_for_reports(mail, sent_to(firm, "BIANCHI"))
    look(firm)
    firm.clock.pass_days(1)
    firm.run()
    skips = {one.customer.code: one.skip for one in firm.engine.status.plan.skipped}
    assert skips["BIANCHI"].reason is SkipReason.INVALID_EMAIL
    assert f"The last e-mail to {GONE} came back" in str(skips["BIANCHI"].detail)
    firm.engine.post(SendStatement(("BIANCHI",), "smtp")).result()
    assert "came back" not in str(
        {one.customer.code: one.skip for one in firm.engine.status.plan.skipped}["BIANCHI"].detail
    )


def test_one_of_two_addresses_that_came_back_is_told_and_nobody_is_written_to_twice(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path)
    firm.write(
        "clienti.csv",
        f"Codice cliente;Ragione sociale;E-mail\nROSSI;Caffè Rossi;{CLIENT}, {GONE}\n",
    )
    firm.run()
    wait_for_reports(mail, sent_to(firm, "ROSSI"))
    look(firm)
    dispatch = sent_to(firm, "ROSSI")
    assert dispatch.state is DispatchState.SENT
    assert GONE in dispatch.error


@pytest.mark.parametrize(
    ("code", "bcc", "state"), [("NERI", OFFICE, "sent"), ("GIALLI", "", "unknown")]
)
def test_unclear_sending_is_settled_by_its_blind_copy_and_never_by_its_absence(
    mail: MailServers, tmp_path: Path, code: str, bcc: str, state: str
) -> None:
    firm = firm_on(mail, tmp_path, email__bcc=bcc, imap__user=OFFICE)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;E-mail\n{code};Neri;{CLIENT}\n")
    firm.write("partite.csv", items_table([code], firm.clock.today()))
    firm.run()
    dispatch = sent_to(firm, code)
    mail.wait_for("segreteria" if bcc else "cliente", dispatch.message_id)
    history = firm.engine.firm.parts.history
    history.record(moved(dispatch, DispatchState.UNKNOWN, firm.clock.now()))
    look(firm)
    assert firm.states()[code] == state


def unclear(firm: Firm, code: str) -> Dispatch:
    """Let the outcome of a sending be unknown, as after a cut connection."""
    dispatch = moved(sent_to(firm, code), DispatchState.UNKNOWN, firm.clock.now())
    firm.engine.firm.parts.history.record(dispatch)
    return dispatch


def test_unclear_sending_that_came_back_has_failed_although_a_copy_is_there(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path, email__bcc=SENDER)
    firm.run()
    dispatch = unclear(firm, "BIANCHI")
    mail.wait_for("azienda", dispatch.message_id)
    wait_for_reports(mail, dispatch)
    look(firm)
    assert firm.states()["BIANCHI"] == "failed"
    assert f"the mailbox {GONE} does not exist" in sent_to(firm, "BIANCHI").error


def test_unclear_sending_is_settled_by_the_copy_that_its_provider_keeps(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path)
    firm.run()
    dispatch = unclear(firm, "ROSSI")
    kept = EmailMessage()
    kept["Message-ID"] = dispatch.message_id
    look(firm)
    assert firm.states()["ROSSI"] == "unknown"
    mail.put("azienda", kept, SENT)
    look(firm)
    assert firm.states()["ROSSI"] == "sent"
    assert sent_to(firm, "ROSSI").receipt == f"A copy lies in the mailbox of {SENDER}."


def test_delivery_is_confirmed_where_that_is_wanted_and_settles_what_is_unclear(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path, smtp__confirmations=True)
    firm.write(
        "clienti.csv",
        f"Codice cliente;Ragione sociale;E-mail\nROSSI;Rossi;{CLIENT}\nNERI;Neri;{CLIENT}\n",
    )
    firm.write("partite.csv", items_table(["ROSSI", "NERI"], firm.clock.today()))
    firm.run()
    wait_for_reports(mail, sent_to(firm, "ROSSI"), sent_to(firm, "NERI"))
    unclear(firm, "NERI")
    assert look(firm)
    confirmed = f"The mail server of {CLIENT} has confirmed the delivery."
    assert firm.states() == {"ROSSI": "sent", "NERI": "sent"}
    assert sent_to(firm, "NERI").receipt == confirmed
    assert sent_to(firm, "ROSSI").receipt.startswith("250 2.0.0 Ok")
    assert sent_to(firm, "ROSSI").receipt.endswith(confirmed)
    assert [one.kind for one in sent_to(firm, "NERI").proofs] == ["delivery-report"]
    assert not look(firm)


def test_what_came_back_is_told_once_by_the_tray_and_shows_on_the_icon(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path)
    firm.run()
    wait_for_reports(mail, sent_to(firm, "BIANCHI"), sent_to(firm, "VERDI"))
    assert icon_state(firm.engine.status)[0] is not IconState.ATTENTION
    events: list[Event] = []
    firm.engine.subscribe(events.append)
    look(firm)
    told = [notice_of(event, firm.engine.status) for event in events]
    notices = [str(one.title) for one in told if one is not None]
    assert notices == ["Statements that came back: 2"]
    assert icon_state(firm.engine.status)[0] is IconState.ATTENTION


def test_mailbox_that_cannot_be_read_asks_for_attention(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path, imap__folder="Posta assente")
    assert look(firm)
    assert any("cannot be read" in str(text) for text in firm.engine.status.attention)
    firm.set(imap__folder="INBOX", imap__port=1)
    assert look(firm)
    assert any("cannot be reached" in str(text) for text in firm.engine.status.attention)
    firm.set(imap__port=mail.imap)
    assert look(firm)
    assert not any("mailbox" in str(text) for text in firm.engine.status.attention)


def test_mailbox_is_looked_into_as_soon_as_it_is_set_up(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path, imap__port=1)
    assert firm.engine.post(FollowSendings()).result()
    assert "cannot be reached" in str(firm.engine.status.attention)
    firm.engine.post(ChangeSettings({"imap.port": mail.imap})).result()
    assert firm.engine.post(FollowSendings()).result()
    assert "cannot be reached" not in str(firm.engine.status.attention)
    assert not firm.engine.post(FollowSendings()).result()


def test_mailbox_that_is_no_longer_wanted_asks_for_nobody(
    mail: MailServers, tmp_path: Path
) -> None:
    firm = firm_on(mail, tmp_path, imap__port=1)
    firm.engine.post(FollowSendings()).result()
    firm.engine.post(ChangeSettings({"imap.host": ""})).result()
    assert firm.engine.post(FollowSendings()).result()
    assert "mailbox" not in str(firm.engine.status.attention)
