import pytest

from core.domain.dispatches import DispatchState, Receipt
from core.domain.wording import say
from core.errors import HistoryUnwritable
from core.mail.connection import MAILS_PER_CONNECTION
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import PDF, SENDER, Intent, a_delivery, a_site
from tests.plugins.channels.by_smtp import SEVERAL, send, send_in_one_run, settings_of, states
from tests.servers.scripted_smtp import CUT, DOT, FIRST_BYTES, SILENT, ScriptedSmtp

SENT, RETRY = DispatchState.SENT, DispatchState.RETRY
FAILED, UNKNOWN = DispatchState.FAILED, DispatchState.UNKNOWN


def test_accepted_mail_is_sent_with_the_answer_of_the_server() -> None:
    with ScriptedSmtp() as server:
        receipt = send(server)
    assert receipt == Receipt(SENT, "250 2.0.0 queued as 4711")
    assert server.received[0].sender == "azienda@sollecito.test"
    assert server.received[0].recipients == ["cliente@sollecito.test"]


def test_intent_is_recorded_once_and_only_when_the_recipient_was_accepted() -> None:
    accepted, refused = Intent(), Intent()
    with ScriptedSmtp() as server:
        send(server, intent=accepted)
    with ScriptedSmtp({"RCPT": "550 5.1.1 unknown"}) as server:
        send(server, intent=refused)
    assert (accepted.times, refused.times) == (1, 0)


def test_nothing_leaves_when_the_intent_cannot_be_recorded() -> None:
    full = HistoryUnwritable(say("The disk is full."))
    with (
        ScriptedSmtp() as server,
        SmtpChannel().connect(a_site(settings=settings_of(server))) as deliver,
    ):
        with pytest.raises(HistoryUnwritable):
            deliver(a_delivery(), Intent(then=full))
        assert deliver(a_delivery(), Intent()).state is SENT
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("stage", "answer", "state", "sentence"),
    [
        ("MAIL", "450 4.7.1 slow down", RETRY, "takes no mail from azienda@sollecito.test for now"),
        ("MAIL", "553 5.7.1 not yours", FAILED, "Set a sender that belongs to the mail user"),
        ("MAIL", "552 too big", FAILED, "larger than"),
        ("MAIL", "530 5.7.0 authenticate", FAILED, "only with user and password"),
        ("RCPT", "450 4.7.1 greylisted", RETRY, "not accepted for now"),
        ("RCPT", "550 5.1.1 user unknown", FAILED, "cliente@sollecito.test does not exist"),
        ("RCPT", "550 no such user", FAILED, "does not exist"),
        ("RCPT", "552 5.2.2 over quota", FAILED, "is full"),
        ("RCPT", "452 4.2.2 over quota", RETRY, "is full"),
        ("RCPT", "554 5.7.1 relay access denied", FAILED, "does not carry mail to"),
        ("RCPT", "550 5.7.1 blocked", FAILED, "by its own rules"),
        ("RCPT", "553 5.7.1 Sender address rejected: not owned", FAILED, "Set a sender"),
        ("DATA", "451 4.3.0 later", RETRY, "does not take the e-mail for now"),
        ("DATA", "554 5.5.1 no", FAILED, "refuses the e-mail"),
        (DOT, "451 4.3.0 later", RETRY, "does not take the e-mail for now"),
        (DOT, "421 4.3.2 closing", RETRY, "does not take the e-mail for now"),
        (DOT, "554 5.7.1 spam", FAILED, "refuses the e-mail"),
        (DOT, "552 5.3.4 too big", FAILED, "larger than"),
    ],
)
def test_refusal_says_what_to_do(
    stage: str, answer: str, state: DispatchState, sentence: str
) -> None:
    with ScriptedSmtp({stage: answer}) as server:
        receipt = send(server)
    assert receipt.state is state
    assert receipt.text == answer
    assert sentence in str(receipt.fault)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", DOT])
@pytest.mark.parametrize(
    "answer",
    [
        "550 5.4.5 Daily user sending limit exceeded",
        "550 5.1.90 you've reached your daily limit for message recipients",
        "554 5.2.0 SubmissionQuotaExceededException",
        "550 Domain rossi.example has exceeded the max emails per hour (500/500)",
        "450 4.7.1 sender rate limit exceeded",
        "554 5.7.1 superato il limite di invio giornaliero",
    ],
)
def test_providers_limit_is_told_met_once_a_run_and_nobody_is_blamed(
    stage: str, answer: str
) -> None:
    with ScriptedSmtp({stage: answer}) as server:
        receipts = send_in_one_run(server, 3)
    assert states(receipts) == [RETRY] * 3
    assert {"the provider’s limit is reached" in str(one.fault) for one in receipts} == {True}
    assert receipts[0].text == answer
    assert server.commands.count("MAIL") == 1


@pytest.mark.parametrize(
    "answer",
    [
        "452 4.2.2 mailbox over quota",
        "552 5.2.2 user has exceeded the storage quota",
        "552 5.3.4 message exceeds the size limit",
        "450 4.7.1 Greylisted, try again in a minute",
        "550 5.1.1 user unknown",
    ],
)
def test_other_refusals_are_not_taken_for_the_providers_limit(answer: str) -> None:
    with ScriptedSmtp({"RCPT": answer}) as server:
        receipt = send(server)
    assert "limit is reached" not in str(receipt.fault)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_mail_goes_out_on_a_new_connection_when_the_old_one_was_cut(stage: str) -> None:
    with ScriptedSmtp({stage: ("250 ok", CUT, "250 ok")}) as server:
        assert states(send_in_one_run(server, 2)) == [SENT, SENT]
    assert server.connections == 2


def test_refusal_stands_when_the_server_hangs_up_after_it() -> None:
    with ScriptedSmtp({"RCPT": ("550 5.1.1 no", "250 ok"), "RSET": (CUT,)}) as server:
        assert states(send_in_one_run(server, 2)) == [FAILED, SENT]
    assert server.connections == 2


@pytest.mark.parametrize("farewell", [CUT, "421 4.7.0 too many messages"])
def test_run_goes_on_after_the_server_hung_up_between_two_mails(farewell: str) -> None:
    with ScriptedSmtp({"MAIL": ("250 ok", "250 ok", farewell, "250 ok")}) as server:
        receipts = send_in_one_run(server, 5)
    assert states(receipts) == [SENT] * 5
    assert server.connections == 2


@pytest.mark.parametrize("script", [{"DATA": CUT}, {FIRST_BYTES: CUT}])
def test_mail_cut_before_its_end_was_not_sent(script: dict[str, str]) -> None:
    with ScriptedSmtp(script) as server:
        site = a_site(settings=settings_of(server))
        # Larger than the buffers between the two, so that the cut is seen while writing.
        receipt = SmtpChannel().deliver(site, a_delivery(pdf=PDF * 500), Intent())
    assert receipt.state is RETRY
    assert "was cut before" in str(receipt.fault)


@pytest.mark.parametrize("answer", [CUT, SILENT])
def test_mail_without_an_answer_at_its_end_is_unclear(answer: str) -> None:
    with ScriptedSmtp({DOT: answer}) as server:
        receipt = send(server, timeout=2)
    assert receipt.state is UNKNOWN
    assert "did not confirm" in str(receipt.fault)


def test_no_third_mail_becomes_unclear() -> None:
    with ScriptedSmtp({DOT: CUT}) as server:
        receipts = send_in_one_run(server, 4)
    assert states(receipts) == [UNKNOWN, UNKNOWN, RETRY, RETRY]
    assert len(server.received) == 2


def test_mail_goes_to_all_that_are_accepted_and_names_the_others() -> None:
    with ScriptedSmtp({"RCPT b@cliente.example": "550 5.1.1 unknown"}) as server:
        receipt = send(server, recipients=SEVERAL)
    assert receipt.state is SENT
    assert receipt.text == "250 2.0.0 queued as 4711; b@cliente.example: 550 5.1.1 unknown"
    assert str(receipt.fault) == "Not accepted for b@cliente.example."


def test_refused_blind_copy_does_not_stop_the_mail() -> None:
    with ScriptedSmtp({"RCPT copia@x.example": "550 no"}) as server:
        receipt = send(server, bcc=("copia@x.example",))
    assert receipt.state is SENT
    assert "copia@x.example" in str(receipt.fault)


def test_blind_copy_alone_is_never_sent() -> None:
    with ScriptedSmtp({"RCPT cliente@sollecito.test": "550 no"}) as server:
        receipt = send(server, bcc=("copia@x.example",))
    assert receipt.state is FAILED
    assert not server.received


def test_all_recipients_are_tried_again_when_one_is_refused_for_now() -> None:
    script = {"RCPT a@cliente.example": "550 no", "RCPT b@cliente.example": "450 later"}
    with ScriptedSmtp(script) as server:
        assert send(server, recipients=SEVERAL).state is RETRY


def test_refused_mail_does_not_disturb_the_next_one() -> None:
    with ScriptedSmtp({"RCPT": ("550 no", "250 ok")}) as server:
        assert states(send_in_one_run(server, 2)) == [FAILED, SENT]
    assert server.connections == 1
    assert "RSET" in server.commands


def test_mail_larger_than_the_server_announces_is_not_offered() -> None:
    with ScriptedSmtp(extensions=("SIZE 1000",)) as server:
        receipt = send(server)
    assert receipt.state is FAILED
    assert "larger than" in str(receipt.fault)
    assert "MAIL" not in server.commands


def test_reports_on_the_delivery_are_asked_for_where_they_are_offered() -> None:
    with ScriptedSmtp(extensions=("DSN",)) as server:
        send(server, recipients=("a+b@cliente.example",))
    mail, recipient = (one for one in server.lines if one[:4].upper() in ("MAIL", "RCPT"))
    name = a_delivery().dispatch.message_id.strip("<>").replace("+", "+2B").replace("=", "+3D")
    assert mail.endswith(f"<azienda@sollecito.test> RET=HDRS ENVID={name}")
    assert recipient.endswith("NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@cliente.example")


def test_each_delivery_is_confirmed_where_that_is_wanted_but_not_that_of_the_copy() -> None:
    with ScriptedSmtp(extensions=("DSN",)) as server:
        send(server, bcc=("copia@rossi.example",), confirmations=True)
    customer, copy = (line for line in server.lines if line.upper().startswith("RCPT"))
    assert "NOTIFY=FAILURE,DELAY,SUCCESS " in customer
    assert "NOTIFY=FAILURE,DELAY " in copy


def test_a_server_that_offers_no_reports_is_not_asked_for_any() -> None:
    with ScriptedSmtp() as server:
        send(server)
    assert not [line for line in server.lines if "NOTIFY" in line or "ENVID" in line]


def test_connection_is_renewed_after_many_mails() -> None:
    with ScriptedSmtp() as server:
        receipts = send_in_one_run(server, MAILS_PER_CONNECTION + 1)
    assert set(states(receipts)) == {SENT}
    assert server.connections == 2


def test_recipient_that_is_no_address_never_reaches_the_server() -> None:
    with ScriptedSmtp() as server:
        receipt = send(server, recipients=("x@y.example>\r\nDATA",))
    assert receipt.state is FAILED
    assert server.connections == 0


@pytest.mark.parametrize(
    ("host", "sender", "user", "password", "sentence"),
    [
        ("smtp.rossi.example", SENDER, "", None, None),
        ("smtp.rossi.example", SENDER, "azienda", "segreta", None),
        ("", SENDER, "", None, "No mail server is set"),
        ("smtp.rossi.example", "", "", None, "No sender is set"),
        ("smtp.rossi.example", "Rossi", "", None, "“Rossi” is not an e-mail address"),
        ("smtp.rossi.example", SENDER, "azienda", None, "The password of azienda"),
    ],
)
def test_channel_says_what_its_settings_lack(
    host: str, sender: str, user: str, password: str | None, sentence: str | None
) -> None:
    site = a_site(settings={"host": host, "user": user}, sender=sender, password=password)
    fault = SmtpChannel().validate_environment(site)
    assert (fault is None) if sentence is None else sentence in str(fault)


def test_recipient_put_off_beside_one_accepted_is_named_apart_from_one_refused() -> None:
    script = {"RCPT b@cliente.example": "451 4.7.1 greylisted", "RCPT c@cliente.example": "550 no"}
    with ScriptedSmtp(script) as server:
        receipt = send(server, recipients=(*SEVERAL, "c@cliente.example"))
    assert receipt.state is SENT
    assert str(receipt.fault) == (
        "Not accepted for c@cliente.example. Not yet taken for b@cliente.example."
    )
    assert [one.address for one in receipt.put_off] == ["b@cliente.example"]
    assert [one.recipients for one in server.received] == [["a@cliente.example"]]
